"""Every act of the table by which a delegation opens something, or more, asks the same: may it be Validée?"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Refused
from chalicelib.domain.rules import Act
from chalicelib.domain.statuses import AccountStatus, Status
from tests.builders import (
    DAY,
    NOW,
    a_delegant,
    a_delegation,
    a_proposal,
    a_wish,
    an_account,
    with_request,
    with_something_taken,
)
from tests.performing import perform
from tests.table_of_acts import OF_WISHES, TABLE, VALIDEE, Row

GIVES_BACK = Act.REGAIN_STRUCTURES
"""Structures return to a delegation that is Validée, whose délégué has agreed to them; it asks nothing anew."""

NOT_HIS = {
    "the délégant's own account": an_account(id=a_delegant().account_id),
    "a reserved or closed account": an_account(AccountStatus.RESERVEE),
    "an account that has ended": an_account(AccountStatus.FERMEE),
    "an account that is being joined": an_account(AccountStatus.RATTACHEE),
    "a remplaçant with a cabinet of his own": an_account(liberal_activity=True),
}


class Line(NamedTuple):
    """A line of the table, on a delegation of one status: of a creation, or of a wish."""

    row: Row
    status: Status
    of_wish: bool

    def delegation(self) -> Delegation:
        """Return a delegation on which the act would do something."""
        profil, act = ProfilId.REMPLACANT, self.row.act
        if self.of_wish:
            return a_wish(profil=profil)
        proposal = a_proposal(lapses_at=NOW + 50 * DAY) if act is Act.ACCEPT_CHANGE else None
        built = a_delegation(self.status, profil=profil, proposal=proposal)
        if act in {Act.REGAIN_ELIGIBILITY, GIVES_BACK}:
            return with_something_taken(built)
        return with_request(built) if act is Act.GRANT_LONGER else built

    def opens_to(self, account: Account) -> bool:
        """Whether the act opens something to this account, or more than before."""
        delegation = self.delegation()
        delegue = delegation.delegue._replace(account_id=account.id)
        try:
            done = perform(self.row.act, delegation._replace(delegue=delegue), self.row.by[0], account)
        except Refused:
            return False
        return done.opens_more


def _opening() -> Iterator[Line]:
    """Yield the lines that lead to Validée, from each status, where that opens more than before."""
    for table in (TABLE, OF_WISHES):
        rows = [row for row in table if row.to is VALIDEE and not row.asked and row.act is not GIVES_BACK]
        lines = [Line(row, status, table is OF_WISHES) for row in rows for status in row.statuses]
        yield from (line for line in lines if line.opens_to(an_account(line.row.accounts[-1])))


OPENING = list(_opening())
OF_EACH = pytest.mark.parametrize("line", OPENING, ids=[f"{line.row.act}-{line.status}" for line in OPENING])


@pytest.mark.parametrize("whose", NOT_HIS)
@OF_EACH
def test_nothing_opens_to(line: Line, whose: str) -> None:
    assert not line.opens_to(NOT_HIS[whose])


@OF_EACH
def test_an_account_that_nobody_validated_is_opened_by_a_validation_alone(line: Line) -> None:
    assert line.opens_to(an_account(AccountStatus.A_ACTIVER)) == (line.row.act is Act.VALIDATE)


def test_the_acts_that_open_more_are_these() -> None:
    acts = {line.row.act for line in OPENING}
    assert acts == {Act.ACCEPT, Act.VALIDATE, Act.ACCEPT_CHANGE, Act.GRANT_LONGER, Act.REGAIN_ELIGIBILITY}
