"""Which delegations the mail of a day tells of, out of all that a délégant has given."""

from datetime import datetime
from typing import Any

import pytest

from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.delegation import Delegation, Forewarned
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import Status
from chalicelib.keyring import Keyring
from chalicelib.mail.ending import ending_of, facts_of_ending
from chalicelib.store.lines import given_item
from chalicelib.store.mails import daily_item
from tests.builders import DAY, NOW, TODAY, a_delegation, a_proposal, terms
from tests.unit.mails.composing import SETTINGS

END = TODAY + 14 * DAY


def _forewarned(**overrides: Any) -> Delegation:
    told = a_delegation(
        Status.VALIDEE, NOW - 40 * DAY, terms=terms(TODAY - 40 * DAY, END), forewarned=Forewarned(END, TODAY)
    )
    return told._replace(**overrides)


def _told(delegation: Delegation, now: datetime = NOW) -> list[dict[str, Any]]:
    row = daily_item(AccountMail.FIN_PROCHE, "claire", TODAY, leaves_at(TODAY))
    item = given_item(delegation)
    context = _context(now)
    facts = facts_of_ending(context, row, {item.key: item})
    assert len(ending_of(context, row, {item.key: item})) == len(facts["fins"])
    return list(facts["fins"])


def _context(now: datetime) -> Context:
    return Context(now=now, settings=SETTINGS, keys=Keyring(links=("lien",), sessions=("session",), lookup="recherche"))


def test_what_was_forewarned_for_this_day_is_told_with_its_page() -> None:
    (one,) = _told(_forewarned())
    assert one == {
        "qui": "M. Paul MODÈLE",
        "profil": "Comptable",
        "fin": END.isoformat(),
        "en_attente": False,
        "lien": "https://portail.exemple.fr/delegations/delegation-1/prolonger",
    }


@pytest.mark.parametrize(
    "delegation",
    [
        _forewarned(forewarned=None),
        _forewarned(forewarned=Forewarned(END, TODAY - DAY)),
        _forewarned(forewarned=Forewarned(END - DAY, TODAY)),
        _forewarned(status=Status.REFUSEE),
        _forewarned(ended=True),
        _forewarned(terms=terms(TODAY - 40 * DAY, END, structures=())),
    ],
    ids=["never told", "told yesterday", "another end", "closed", "over", "opens nothing"],
)
def test_nothing_else_is_told(delegation: Delegation) -> None:
    assert _told(delegation) == []


def test_a_delegue_without_a_name_is_told_by_his_address() -> None:
    nobody = _forewarned()
    (one,) = _told(nobody._replace(delegue=nobody.delegue._replace(name=Name())))
    assert one["qui"] == nobody.delegue.address


def test_a_change_that_waits_for_an_answer_is_said() -> None:
    (one,) = _told(_forewarned(proposal=a_proposal()))
    assert one["en_attente"]
