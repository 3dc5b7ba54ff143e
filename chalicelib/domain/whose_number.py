"""Doubts about the owner of an RPPS, shown to both people before anything is validated (specification §3, §8)."""

import re
from typing import NamedTuple

from chalicelib.domain.folding import words
from chalicelib.domain.people import Name

_RPPS = "[0-9]{11}"
_LONG_ENOUGH = 3
"""Letters of a word that identifies a person. « DE », « LE » and « L' » count only in a name without a longer word."""


def may_be_same(one: Name, other: Name) -> bool:
    """Whether two names may be one person's: they share a word of the surname and one of the first name.

    Case, accents and hyphens do not matter. An unknown name agrees with every other.
    """
    pairs = ((_words(one.nom), _words(other.nom)), (_words(one.prenom), _words(other.prenom)))
    return all(not mine or not others or mine & others for mine, others in pairs)


def _words(text: str) -> frozenset[str]:
    found = words(text)
    return frozenset(word for word in found if len(word) >= _LONG_ENOUGH) or found


def doubt_about_number(typed: str, on_card: str, named: Name | None, delegue: Name) -> str:
    """Return a sentence with the doubt about the RPPS typed for a délégué; empty when there is none.

    `on_card` is the RPPS of his card, empty if he has never used one; where there is one, it alone decides. `named` is
    the name in the directory for the typed RPPS.
    """
    if not typed:
        return ""
    if on_card:
        return "" if on_card == typed else "La carte de cette personne porte un autre numéro RPPS."
    if named and not may_be_same(named, delegue):
        return f"L’Annuaire Santé attribue ce numéro à {named.full}, et non à {delegue.full}."
    return ""


class Number(NamedTuple):
    """The number of a delegation once its délégué accepts, and what he reads when the typed one seems not to be his.

    `is_of_another`: another account has this number, or the other one that was typed; the délégué does not read
    that, but sees that he waits.
    """

    kept: str
    doubt: str = ""
    is_of_another: bool = False

    @property
    def waits(self) -> bool:
        """Whether the délégant has to see it before anything is validated."""
        return bool(self.doubt) or self.is_of_another


def number_at_acceptance(typed: str, on_card: str, named: Name | None, delegue: Name) -> Number:
    """Return the number kept, by the délégué's card if he has one, else as it was typed; arguments as above.

    The doubt names no owner, because any holder of the link may read it. An ADELI is kept: a card states none.
    """
    if not re.fullmatch(_RPPS, typed) or not doubt_about_number(typed, on_card, named, delegue):
        return Number(typed)
    if on_card:
        return Number(
            on_card, f"Le numéro RPPS indiqué par votre délégant, {typed}, n’est pas celui de votre carte, {on_card}."
        )
    return Number(typed, f"D’après l’Annuaire Santé, le numéro RPPS {typed} est celui d’une autre personne que vous.")
