"""Hostile text that somebody typed does not alter the structure of a mail."""

import pytest

from tests.unit.mails.composing import SUBJECTS, AnyKind, composed_mail, every_kind, html_of, message_of, text_of

HOSTILE = {
    "html": '<script>alert("x")</script><img src="https://mal.exemple/x.png">',
    "jinja": "{{ 7 * 7 }}{% raise %}",
    "header": "Nom\r\nBcc: tous@exemple.fr",
    "emoji": "Zoë 👩‍⚕️ 🏥",
    "rtl": "\u202eEXEMPLE\u2066 שלום عليكم",
    "long": "É" * 10_000,
    "long html": "<" * 10_000,
}


@every_kind
@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_values_are_shortened_and_stay_text(kind: AnyKind, typed: str) -> None:
    names = dict.fromkeys(("delegant", "delegue", "adresse", "rattachement", "titulaire", "compte"), typed)
    changed = {**names, "structures": [typed]}
    mail = composed_mail(kind, changed)
    text, html = text_of(mail), html_of(mail)
    assert len(mail) < 30_000
    assert html.tags == html_of(composed_mail(kind)).tags
    assert message_of(mail)["Subject"] == SUBJECTS[kind]
    assert not {"\u202e", "\u2066", "\r"} & set(text + html.text)
    assert "\nBcc:" not in text
    assert set(message_of(mail).keys()) == set(message_of(composed_mail(kind)).keys())


@every_kind
def test_a_hostile_name_reads_the_same_in_both_parts(kind: AnyKind) -> None:
    typed = '<b>O\'Neil & "Fils"</b>'
    mail = composed_mail(kind, {"delegant": typed, "delegue": typed, "adresse": typed})
    text, html = text_of(mail), html_of(mail)
    assert typed in text
    assert typed in html.text
