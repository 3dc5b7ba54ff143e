"""The name of a mail consists of its subject and its row; nothing else names one."""

import pytest

from chalicelib.store.mails import key_of


def test_a_name_gives_the_key_of_its_row() -> None:
    assert key_of("abc.0000001.demande.delegue") == ("MAIL#abc", "0000001#demande#delegue")


@pytest.mark.parametrize("name", ["", ".", "abc", "abc.", ".0000001.demande.delegue"])
def test_half_a_name_names_no_row(name: str) -> None:
    assert key_of(name) is None
