"""Common passwords and their usual disguises are refused; what a generator or a sentence gives is accepted."""

import random
import string

import pytest

from chalicelib.identity import guessable
from chalicelib.identity.guessable import LICENCES, is_common
from chalicelib.identity.passwords import RULES
from infra.passwords.__main__ import PACKAGES, words_of
from tests.whole import examples, longer_in_prove

DECORATIONS = ("{}1!", "{}123!", "{}2024!", "{}75*", "{}@2023", "!{}12", "{}_1985", "{}01$", "{}.2025", "{}!!99")


def follows_the_rule(password: str) -> bool:
    return all(rule.is_met(password) for rule in RULES)


def listed() -> list[str]:
    return guessable._words().split()


@pytest.mark.parametrize(
    "password",
    [
        "Azerty123!", "Motdepasse1$", "M0tDeP@sse2024!", "P@ssw0rd1!", "$oLeil2024!", "123Soleil!", "Doctolib75000!",
        "Qwertyuiop1!", "AzertyAzerty1!", "Bonjour#1", "Janvier-2026", "Aa-12345678", "Amélipro-2026", "Soleil2024!",
        "Doctolib75*", "Printemps24*", "Marseille13!", "OlympiqueLyonnais69!", "Camille14071989!", "Nico1985!",
        "Lyon2024!", "Noël2024!", "Zoé-2015", "Abc12345!", "Aa123456!", "1Q2w3e4r!", "P@ris2024!", "Jetaime2!",
        "Été2024!", "Mot2Passe75!", "MonAmour75!", "Mbappe10!", "Qsdfghjklm1!", "Remplacant1!", "Cœur2024!!",
    ],
)  # fmt: skip
def test_a_common_password_in_disguise_is_refused(password: str) -> None:
    assert follows_the_rule(password)
    assert is_common(password)


@pytest.mark.parametrize(
    "password", ["Soleil-de-brume-4", "Ruisseau-vert-7", "X7#9241-k2Qp", "Rv-7abcd", "hujxo0-zoqcix-Pemfyh"]
)
def test_a_common_word_among_others_is_accepted(password: str) -> None:
    assert not is_common(password)


@longer_in_prove
def test_no_word_of_the_list_is_accepted_with_a_usual_decoration() -> None:
    long_words = [word for word in listed() if word.isalpha() and len(word) >= 4]
    accepted = [
        password
        for word in random.Random(1).sample(long_words, examples(60, 200))  # noqa: S311 - a sample, no secret
        for decoration in DECORATIONS
        if follows_the_rule(password := decoration.format(word.capitalize())) and not is_common(password)
    ]
    assert accepted == []


@pytest.mark.parametrize("length", [8, 10, 14])
def test_passwords_drawn_at_random_are_accepted(length: int) -> None:
    drawn = random.Random(length)  # noqa: S311 - the same passwords at each run, none of which is used
    characters = string.ascii_letters + string.digits + string.punctuation
    passwords = ("".join(drawn.choices(characters, k=length)) for _ in range(800))
    assert [password for password in passwords if follows_the_rule(password) and is_common(password)] == []


def test_the_list_has_tens_of_thousands_of_entries_in_the_spelling_that_is_looked_up() -> None:
    assert len(listed()) > 70_000
    assert all(guessable.plain(entry) == entry for entry in listed()[::500])
    assert guessable.FILE.stat().st_size < 250_000


def test_the_licences_of_the_list_name_the_packages_it_was_made_of() -> None:
    licences = LICENCES.read_text(encoding="utf-8")
    assert all(f"{package.name} {package.version}" in licences for package in PACKAGES)
    assert "Permission is hereby granted" in licences
    assert "ODC-BY" in licences


def test_an_entry_is_left_out_when_another_one_stands_for_it() -> None:
    assert words_of(["Soleil", "soleil75", "d'été", "12345", "147258", "1a2z3e", "x@y", "a" * 21]) == [
        "147258", "1a2z3e", "dete", "soleil",
    ]  # fmt: skip
