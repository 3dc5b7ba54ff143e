"""What a release leaves behind: a table with a delegation in every situation, and what people hold.

It runs in the tree of any release, whose own tests build the situations.
"""

import json
import secrets as drawing
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib import runtime
from chalicelib.acts.credentials import create_credential
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.domain.mails import Purpose
from chalicelib.store import secrets
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import SECRETS, World
from tests.whole import IS_WHOLE


class Left(NamedTuple):
    """A table, and what people hold: the cookies of their sessions, links of mails, the address of a form."""

    now: str
    secrets: dict[str, Any]
    items: list[dict[str, Any]]
    situations: dict[str, str]
    links: dict[str, str]
    cookies: dict[str, dict[str, str]]
    step: str
    bearer: str

    @property
    def later(self) -> datetime:
        """A moment after it was left."""
        return datetime.fromisoformat(self.now) + timedelta(minutes=20)


def leave() -> Left:
    """Let the release of this tree bring about every situation."""
    with _drawn_alike(), _every_situation() as scenes:
        claire = scenes.world.signed_in(CLAIRE)
        form = claire.get("/delegations/nouvelle")
        step = claire.submit(form, "/delegations/nouvelle", adresse="nouvelle@exemple.fr").url
        _, bearer = create_credential(runtime.context(), "portail", frozenset(SERVICES_BY_ID), timedelta(days=1))
        return Left(
            now=scenes.world.now.isoformat(),
            secrets=SECRETS,
            items=scenes.world.everything(),
            situations=scenes.situations,
            links={
                **{
                    f"{purpose} {situation}": scenes.link(found, purpose)
                    for situation, found in scenes.situations.items()
                    for purpose in Purpose
                },
                **{f"{purpose} account": link for purpose, link in scenes.account_links.items()},
            },
            cookies={CLAIRE: claire.cookies, PAUL: scenes.world.signed_in(PAUL).cookies},
            step=step,
            bearer=bearer,
        )


@contextmanager
def _drawn_alike() -> Iterator[None]:
    """Let every release draw the same ids and keys, so that the same rows are the same to the letter."""
    drawn = Random(0)  # noqa: S311 - for nobody
    bytes_drawn = patch.object(drawing, "token_bytes", lambda number=None: drawn.randbytes(number or 32))
    keys_drawn = patch.object(
        ec, "generate_private_key", lambda curve: ec.derive_private_key(1 + drawn.getrandbits(248), curve)
    )
    with bytes_drawn, keys_drawn:
        yield


@contextmanager
def _every_situation() -> Iterator[Scenes]:
    """Yield the scenes by what every release has: no fixture, no helper that may move."""
    world = World()
    secrets.forget()
    runtime.set_clock(lambda: world.now)
    world.create()
    try:
        scenes = Scenes(world)
        scenes.every()
        yield scenes
    finally:
        world.destroy()


def write(left: Left) -> str:
    """Return it as JSON."""
    return _text(left._asdict())


def _text(value: Any) -> str:
    return json.dumps(value, default=lambda value: b64encode(value).decode())


def read(text: str) -> Left:
    """Return what another release has written."""
    return Left(**json.loads(text, object_hook=_with_bytes))


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": b64decode(value["B"])} if value.keys() == {"B"} else value


def to_ask(tables: list[Left]) -> set[str]:
    """Return the situations to ask about: the first, and by default those of which the tables are not the same.

    A release says the same of two tables that are the same to the letter. Where they differ in something that belongs
    to no situation, all are asked about.
    """
    one, other = map(_by_situation, tables)
    differing = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    if IS_WHOLE or "" in differing:
        return one.keys() | other.keys()
    return differing | {next(iter(tables[0].situations))}


def _by_situation(left: Left) -> dict[str, list[str]]:
    """Return the rows and links about each situation, as texts; under "" what is about none."""
    others = left._replace(items=[], links={})._asdict()
    texts = [
        *(json.dumps(_sorted(item), sort_keys=True) for item in json.loads(_text(left.items))),
        *(f"{name}: {link}" for name, link in left.links.items()),
    ]
    about: dict[str, list[str]] = {"": [json.dumps(others, sort_keys=True)], **{name: [] for name in left.situations}}
    for text in sorted(texts):
        for name in [name for name, found in left.situations.items() if found in text] or [""]:
            about[name].append(text)
    return about


def _sorted(value: Any) -> Any:
    """Return a value of an item with its sets in order."""
    if not isinstance(value, dict):
        return [_sorted(one) for one in value] if isinstance(value, list) else value
    return {key: sorted(one) if key in {"SS", "NS", "BS"} else _sorted(one) for key, one in value.items()}
