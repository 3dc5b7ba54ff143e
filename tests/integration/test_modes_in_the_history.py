"""The history says how the person who acted had signed in, in words (specification §7)."""

from collections.abc import Callable, Mapping

import pytest

from chalicelib import runtime
from chalicelib.acts import accept, change, correct, delete, disown, give_up, refuse, resend, validate, withdraw
from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.terms import AskedTerms
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.modes import Mode
from chalicelib.domain.rules import RULES, Act, Actor
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.history import Entry, HistoryItem, read_history
from tests.builders import DAY
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms
from tests.integration.stages import with_settings

Play = Callable[[Context, Session, str], object]

_HINT = Hint(profil=ProfilId.COMPTABLE.value)


def _shorten(context: Context, session: Session, found: str) -> None:
    asked = asked_terms(context.today, context.today + DAY)
    change.change(context, session, found, _HINT, 1, asked, "une-cle")


def _grant(context: Context, session: Session, found: str) -> None:
    grant_longer(context, session, found, _HINT, 1, (context.today + 40 * DAY).isoformat(), "une-cle")


def _ask_longer(context: Context, session: Session, found: str) -> None:
    asked = AskedTerms(context.today.isoformat(), (context.today + 50 * DAY).isoformat())
    ask_longer(context, session, found, asked, "une-cle")


def _correct(context: Context, session: Session, found: str) -> None:
    correct.correct(context, session, found, _HINT, Shown("autre@exemple.fr", "autre", known=False))


OF_THE_DELEGANT: Mapping[Act, tuple[Callable[[Scenes], str], Play]] = {
    Act.VALIDATE: (
        Scenes.to_validate,
        lambda context, session, found: validate.validate(context, session, found, _HINT, 1),
    ),
    Act.DELETE: (Scenes.demand, lambda context, session, found: delete.delete(context, session, found, _HINT)),
    Act.CHANGE: (Scenes.validated, _shorten),
    Act.RESEND: (
        Scenes.demand,
        lambda context, session, found: resend.resend(context, session, found, _HINT, "une-cle"),
    ),
    Act.CORRECT: (Scenes.undeliverable, _correct),
    Act.GRANT_LONGER: (Scenes.asked_longer, _grant),
    Act.DECLINE_LONGER: (
        Scenes.asked_longer,
        lambda context, session, found: decline_longer(context, session, found, _HINT, "une-cle"),
    ),
}
"""Each act that a délégant does in his session, and the situation before it. `CREATE` has no rule."""

OF_THE_DELEGUE: Mapping[Act, tuple[Callable[[Scenes], str], Play]] = {
    Act.ACCEPT: (Scenes.demand, lambda context, session, found: accept.accept_in_space(context, session, found, 1)),
    Act.REFUSE: (Scenes.demand, lambda context, session, found: refuse.refuse_in_space(context, session, found, 1)),
    Act.DISOWN: (Scenes.demand, lambda context, session, found: disown.disown_in_space(context, session, found, 1)),
    Act.WITHDRAW: (Scenes.accepted_unseen, withdraw.withdraw_in_space),
    Act.GIVE_UP: (Scenes.validated, give_up.give_up),
    Act.ASK_LONGER: (Scenes.validated, _ask_longer),
    Act.ACCEPT_CHANGE: (
        Scenes.proposal,
        lambda context, session, found: accept.accept_in_space(context, session, found, 2),
    ),
    Act.REFUSE_CHANGE: (
        Scenes.proposal,
        lambda context, session, found: refuse.refuse_in_space(context, session, found, 2),
    ),
}
"""Each act that a délégué does in his space."""


OF_A_LINK = {Act.READDRESS}
"""The acts of a délégué that follow from a link about his account."""


def last(found: str) -> Entry:
    """Return the newest entry of a history."""
    return read_history(found, runtime.context().now)[-1]


def test_every_act_of_a_session_is_examined_here() -> None:
    of_session = {act for act, rule in RULES.items() if rule.actors & {Actor.DELEGANT, Actor.SPACE}}
    assert of_session == {*OF_THE_DELEGANT, *OF_THE_DELEGUE, *OF_A_LINK}


@pytest.mark.parametrize("mode", [Mode.CARTE, Mode.MOBILE])
@pytest.mark.parametrize("act", OF_THE_DELEGANT)
def test_an_act_of_a_delegant_keeps_his_mode(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, act: Act, mode: Mode
) -> None:
    before, play = OF_THE_DELEGANT[act]
    found = before(scenes)
    with_settings(monkeypatch, acting_modes="CARD ECPS")
    play(runtime.context(), scenes.session(CLAIRE, mode), found)
    assert (last(found).act, last(found).mode) == (act, mode)


@pytest.mark.parametrize("mode", [Mode.CARTE, Mode.MOT_DE_PASSE])
@pytest.mark.parametrize("act", OF_THE_DELEGUE)
def test_an_act_in_the_space_of_a_delegue_keeps_his_mode(scenes: Scenes, act: Act, mode: Mode) -> None:
    before, play = OF_THE_DELEGUE[act]
    found = before(scenes)
    play(runtime.context(), scenes.session(PAUL, mode), found)
    assert (last(found).act, last(found).mode) == (act, mode)


def test_a_creation_keeps_the_mode_and_an_answer_by_a_link_has_none(scenes: Scenes) -> None:
    found = scenes.demand()
    assert (last(found).act, last(found).mode) == (Act.CREATE, Mode.CARTE)
    accept.accept_by_link(runtime.context(), scenes.token(found, Purpose.ACCEPT))
    assert (last(found).act, last(found).mode) == (Act.ACCEPT, None)


def test_the_page_of_a_delegation_says_it_in_words(scenes: Scenes) -> None:
    by_link = scenes.demand()
    accept.accept_by_link(runtime.context(), scenes.token(by_link, Purpose.ACCEPT))
    found = scenes.demand()
    accept.accept_in_space(runtime.context(), scenes.session(PAUL, Mode.MOT_DE_PASSE), found, 1)
    browser = scenes.browser(CLAIRE)
    page = browser.get(f"/delegations/{found}").text
    assert "Création de la délégation Mme Claire EXEMPLE, par carte CPS ou CPE" in page
    assert "Acceptation M. Paul MODÈLE, par mot de passe" in page
    assert "Acceptation M. Paul MODÈLE, par le lien d’un e-mail" in browser.get(f"/delegations/{by_link}").text


def test_the_api_says_it_too(scenes: Scenes) -> None:
    found = scenes.demand()
    accept.accept_by_link(runtime.context(), scenes.token(found, Purpose.ACCEPT))
    events = Api(scenes.world, CLAIRE).get(f"/delegations/{found}/events").json["evenements"]
    assert [event["mode"] for event in events] == ["carte", None]


def test_what_was_stored_before_modes_were_is_shown_without_one(scenes: Scenes) -> None:
    found = scenes.demand()
    item = HistoryItem(*keys.history(found, 1))
    item.update(actions=[HistoryItem.content["mode"].remove()])
    assert last(found).mode is None
    assert "Création de la délégation Mme Claire EXEMPLE " in scenes.browser(CLAIRE).get(f"/delegations/{found}").text
