"""Kinds of JSON values. Each kind checks a value and writes its own JSON Schema, from the same fields.

`check` reports every fault with its JSON Pointer; `document` returns the schema as OpenAPI shows it.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Report = Callable[[str, str], None]
"""Takes the JSON Pointer of a fault, and a sentence about it."""

_NO_CONTROLS = r"^[^\u0000-\u001F\u007F]*$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Kind(ABC):
    """A kind of value, with its description and example for the documentation."""

    description: str = ""
    example: Any = None

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the kind itself."""

    @abstractmethod
    def check(self, value: Any, at: str, report: Report) -> None:
        """Report the faults of `value`, whose pointer is `at`."""

    def read(self, texts: list[str]) -> Any:
        """Return the value of a query parameter, from all the texts sent for it."""
        return texts[0] if len(texts) == 1 else texts

    def document(self) -> dict[str, Any]:
        """Return the JSON Schema with the description and the example."""
        description = {"description": self.description} if self.description else {}
        examples = {} if self.example is None else {"examples": [self.example]}
        return {**self.schema(), **description, **examples}

    def records(self) -> "Iterator[Record]":
        """Yield the records that the kind contains."""
        yield from ()


@dataclass(frozen=True, kw_only=True)
class Text(Kind):
    """A text. The default pattern excludes control characters; an empty one allows everything."""

    longest: int = 200
    shortest: int = 0
    pattern: str = _NO_CONTROLS
    format: str = ""
    fault: str = "Ce texte comporte des caractères non admis."

    def schema(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"type": "string", "maxLength": self.longest}
        if self.pattern:
            shape["pattern"] = self.pattern
        if self.shortest:
            shape["minLength"] = self.shortest
        if self.format:
            shape["format"] = self.format
        return shape

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str):
            report(at, "Indiquez un texte.")
        elif len(value) < self.shortest:
            report(at, "Ce champ est obligatoire.")
        elif len(value) > self.longest:
            report(at, f"{self.longest} caractères au plus.")
        elif not self._matches(value) or any("\ud800" <= c <= "\udfff" for c in value):
            report(at, self.fault)

    def _matches(self, value: str) -> bool:
        """Return whether the whole text matches: Python's `$` would also match before a last line break."""
        return not self.pattern or bool(re.search(self.pattern, value) and not value.endswith("\n"))


@dataclass(frozen=True, kw_only=True)
class Day(Kind):
    """A day, as ISO 8601 writes it."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def check(self, value: Any, at: str, report: Report) -> None:
        try:
            if not _DAY.fullmatch(value):
                raise ValueError(value)
            date.fromisoformat(value)
        except (TypeError, ValueError):
            report(at, "Indiquez une date sous la forme AAAA-MM-JJ.")


@dataclass(frozen=True, kw_only=True)
class Moment(Kind):
    """An instant in UTC, as ISO 8601 writes it; in replies only."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}

    def check(self, value: Any, at: str, report: Report) -> None:
        report(at, "Ce champ ne peut pas être modifié.")


@dataclass(frozen=True, kw_only=True)
class Whole(Kind):
    """A whole number with a lower limit, an upper limit, or both."""

    least: int = 0
    most: int | None = 999_999_999

    def schema(self) -> dict[str, Any]:
        highest = {} if self.most is None else {"maximum": self.most}
        return {"type": "integer", "minimum": self.least, **highest}

    def check(self, value: Any, at: str, report: Report) -> None:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if whole and not isinstance(value, bool) and self._admits(value):
            return
        limits = f"à partir de {self.least}" if self.most is None else f"entre {self.least} et {self.most}"
        report(at, f"Indiquez un nombre entier {limits}.")

    def _admits(self, value: float) -> bool:
        return self.least <= value and (self.most is None or value <= self.most)

    def read(self, texts: list[str]) -> Any:
        value = super().read(texts)
        digits = isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value, re.ASCII)
        return int(value) if digits else value


@dataclass(frozen=True, kw_only=True)
class Flag(Kind):
    """Yes or no; `ticked` when only yes is valid."""

    ticked: bool = False

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean", **({"const": True} if self.ticked else {})}

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, bool):
            report(at, "Indiquez true ou false.")
        elif self.ticked and not value:
            report(at, "Ce champ doit valoir true.")


@dataclass(frozen=True, kw_only=True)
class Choice(Kind):
    """One of a few texts."""

    values: tuple[str, ...]

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.values)}

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str) or value not in self.values:
            report(at, f"Valeurs possibles\u00a0: {', '.join(self.values)}.")


@dataclass(frozen=True, kw_only=True)
class Many(Kind):
    """A list of values of one kind."""

    of: Kind
    least: int = 0
    most: int = 1000

    def schema(self) -> dict[str, Any]:
        fewest = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.of.document(), **fewest, "maxItems": self.most}

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, list):
            report(at, "Indiquez une liste.")
        elif len(value) < self.least:
            report(at, f"{self.least} éléments au moins.")
        elif len(value) > self.most:
            report(at, f"{self.most} éléments au plus.")
        else:
            for index, one in enumerate(value):
                self.of.check(one, f"{at}/{index}", report)

    def read(self, texts: list[str]) -> Any:
        return [self.of.read([text]) for text in texts]

    def records(self) -> "Iterator[Record]":
        yield from self.of.records()


@dataclass(frozen=True, kw_only=True)
class Maybe(Kind):
    """A value, or null."""

    of: Kind

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.of.document(), {"type": "null"}]}

    def check(self, value: Any, at: str, report: Report) -> None:
        if value is not None:
            self.of.check(value, at, report)

    def records(self) -> "Iterator[Record]":
        yield from self.of.records()


@dataclass(frozen=True, kw_only=True)
class Anything(Kind):
    """Any value at all."""

    def schema(self) -> dict[str, Any]:
        return {}

    def check(self, value: Any, at: str, report: Report) -> None:
        """Find nothing wrong."""


@dataclass(frozen=True, kw_only=True)
class Record(Kind):
    """An object with these fields; those of `optional` may be absent. Others are faults unless `others` is set."""

    name: str
    fields: Mapping[str, Kind] = field(hash=False)
    optional: frozenset[str] = frozenset()
    others: Kind | None = None

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{self.name}"}

    def definition(self) -> dict[str, Any]:
        """Return the JSON Schema that `schema` refers to."""
        return {
            "type": "object",
            "properties": {name: kind.document() for name, kind in self.fields.items()},
            "required": [name for name in self.fields if name not in self.optional],
            "additionalProperties": self.others.schema() if self.others else False,
        }

    def check(self, value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report(at, "Indiquez un objet.")
            return
        for name, kind in self.fields.items():
            if name in value:
                kind.check(value[name], f"{at}/{name}", report)
            elif name not in self.optional:
                report(f"{at}/{name}", "Ce champ est obligatoire.")
        for name in value.keys() - self.fields.keys():
            if self.others:
                self.others.check(value[name], f"{at}/{_escaped(name)}", report)
            else:
                report(f"{at}/{_escaped(name)}", "Ce champ n’existe pas.")

    def records(self) -> "Iterator[Record]":
        yield self
        for kind in self.fields.values():
            yield from kind.records()


def _escaped(name: str) -> str:
    """Return a name as a JSON Pointer writes it."""
    return readable(name).replace("~", "~0").replace("/", "~1")


def readable(name: str) -> str:
    """Return a name that a caller has invented, shortened and without characters that cannot be shown."""
    return "".join(char if char.isprintable() else "\ufffd" for char in name[:80])
