"""What a form sent, and what is shown again when it comes back with errors."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from chalicelib.domain.refusals import Refused
from chalicelib.http import bodies
from chalicelib.http.bodies import Bounds


class Form(NamedTuple):
    """Values by field, each a text or a list of texts, and errors by field in the order of the page."""

    values: Mapping[str, str | list[str]] = MappingProxyType({})
    errors: Mapping[str, str] = MappingProxyType({})

    def __repr__(self) -> str:
        """Say nothing of what was typed: it may be a password."""
        return "Form(…)"

    def text(self, name: str) -> str:
        """Return the one value of a field, without the spaces around it; empty when there is none."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """Return the one value of a field as it was typed: a password may begin with a space."""
        value = self.values.get(name, "")
        return (value[0] if value else "") if isinstance(value, list) else value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that may be sent several times."""
        value = self.values.get(name, [])
        return tuple(value) if isinstance(value, list) else (value,)

    def number(self, name: str) -> int:
        """Return a whole number of at most nine digits; 0 when the field holds no such number."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def with_errors(self, errors: Mapping[str, str], order: tuple[str, ...] = ()) -> "Form":
        """Return the form to show again, its errors in the order of the page's fields."""
        known = {name: errors[name] for name in order if name in errors}
        return Form(self.values, {**known, **{name: text for name, text in errors.items() if name not in known}})

    def having(self, **values: str) -> "Form":
        """Return the form with other values of some fields."""
        return Form({**self.values, **values}, self.errors)

    def marked_by(self, refusal: Refused, order: tuple[str, ...] = ()) -> "Form":
        """Return the form to show again with its fields at fault; raises the refusal itself when it names none."""
        if not refusal.fields:
            raise refusal
        return self.with_errors(refusal.fields, order)


EMPTY = Form()


def form_of(request: Any, bounds: Bounds) -> Form:
    """Return what a form sent; raises `Problem` when it is no form or too long."""
    return Form({name: _clean(values) for name, values in bodies.form_of(request, bounds).items()})


def _clean(values: list[str]) -> str | list[str]:
    """A field sent once is a text; sent several times, a list."""
    texts = [value.replace("\x00", "") for value in values]
    return texts[0] if len(texts) == 1 else texts
