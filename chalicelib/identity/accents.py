"""Accents of names of places, which the national directories write in capitals without them.

Only words that mean one thing without their accents are here: « MARCHE » and « FORET » are left, because they are words
too, and so is what is often a surname (« CHENE », « RIVIERE »).
"""

import re
from collections.abc import Mapping
from functools import cache

from chalicelib.domain.folding import folded

_WORDS = """
allée allées août bâtiment bâtiments bibliothèque cathédrale cœur collège collèges décembre défense dépistage écluse
école écoles égalité église églises établissement établissements étage étang étoile européen européenne évêché février
fraternité gastroentérologie général générale généraux gériatrie gériatrique gérontologie gynécologie hémodialyse
hépatologie hôpital hôpitaux hôtel île intercommunalité kinésithérapeute kinésithérapeutes kinésithérapie libéral
libérale libération libéraux liberté lycée médecin médecine médecins médiathèque médical médicale médicales médicaux
médico métropole municipalité néphrologie obstétrical obstétrique œuvre œuvres pédiatre pédiatres pédiatrie
pédiatrique pépinière périnatal périnatalité périphérique préfecture prévention pyrénées radiothérapie réadaptation
rééducation régional régionale régionaux république résidence résidences résistance réunion santé sécurité siècle
société spécialisé spécialisée spécialisés spécialiste spécialistes spécialités stomathérapie théâtre unité unités
université universités vallée vélodrome vénérologie vétérinaire
"""

_TOWNS = """
alençon alès angoulême béthune béziers besançon châteauroux châtellerault chambéry compiègne créteil épernay épinal
étampes évian évreux évry fréjus guéret liévin mâcon montélimar nîmes orléans périgueux sélestat sète vénissieux
"""


def accented(text: str) -> str:
    """Return a name or a street in capitals with its certain accents: « CENTRE DE SANTÉ ». Any other text stays."""
    return _with_accents(text, _by_capitals(_WORDS))


def town_accented(text: str) -> str:
    """Return a town in capitals with its accents: « NÎMES ». Any other text stays."""
    return _with_accents(text, _by_capitals(_WORDS + _TOWNS))


@cache
def _by_capitals(words: str) -> Mapping[str, str]:
    return {folded(word).upper(): word.upper() for word in words.split()}


def _with_accents(text: str, words: Mapping[str, str]) -> str:
    if text != text.upper():
        return text
    return _WORD.sub(lambda match: match[0] if match[1] else words.get(match[0], match[0]), text)


_WORD = re.compile(r"(\b(?:DRS?|DOCTEURS?|M|MLLE|MME|MR|PR|PROFESSEUR)\b\.?\s+)?[A-Z]+")
"""A word, with the title before it, if any: « DR LIBERAL » is a surname."""
