"""« Valider »: the délégant confirms who accepted (seed §2.1)."""

from collections.abc import Mapping

from chalicelib.acts.delegue_account import SeenByDirectory, seen_by_directory
from chalicelib.acts.racing import retried
from chalicelib.acts.scene import Hint, Scene, as_delegant
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_delegant
from chalicelib.identity.sessions import Session
from chalicelib.store.accounts import find_head
from chalicelib.store.aliases import Identifier, Owner, claimed, named_by, owners_of, without
from chalicelib.store.commit import Plan, commit


def validate(
    context: Context,
    session: Session | None,
    delegation_id: str,
    hint: Hint,
    version: int,
    *,
    without_number: bool = False,
    number_seen: bool = False,
) -> Delegation:
    """Validate the delegation shown at `version` of its terms; raises `Refused`.

    A number that another account has is refused first, so that the délégant sees it (`NUMBER_OF_ANOTHER`); he may
    then validate `without_number`. So is an RPPS that seems to be somebody else's (`NUMBER_IN_DOUBT`), unless he has
    seen that (`number_seen`). One read more when the délégué gave a number.
    """

    def attempt() -> Delegation:
        scene = as_delegant(context, session, delegation_id, hint)
        delegation, account_id = scene.delegation, scene.account.id
        given = delegation.delegue.identifiers
        owners = owners_of(named_by(given), context.keys.lookup)
        others = _of_others(owners, account_id)
        kept = without(given, others)
        known = _seen_by_directory(context, scene)
        transition = by_delegant.validate(delegation, version, known.account, context.policy, context.now, kept)
        if others and not without_number:
            raise Refused(Code.NUMBER_OF_ANOTHER)
        known.require_own_number(kept.rpps_adeli, _rpps_on_card(scene), delegation.delegue.name, seen=number_seen)
        extra = claimed(kept, owners, account_id, context.keys.lookup)
        commit(Plan(transition, scene.account, extra=extra), context)
        return transition.subject

    return retried(attempt)


def doubt_about_number(context: Context, scene: Scene) -> str:
    """Return what speaks against the délégué's RPPS, by the directory or by his card; empty when nothing does."""
    delegue = scene.delegation.delegue
    found = _seen_by_directory(context, scene)
    return found.doubt(delegue.identifiers.rpps_adeli, _rpps_on_card(scene), delegue.name)


def _seen_by_directory(context: Context, scene: Scene) -> SeenByDirectory:
    return seen_by_directory(scene.account, scene.delegation.delegue.identifiers.rpps_adeli, context)


def _rpps_on_card(scene: Scene) -> str:
    head = find_head(scene.items, scene.account.id)
    return head.rpps if head else ""


def numbers_of_others(context: Context, delegation: Delegation) -> list[Identifier]:
    """Return the numbers of the délégué that are another account's; one read, none when he gave none."""
    owners = owners_of(named_by(delegation.delegue.identifiers), context.keys.lookup)
    return _of_others(owners, delegation.delegue.account_id)


def _of_others(owners: Mapping[Identifier, Owner], account_id: str) -> list[Identifier]:
    return [identifier for identifier, owner in owners.items() if owner.account_id != account_id]
