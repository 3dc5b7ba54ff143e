"""What a scenario is, and what all of them need."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib import runtime
from chalicelib.context import Context
from chalicelib.domain.mails import Purpose
from chalicelib.identity.sessions import Session
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.prove.crash_points.stage import Kept, Stage

Play = Callable[[Stage], object]
ZOE = "zoe@exemple.fr"


@dataclass(frozen=True)
class Scenario:
    """What it covers, the scene it begins with, and what is done. `lasting`: it happens whoever crashes."""

    covers: tuple[Callable[..., object], ...]
    prepare: Callable[[Stage], Kept]
    run: Play
    lasting: bool = False


def one(build: Callable[[Scenes], str], purpose: Purpose | None = None) -> Callable[[Stage], Kept]:
    """A scene with one delegation, and a link of a mail about it."""

    def prepare(stage: Stage) -> Kept:
        found = build(stage.scenes)
        return {"id": found, **({"token": stage.scenes.token(found, purpose)} if purpose else {})}

    return prepare


def nothing(_: Stage) -> Kept:
    """No scene beyond the people."""
    return {}


def context_now() -> Context:
    """The context of what is done now."""
    return runtime.context()


def session_of(stage: Stage, who: str = CLAIRE) -> Session:
    """Somebody signed in, Claire by default."""
    return stage.scenes.session(who)


def by_link(act: Callable[[Context, str], object]) -> Play:
    """Do it by the link of the scene."""
    return lambda stage: act(context_now(), stage.kept["token"])


def in_space(act: Callable[[Context, Session | None, str, int], object], version: int = 1) -> Play:
    """Have Paul do it in his space, on the terms of this version."""
    return lambda stage: act(context_now(), session_of(stage, PAUL), stage.kept["id"], version)
