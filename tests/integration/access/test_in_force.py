"""Page, decision, searches, token and introspection agree on whether a delegation is in force, for which sign-in."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from itertools import product

import pytest

from chalicelib import runtime
from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.acts.stored import act_on_stored
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Practice
from chalicelib.domain.transitions import by_account
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.tokens import LocalSigner, issue
from tests.builders import DAY, MICROSECOND
from tests.integration.access.service import PAYMENTS, QUESTION, PortalService
from tests.integration.access.test_introspection import introspect
from tests.integration.access.test_search import SEARCHES, search
from tests.integration.access.test_tokens import ASKED
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, PAUL, SITUATIONS, Scenes, asked_terms
from tests.integration.stages import with_settings
from tests.integration.world import World
from tests.whole import longer_in_prove, with_others

OF_OTHERS = {"invitation", "undeliverable", "to_validate", "other_account"}
"""Situations of délégués who do not sign in: no page of theirs shows what opens."""


def _after_card(scenes: Scenes, step: Callable[..., Transition | None], **given: object) -> str:
    """Return a validated delegation after a sign-in by card."""
    found = scenes.validated()
    assert act_on_stored(runtime.context(), found, partial(step, **given, now=runtime.context().now))
    return found


def _locum(delegation: Delegation, account: object, now: object) -> Transition:
    return by_account.lose_eligibility(delegation, runtime.context().policy, runtime.context().now)


def _to_come(scenes: Scenes) -> str:
    """Return a validated delegation before its first day, after the end of an earlier one."""
    scenes.demand()
    return scenes.validated()


BUILT: Mapping[str, tuple[Callable[[Scenes], str], bool]] = {
    **{name: (build, name in {"validated", "proposal"}) for name, build in SITUATIONS.items() if name not in OF_OTHERS},
    "to come": (_to_come, False),
    "its last instant": (lambda scenes: _ending(scenes, -MICROSECOND), True),
    "the second after": (lambda scenes: _ending(scenes, timedelta()), False),
    "no structure left": (
        lambda scenes: _after_card(scenes, by_account.lose_structures, practice=Practice(), nonce="nonce"), False
    ),
    "not exclusive": (lambda scenes: _after_card(scenes, _locum), False),
}  # fmt: skip
"""How each is built, and whether it opens the délégant's space."""


def _ending(scenes: Scenes, step: timedelta) -> str:
    found = scenes.validated()
    scenes.world.now = scenes.delegation(found).terms.validity.ends_at + step
    return found


def _answers(scenes: Scenes, keyed: LocalSigner, found: str, mode: Mode | None = None) -> dict[str, bool]:
    """Return the answer of each kind of question about Paul, who signed in by `mode`, or nobody says how."""
    said = {"context": {"mode": mode.value}} if mode else {}
    portal, world = PortalService(scenes.world), scenes.world
    now = int(world.now.timestamp())
    context = runtime.context()
    claims = {"iss": context.settings.public_base_url, "sub": CLAIRE, "act": {"sub": PAUL}, "delegation": found}
    claims |= {"mode": mode.value} if mode else {}
    token = issue({**claims, "scope": PAYMENTS["name"], "iat": now, "exp": now + 60}, keyed)
    return {
        "page": "Tous mes paiements" in world.signed_in(PAUL, mode or Mode.PSC).get(f"/pour-le-compte/{found}").text,
        "services of the API": bool(_services(world, found, mode or Mode.PSC)),
        "decision": portal.may({**QUESTION, **said}),
        **{f"search of {what}": bool(_search(portal, what, said)) for what in SEARCHES},
        "token": portal.form("token", {**ASKED, **({"actor_mode": mode.value} if mode else {})}).status == 200,
        "introspection": introspect(portal, token)["active"],
    }


def _services(world: World, found: str, mode: Mode) -> list[object]:
    reply = Api(world, PAUL, mode).get(f"/received-delegations/{found}")
    structures = reply.json.get("structures", ())
    return [service for structure in structures for service in structure["services"]]


def _search(portal: PortalService, what: str, said: Mapping[str, object]) -> list[object]:
    names = {"subject": PAUL, "resource": CLAIRE, "action": PAYMENTS["name"]}
    return [
        one
        for one in search(portal, what, {**SEARCHES[what], **said})
        if names[what] in (one.get("id"), one.get("name"))
    ]


@pytest.mark.parametrize("name", BUILT)
def test_page_decision_searches_token_and_introspection_agree(scenes: Scenes, keyed: LocalSigner, name: str) -> None:
    build, opens = BUILT[name]
    answers = _answers(scenes, keyed, build(scenes))
    assert answers == dict.fromkeys(answers, opens)


_MODES = (Mode.CARTE, Mode.MOT_DE_PASSE, None)
_OPENING, _CLOSED = ([name for name, (_, opens) in BUILT.items() if opens is wanted] for wanted in (True, False))


@longer_in_prove
@pytest.mark.parametrize(
    ("name", "mode"),
    with_others(
        [*product(_OPENING, _MODES), *product(_CLOSED, [Mode.CARTE])], product(_CLOSED, [Mode.MOT_DE_PASSE, None])
    ),
)
def test_they_agree_where_the_stage_asks_the_profil_for_the_card(
    scenes: Scenes, keyed: LocalSigner, monkeypatch: pytest.MonkeyPatch, name: str, mode: Mode | None
) -> None:
    with_settings(monkeypatch, sign_in_modes="comptable=carte")
    build, opens = BUILT[name]
    answers = _answers(scenes, keyed, build(scenes), mode)
    assert answers == dict.fromkeys(answers, opens and mode is Mode.CARTE)


def test_a_delegation_that_is_not_in_force_opens_nothing_anywhere(
    scenes: Scenes, keyed: LocalSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = scenes.validated()
    terms = scenes.delegation(found).terms.validity
    assert all(_answers(scenes, keyed, found).values())

    monkeypatch.setattr(Delegation, "is_in_force_at", lambda self, now: False)
    shorter = asked_terms(terms.start, terms.end - DAY)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, shorter, "plus-court")

    assert not any(_answers(scenes, keyed, found).values())
