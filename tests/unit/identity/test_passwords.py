"""The rules of passwords, and how they are hashed."""

import re
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from chalicelib.domain.people import Name
from chalicelib.identity import passwords
from chalicelib.identity.passwords import RULES, errors_of_password, hash_password, needs_rehash, verify
from tests import cheap_passwords

GOOD = "Ruisseau-vert-7"
ADDRESS = "claire.exemple@cabinet.example"
CLAIRE = Name("MME", "Claire", "de La Fontaine")


@pytest.fixture(autouse=True)
def hashed_as_in_the_product() -> Iterator[None]:
    """Use argon2 at the product's cost; other tests use the least."""
    cheap_passwords.remove()
    yield
    cheap_passwords.install()


def error_of(password: str, name: Name = CLAIRE, address: str = ADDRESS) -> str:
    return errors_of_password(password, password, address, name).get("mot_de_passe", "")


def test_a_password_matches_its_own_hash_only() -> None:
    stored = hash_password(GOOD)
    assert verify(stored, GOOD)
    assert not verify(stored, GOOD.lower())
    assert not verify(stored, "")


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password(GOOD) != hash_password(GOOD)


def test_hashes_are_argon2id_with_the_parameters_of_the_module() -> None:
    parameters = extract_parameters(hash_password(GOOD))
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (47_104, 1, 1)


def test_an_accent_is_one_password_however_the_keyboard_writes_it() -> None:
    assert verify(hash_password("D\u00e9luge-2031"), "De\u0301luge-2031")


def test_invalid_unicode_is_just_a_wrong_password() -> None:
    assert not verify(hash_password(GOOD), "\ud800\x00")


def test_an_unknown_account_costs_the_same_verification_and_is_refused() -> None:
    assert extract_parameters(passwords._DUMMY_HASH) == extract_parameters(hash_password(GOOD))
    assert not verify(None, GOOD)
    assert not verify("", GOOD)


def test_no_password_matches_an_unknown_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_DUMMY_HASH", hash_password(GOOD))
    assert not verify(None, GOOD)


def test_known_and_unknown_accounts_cost_one_verification_each(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = hash_password(GOOD)
    hashes: list[object] = []
    genuine = PasswordHasher.verify

    def spy(hasher: PasswordHasher, kept: str, password: bytes) -> bool:
        hashes.append(kept)
        return genuine(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", spy)
    for kept in (stored, None):
        verify(kept, "autre chose")
    assert hashes == [stored, passwords._DUMMY_HASH]


def test_a_hash_of_older_parameters_is_still_good_and_is_renewed() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(GOOD)
    assert verify(older, GOOD)
    assert needs_rehash(older)
    assert not needs_rehash(hash_password(GOOD))


def test_a_password_that_follows_the_rules_is_accepted() -> None:
    assert errors_of_password(GOOD, GOOD, ADDRESS, CLAIRE) == {}


@pytest.mark.parametrize(
    ("password", "lacking"),
    [
        ("Rv-7abc", "au moins 8 caractères"),
        ("ruisseau-vert-7", "des majuscules et des minuscules"),
        ("RUISSEAU-VERT-7", "des majuscules et des minuscules"),
        ("Ruisseau-vert", "au moins un chiffre"),
        ("Ruisseauvert7", "au moins un caractère spécial (dollar, dièse, …)"),
        ("Ruisseau vert 7", "au moins un caractère spécial (dollar, dièse, …)"),
        ("Réséda777", "au moins un caractère spécial (dollar, dièse, …)"),
    ],
)
def test_each_rule_of_passwords_is_enforced(password: str, lacking: str) -> None:
    assert error_of(password) == f"Votre mot de passe doit avoir\u00a0: {lacking}."


def test_eight_characters_are_enough_and_every_missing_rule_is_reported_at_once() -> None:
    assert error_of("Rv-7abcd") == ""
    assert error_of("").count("\u00a0;") == len(RULES) - 1


def test_the_rules_read_the_same_in_a_browser() -> None:
    # Excluded, because Python and JavaScript differ: named classes, inline flags, Unicode \w and \d.
    for rule in RULES:
        assert not re.search(r"\\[wWdDpPAZ]|\(\?[^=]", rule.pattern), rule


def test_a_password_has_at_most_128_characters() -> None:
    assert error_of((GOOD * 9)[:128]) == ""
    assert error_of((GOOD * 9)[:129]) == "Votre mot de passe doit avoir au plus 128 caractères."


@pytest.mark.parametrize(
    "password",
    ["Xy-claire-77", "77#FONTAINE#x", "Le-C1aire-9x", "Xclaire.exemple9", "X9-ClaireExemple", "Delafontaine#9x"],
)
def test_a_password_with_ones_name_or_address_is_refused(password: str) -> None:
    assert error_of(password).startswith("Votre mot de passe ne doit contenir ni votre nom")


@pytest.mark.parametrize(
    ("password", "name", "address"),
    [
        ("Xjardinier-7", CLAIRE, "jardinier@cabinet.example"),  # the address alone
        ("X9-Rose-77x", Name("MME", "Rose", "Exemple"), ADDRESS),  # four letters are enough
        ("X9-LeDu-77", Name("M", "Jo", "Le Du"), ADDRESS),  # two short words, written as one
        ("X9-a.b.cDe", CLAIRE, "a.b.c@cabinet.example"),  # long enough only with its dots
    ],
)
def test_each_part_of_ones_name_and_address_is_refused(password: str, name: Name, address: str) -> None:
    assert error_of(password, name, address).startswith("Votre mot de passe ne doit contenir ni votre nom")


def test_a_short_or_unknown_name_forbids_nothing() -> None:
    assert error_of("Libellule-verte-9", Name("M", "Li", "Bel")) == ""
    assert error_of(GOOD, Name()) == ""
    assert error_of(GOOD, Name(), "v@cabinet.example") == ""


def test_the_confirmation_must_be_the_same() -> None:
    assert errors_of_password(GOOD, GOOD + "x", ADDRESS, CLAIRE) == {
        "confirmation": "Les deux mots de passe saisis sont différents."
    }
