"""Whose an RPPS is, beside whose it should be: shown to the délégant before anything is validated (spec §3, §8)."""

import re
import unicodedata

from chalicelib.domain.people import Name

_LONG_ENOUGH = 3
"""Letters of a word that tells people apart; « DE », « LE » and « L' » do not, unless a name has nothing else."""


def may_be_same(one: Name, other: Name) -> bool:
    """Whether two names may be one person's: a word of the surname and one of the first name in common.

    Case, accents and hyphens count for nothing, and a name that is not known contradicts none.
    """
    pairs = ((_words(one.nom), _words(other.nom)), (_words(one.prenom), _words(other.prenom)))
    return all(not mine or not others or mine & others for mine, others in pairs)


def _words(text: str) -> frozenset[str]:
    spread = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()
    words = frozenset(re.findall(r"[a-z]+", plain))
    return frozenset(word for word in words if len(word) >= _LONG_ENOUGH) or words


def doubt_about_number(typed: str, on_card: str, named: Name | None, delegue: Name) -> str:
    """Return what speaks against the RPPS that was typed for a délégué, as a sentence; empty when nothing does.

    `on_card` is the RPPS of his card, where he has come with one; `named` is whom the directory names under the one
    that was typed.
    """
    if not typed:
        return ""
    if on_card and typed != on_card:
        return "La carte de cette personne porte un autre numéro RPPS."
    if named and not may_be_same(named, delegue):
        return f"L’Annuaire Santé attribue ce numéro à {named.full}, et non à {delegue.full}."
    return ""
