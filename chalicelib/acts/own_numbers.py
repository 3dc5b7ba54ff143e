"""The numbers of a délégué against those of other accounts, for every act by which a delegation becomes Validée.

A number of another account is not his (specification §1). A card may take it at this very moment, and a follower has
perhaps passed this delegation by already, so each act has the owners that it read as conditions of its transaction.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.context import Context
from chalicelib.domain.people import Identifiers
from chalicelib.store.aliases import Identifier, claims_of, named_by, owners_of, owners_unchanged, without
from chalicelib.store.writes import Write


class OwnNumbers(NamedTuple):
    """The identifiers without the numbers of `others`.

    `unchanged` are conditions: whose they are is as it was read. `claims` are also writes that make the free ones his.
    """

    kept: Identifiers
    others: Sequence[Identifier]
    unchanged: Sequence[Write]
    claims: Sequence[Write]


def own_numbers(identifiers: Identifiers, account_id: str, context: Context) -> OwnNumbers:
    """Return the numbers of `identifiers` that are this account's, or nobody's. One read, or none without numbers."""
    secret = context.keys.lookup
    owners = owners_of(named_by(identifiers), secret)
    others = [identifier for identifier, owner in owners.items() if owner.account_id != account_id]
    kept = without(identifiers, others)
    return OwnNumbers(kept, others, owners_unchanged(kept, owners, secret), claims_of(kept, owners, account_id, secret))
