"""The typography of the mails."""

import re

from tests.unit.mails.composing import NBSP, AnyKind, every_kind, html_of, text_of, variants


@every_kind
def test_no_line_may_break_before_a_high_punctuation_mark(kind: AnyKind) -> None:
    for mail in variants(kind):
        for said in (text_of(mail), html_of(mail).text):
            prose = re.sub(r"https://\S+", "", said)
            assert not re.findall(rf".{{0,30}}[^{NBSP}][:;!?»]", prose)
            assert not re.findall(rf"«[^{NBSP}].{{0,30}}", prose)


@every_kind
def test_visible_apostrophes_are_typographic(kind: AnyKind) -> None:
    for mail in variants(kind):
        assert "'" not in text_of(mail) + html_of(mail).text
