"""The rules of typography find the slips and nothing else."""

import pytest

from tests.end_to_end.browser.typography import slips


@pytest.mark.parametrize(
    "text",
    [
        "Profil : Comptable",
        "Profil: Comptable",
        "Êtes-vous certain ?",
        "Bravo!",
        "« mot\u00a0»",
        "«\u00a0mot »",
        "l'accès",
        '"mot',
        "un\u00a0 deux",
        "un  deux",
        "attendez...",
        "un , deux",
    ],
)
def test_typographic_slips_are_found(text: str) -> None:
    assert len(slips(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Profil\u00a0: Comptable\u202f; l’accès «\u00a0ouvert\u00a0»\u00a0?",
        "https://exemple.fr/page?a=1",
        "à 14:05",
        "Quoi\u00a0?!",
        "",
    ],
)
def test_correct_typography_has_no_slips(text: str) -> None:
    assert slips(text) == []


def test_text_written_by_people_is_not_checked() -> None:
    assert slips("27 rue, Cournon-d'Auvergne", ("Cournon-d'Auvergne",)) == []
