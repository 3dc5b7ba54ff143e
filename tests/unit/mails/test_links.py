"""The links of the mails: their labels, their buttons, and the addresses in clear."""

from collections.abc import Mapping

import pytest
from jinja2 import UndefinedError

from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail
from chalicelib.domain.mails import LINKS, PAGES, MailKind, Page, Purpose
from chalicelib.mail.compose import compose
from tests.unit.mails.composing import (
    LABELS,
    NOW,
    RECIPIENT,
    SETTINGS,
    AnyKind,
    composed_mail,
    every_kind,
    facts_for,
    html_of,
    links_of,
)
from tests.unit.mails.facts import FACTS

A_VALIDER = {"a_valider": True}

_OF_LISTS: Mapping[AnyKind, set[str]] = {
    AccountMail.FIN_PROCHE: {FACTS["fins"][0]["lien"], FACTS["reglages"]},
    AccountMail.REVUE_ACCES: {FACTS["reglages"]},
    AccountMail.RESUME_SEMAINE: {
        *(group["lignes"][0]["lien"] for group in FACTS["groupes"]),
        *(group["toutes"] for group in FACTS["groupes"]),
        *(FACTS["notifications"], FACTS["reglages"]),
    },
}
"""The links of the delegations that a mail lists, beside those of its kind."""


@every_kind
def test_each_mail_carries_its_links_and_no_other(kind: AnyKind) -> None:
    expected = set(links_of(kind).values()) | _OF_LISTS.get(kind, set())
    assert {href for href, _ in html_of(composed_mail(kind)).links} == expected


@pytest.mark.parametrize("kind", LINKS)
def test_buttons_have_their_labels_and_their_links_are_repeated_in_clear(kind: MailKind) -> None:
    links = html_of(composed_mail(kind)).links
    for purpose, label in zip(LINKS[kind], LABELS[kind], strict=True):
        url = links_of(kind)[purpose]
        assert (url, label) in links
        assert (url, url) in links or purpose in {Purpose.DISOWN, Purpose.WITHDRAW}


@pytest.mark.parametrize("kind", ACCOUNT_LINKS)
def test_the_button_of_a_mail_about_an_account_is_repeated_in_clear(kind: AccountMail) -> None:
    (url,) = links_of(kind).values()
    assert html_of(composed_mail(kind)).links == [(url, LABELS[kind][0]), (url, url)]


@pytest.mark.parametrize("kind", PAGES)
def test_a_mail_about_a_delegation_that_stands_has_a_button_to_it(kind: MailKind) -> None:
    url = f"https://portail.exemple.fr{PAGES[kind].format('une-delegation')}"
    assert html_of(composed_mail(kind)).links == [(url, LABELS[kind][0]), (url, url)]


def test_what_is_to_be_validated_is_reached_in_one_step() -> None:
    said = ("Valider la délégation", "Voir la demande")
    to_validate = {
        kind for kind in PAGES if any(words in html_of(composed_mail(kind, A_VALIDER)).text for words in said)
    }
    assert to_validate == {kind for kind, page in PAGES.items() if page is Page.VALIDATION}


def test_a_delegue_who_waits_for_the_validation_gets_no_link_that_asks_him_to_sign_in() -> None:
    assert html_of(composed_mail(MailKind.MISE_A_JOUR_DELEGUE, A_VALIDER)).links == []


@pytest.mark.parametrize("kind", LINKS)
def test_a_mail_is_not_composed_without_one_of_its_links(kind: AnyKind) -> None:
    links = links_of(kind)
    links.popitem()
    with pytest.raises(UndefinedError):
        compose(kind, facts_for(kind), links, RECIPIENT, "01JMAIL", NOW, SETTINGS)
