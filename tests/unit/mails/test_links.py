"""The links of the mails: their labels, their buttons, and the addresses in clear."""

import pytest
from jinja2 import UndefinedError

from chalicelib.domain.mails import LINKS, MailKind, Purpose
from chalicelib.mail.compose import compose
from tests.unit.mails.composing import (
    LABELS,
    NOW,
    RECIPIENT,
    SETTINGS,
    TO_THE_SERVICE,
    AnyKind,
    composed_mail,
    every_kind,
    facts_for,
    html_of,
    links_of,
)


@every_kind
def test_each_mail_carries_its_links_and_no_other(kind: AnyKind) -> None:
    found = {href for href, _ in html_of(composed_mail(kind)).links}
    assert found - {"https://portail.exemple.fr/"} == set(links_of(kind).values())


@pytest.mark.parametrize("kind", LINKS)
def test_buttons_have_their_labels_and_their_links_are_repeated_in_clear(kind: MailKind) -> None:
    links = html_of(composed_mail(kind)).links
    for purpose, label in zip(LINKS[kind], LABELS[kind], strict=True):
        url = links_of(kind)[purpose]
        assert (url, label) in links
        assert (url, url) in links or purpose is Purpose.DISOWN


@pytest.mark.parametrize("kind", TO_THE_SERVICE)
def test_a_reader_with_something_to_do_gets_a_button_to_the_service(kind: AnyKind) -> None:
    links = html_of(composed_mail(kind)).links
    assert links == [("https://portail.exemple.fr/", "Accéder à amelipro"), ("https://portail.exemple.fr/",) * 2]


@pytest.mark.parametrize("kind", LINKS)
def test_a_mail_is_not_composed_without_one_of_its_links(kind: AnyKind) -> None:
    links = links_of(kind)
    links.popitem()
    with pytest.raises(UndefinedError):
        compose(kind, facts_for(kind), links, RECIPIENT, "01JMAIL", NOW, SETTINGS)
