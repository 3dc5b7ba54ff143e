"""A scenario, and the helpers of all scenarios."""

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
    """A scenario: its act or worker, its scene, and its play. `lasting`: it happens despite a crash."""

    covers: tuple[Callable[..., object], ...]
    prepare: Callable[[Stage], Kept]
    run: Play
    lasting: bool = False


def one(build: Callable[[Scenes], str], purpose: Purpose | None = None) -> Callable[[Stage], Kept]:
    """Prepare a scene with one delegation, and a link of a mail about it."""

    def prepare(stage: Stage) -> Kept:
        found = build(stage.scenes)
        return {"id": found, **({"token": stage.scenes.token(found, purpose)} if purpose else {})}

    return prepare


def nothing(_: Stage) -> Kept:
    """Prepare no scene beyond the people."""
    return {}


def context_now() -> Context:
    """Return a context of the present time."""
    return runtime.context()


def session_of(stage: Stage, who: str = CLAIRE) -> Session:
    """Return the session of a person, Claire by default."""
    return stage.scenes.session(who)


def by_link(act: Callable[[Context, str], object]) -> Play:
    """Return a play: do the act by the link of the scene."""
    return lambda stage: act(context_now(), stage.kept["token"])


def in_space(act: Callable[[Context, Session | None, str, int], object], version: int = 1) -> Play:
    """Return a play: let Paul do the act in his space, on the terms of this version."""
    return lambda stage: act(context_now(), session_of(stage, PAUL), stage.kept["id"], version)
