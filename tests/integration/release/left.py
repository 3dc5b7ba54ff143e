"""What a release leaves behind: a table with a delegation in every situation, and what people hold.

It runs in the tree of any release, whose own tests build the situations.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from chalicelib import runtime
from chalicelib.acts.credentials import create_credential
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.domain.mails import Purpose
from chalicelib.store import secrets
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.world import SECRETS, World


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
    with _every_situation() as scenes:
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
    return json.dumps(left._asdict(), default=lambda value: b64encode(value).decode())


def read(text: str) -> Left:
    """Return what another release has written."""
    return Left(**json.loads(text, object_hook=_with_bytes))


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": b64decode(value["B"])} if value.keys() == {"B"} else value
