"""The records of services' requests (AuthZEN §5 to §8), which check them and describe them.

Unknown fields are ignored; a known field must be of its type. A name that nobody has is no error: the decision is no.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.acts.decide import Semantic
from chalicelib.domain.modes import Mode
from chalicelib.http.schema import Anything, Choice, Kind, Many, Record, Report, Text, Whole
from chalicelib.settings import settings

MOST_RESULTS = 100

_ANYTHING = Anything()


def _object(name: str, fields: Mapping[str, Kind], *optional: str, description: str = "") -> Record:
    """Return a record that ignores other fields."""
    return Record(name=name, fields=fields, optional=frozenset(optional), others=_ANYTHING, description=description)


def _name(description: str = "", example: str | None = None) -> Text:
    """Return the kind of a name, which may be any text: the decision finds out whether it names somebody."""
    return Text(longest=4000, pattern="", description=description, example=example)


_PROPERTIES = _object(
    "Proprietes",
    {},
    description="«\u00a0delegant\u00a0»\u00a0: le compte du délégant d’une structure ou d’un numéro AM.",
)
_SUBJECT_TYPE = _name("account, email, rpps ou cpe", "account")
_RESOURCE_TYPE = _name("espace, rpps, structure ou am", "espace")
_SUBJECT = _object("Sujet", {"type": _SUBJECT_TYPE, "id": _name(), "properties": _PROPERTIES}, "properties")
_RESOURCE = _object("Ressource", {"type": _RESOURCE_TYPE, "id": _name(), "properties": _PROPERTIES}, "properties")
_ACTION = _object("Action", {"name": _name("Un service.", "paiements"), "properties": _PROPERTIES}, "properties")
_CONTEXT = _object(
    "Contexte",
    {"mode": Choice(values=tuple(Mode), description="Comment le sujet s’est connecté au service qui demande.")},
    "mode",
    description="Le reste est admis et sans effet\u00a0: l’heure est celle du service.",
)

_ENTITIES: Mapping[str, Kind] = {
    "subject": _SUBJECT,
    "action": _ACTION,
    "resource": _RESOURCE,
    "context": _CONTEXT,
}
QUESTION = _object("Question", _ENTITIES, "context")

_OPTIONS = _object("Options", {"evaluations_semantic": Choice(values=tuple(Semantic))}, "evaluations_semantic")
_ALONE = _object(
    "QuestionSeule",
    {**_ENTITIES, "options": _OPTIONS, "evaluations": Many(of=_ANYTHING, most=0)},
    *("context", "options", "evaluations"),
)
_DEFAULT = _object("Defaut", {}, description="Vaut pour chaque évaluation qui n’en dit rien.")
_ITEM = Anything(
    description="Une question, dont chaque entité est entière, ou absente\u00a0: c’est alors celle du lot. "
    "Sans sens, un non."
)
_BATCH = _object(
    "Lot",
    {
        **dict.fromkeys(_ENTITIES, _DEFAULT),
        "options": _OPTIONS,
        "evaluations": Many(of=_ITEM, least=1, most=settings().evaluations_at_once),
    },
    *(*_ENTITIES, "options"),
)


@dataclass(frozen=True, kw_only=True)
class OneOrMany(Kind):
    """Many questions; without any in `evaluations`, the request itself is one question (AuthZEN §7.1)."""

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [_ALONE.schema(), _BATCH.schema()]}

    def check(self, value: Any, at: str, report: Report) -> None:
        many = isinstance(value, dict) and value.get("evaluations")
        (_BATCH if many else _ALONE).check(value, at, report)

    def records(self) -> Iterator[Record]:
        yield from _ALONE.records()
        yield from _BATCH.records()


_PAGE = _object(
    "Page",
    {
        "token": Text(
            longest=8000,
            pattern="^[A-Za-z0-9._-]*$",
            description="Le next_token de la page d’avant, pour la même recherche, dans la journée.",
        ),
        "limit": Whole(most=None, description=f"{MOST_RESULTS} résultats au plus, quoi qu’on demande."),
    },
    *("token", "limit"),
)


def _search(name: str, **sought: Kind) -> Record:
    """Return the record of a request of §8: the entities, and a page. The entity sought has at most a type."""
    return _object(name, {**_ENTITIES, **sought, "page": _PAGE}, "context", "page")


SUBJECT_SEARCH = _search(
    "RechercheDeSujets",
    subject=_object("SujetCherche", {"type": _SUBJECT_TYPE, "properties": _PROPERTIES}, "properties"),
)
RESOURCE_SEARCH = _search(
    "RechercheDeRessources",
    resource=_object("RessourceCherchee", {"type": _RESOURCE_TYPE, "properties": _PROPERTIES}, "properties"),
)
ACTION_SEARCH = _object(
    "RechercheDeServices",
    {"subject": _SUBJECT, "resource": _RESOURCE, "context": _CONTEXT, "page": _PAGE},
    *("context", "page"),
)
