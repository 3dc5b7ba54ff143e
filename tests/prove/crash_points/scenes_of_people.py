"""Scenes of délégants and délégués: every transition of a delegation, by each of its acts."""

from collections.abc import Mapping
from datetime import date

import pytest

from chalicelib.acts import (
    accept,
    answer_longer,
    ask_longer,
    change,
    close_account,
    correct,
    create,
    delete,
    disown,
    free_address,
    give_up,
    open_account,
    other_account,
    prolong_several,
    refuse,
    resend,
    review_access,
    validate,
    withdraw,
)
from chalicelib.acts.create import Asked
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.invited import Shown
from chalicelib.acts.prolong_several import Ticked
from chalicelib.acts.terms import AskedEnd, AskedTerms
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from tests.builders import DAY
from tests.integration.scenes import KNOWN, LEA, PAUL, Scenes, asked_terms
from tests.integration.test_story import PASSWORD
from tests.prove.crash_points.scenario import (
    ZOE,
    Play,
    Scenario,
    by_link,
    context_now,
    in_space,
    nothing,
    one,
    session_of,
)
from tests.prove.crash_points.scenes_of_workers import mark_undeliverable
from tests.prove.crash_points.stage import Kept, Stage


def _paul_has_left(stage: Stage) -> Kept:
    """Let Paul close his account."""
    close_account.close_account(context_now(), session_of(stage, PAUL), "0-0", "", Caller("192.0.2.1"))
    return nothing(stage)


def _create(address: str, account_id: str, known: bool) -> Play:
    def play(stage: Stage) -> None:
        asked = Asked(
            ProfilId.COMPTABLE.value, asked_terms(stage.scenes.today, stage.scenes.today + 9 * DAY), Identifiers()
        )
        create.create(context_now(), session_of(stage), Shown(address, account_id, known), asked, "une-cle")

    return play


def _change(start: int, end: int) -> Play:
    def play(stage: Stage) -> None:
        today = stage.scenes.today
        asked = asked_terms(today + start * DAY, today + end * DAY)
        change.change(context_now(), session_of(stage), stage.kept["id"], Hint(), 1, asked, "une-cle")

    return play


def _prolong(stage: Stage) -> None:
    asked = AskedEnd((stage.scenes.today + 60 * DAY).isoformat())
    change.change(context_now(), session_of(stage), stage.kept["id"], Hint(), 1, asked, "une-cle")


def _for_years(stage: Stage) -> Kept:
    """Send Paul a demand for nearly three years."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.integration.scenes.LENGTH", 1000 * DAY)
        return {"id": stage.scenes.demand()}


def _prolong_for_years(stage: Stage) -> None:
    asked = AskedEnd((stage.scenes.today + 1000 * DAY).isoformat())
    change.change(context_now(), session_of(stage), stage.kept["id"], Hint(), 1, asked, "une-cle")
    accept.accept_in_space(context_now(), session_of(stage, PAUL), stage.kept["id"], 2)


def _one_and_another(stage: Stage) -> Kept:
    """Give something to Paul, and to Léa."""
    other = stage.scenes.to_validate()
    validate.validate(context_now(), session_of(stage), other, Hint(), 1)
    found = (stage.scenes.validated(), other)
    return {"ticked": [(one_id, stage.scenes.delegation(one_id).terms.validity.end.isoformat()) for one_id in found]}


def _prolong_several(stage: Stage) -> None:
    ticked = tuple(Ticked(one_id, date.fromisoformat(end)) for one_id, end in stage.kept["ticked"])
    prolong_several.prolong_several(context_now(), session_of(stage), ticked, 1, "", "une-cle")


def _ask_longer(stage: Stage) -> None:
    asked = AskedTerms("", (stage.scenes.today + 60 * DAY).isoformat())
    ask_longer.ask_longer(context_now(), session_of(stage, PAUL), stage.kept["id"], asked, "une-cle")


def _grant(stage: Stage) -> None:
    request = stage.scenes.delegation(stage.kept["id"]).end_request
    fin = request.end.isoformat() if request else (stage.scenes.today + 50 * DAY).isoformat()
    answer_longer.grant_longer(context_now(), session_of(stage), stage.kept["id"], Hint(), 1, fin, "une-cle")


def _decline(stage: Stage) -> None:
    answer_longer.decline_longer(context_now(), session_of(stage), stage.kept["id"], Hint(), "une-cle")


def _opening(stage: Stage) -> None:
    opening = open_account.Opening("MME", "Nouvelle", "Zoé", "", "", PASSWORD, PASSWORD, consent=True)
    open_account.open_account(context_now(), stage.kept["token"], opening)


def _resend(stage: Stage) -> None:
    resend.resend(context_now(), session_of(stage), stage.kept["id"], Hint(), "une-cle")


def _delete(stage: Stage) -> None:
    delete.delete(context_now(), session_of(stage), stage.kept["id"], Hint())


def _validate(stage: Stage) -> None:
    validate.validate(context_now(), session_of(stage), stage.kept["id"], Hint(), 1)


def _correct(address: str, account_id: str, known: bool) -> Play:
    shown = Shown(address, account_id, known)
    return lambda stage: correct.correct(
        context_now(), session_of(stage), stage.kept["id"], Hint(profil=ProfilId.COMPTABLE.value), shown
    )


def _accept_by_lea(scenes: Scenes) -> str:
    return scenes.demand(LEA)


SCENARIOS: Mapping[str, Scenario] = {
    "create, unknown address": Scenario((create.create,), nothing, _create(ZOE, "zoe", known=False)),
    "create, address of a closed account": Scenario(
        (create.create, free_address.free_address), _paul_has_left, _create(KNOWN[PAUL], "paul-apres", known=False)
    ),
    "create, known address": Scenario((create.create,), nothing, _create(KNOWN[PAUL], PAUL, known=True)),
    "open an account": Scenario((open_account.open_account,), one(Scenes.invitation, Purpose.OPEN_ACCOUNT), _opening),
    "accept by link": Scenario(
        (accept.accept_by_link,), one(_accept_by_lea, Purpose.ACCEPT), by_link(accept.accept_by_link)
    ),
    "accept in the space": Scenario((accept.accept_in_space,), one(Scenes.demand), in_space(accept.accept_in_space)),
    "accept for years": Scenario((accept.accept_in_space,), _for_years, in_space(accept.accept_in_space)),
    "accept wider terms": Scenario(
        (accept.accept_in_space,), one(Scenes.proposal), in_space(accept.accept_in_space, 2)
    ),
    "refuse by link": Scenario(
        (refuse.refuse_by_link,), one(Scenes.demand, Purpose.REFUSE), by_link(refuse.refuse_by_link)
    ),
    "refuse in the space": Scenario((refuse.refuse_in_space,), one(Scenes.demand), in_space(refuse.refuse_in_space)),
    "refuse wider terms": Scenario(
        (refuse.refuse_in_space,), one(Scenes.proposal), in_space(refuse.refuse_in_space, 2)
    ),
    "disown by link": Scenario(
        (disown.disown_by_link,), one(Scenes.invitation, Purpose.DISOWN), by_link(disown.disown_by_link)
    ),
    "disown in the space": Scenario((disown.disown_in_space,), one(Scenes.demand), in_space(disown.disown_in_space)),
    "another account": Scenario(
        (other_account.tell_other_account,),
        one(Scenes.invitation, Purpose.OTHER_ACCOUNT),
        by_link(other_account.tell_other_account),
    ),
    "withdraw by link": Scenario(
        (withdraw.withdraw_by_link,), one(Scenes.to_validate, Purpose.WITHDRAW), by_link(withdraw.withdraw_by_link)
    ),
    "withdraw in the space": Scenario(
        (withdraw.withdraw_in_space,),
        one(Scenes.accepted_unseen),
        lambda stage: withdraw.withdraw_in_space(context_now(), session_of(stage, PAUL), stage.kept["id"]),
    ),
    "validate, which activates": Scenario((validate.validate,), one(Scenes.to_validate), _validate),
    "delete what is Validée": Scenario((delete.delete,), one(Scenes.validated), _delete),
    "keep an access": Scenario(
        (review_access.keep_access,),
        one(Scenes.validated),
        lambda stage: review_access.keep_access(context_now(), session_of(stage), stage.kept["id"], Hint()),
    ),
    "delete what waits": Scenario((delete.delete,), one(Scenes.invitation), _delete),
    "give up": Scenario(
        (give_up.give_up,),
        one(Scenes.validated),
        lambda stage: give_up.give_up(context_now(), session_of(stage, PAUL), stage.kept["id"]),
    ),
    "change what is En cours": Scenario((change.change,), one(Scenes.demand), _change(0, 40)),
    "shorten": Scenario((change.change,), one(Scenes.validated), _change(0, 10)),
    "extend": Scenario((change.change,), one(Scenes.validated), _change(0, 30)),
    "prolong": Scenario((change.change,), one(Scenes.validated), _prolong),
    "prolong for years": Scenario((change.change,), one(Scenes.validated), _prolong_for_years),
    "prolong several at once": Scenario((prolong_several.prolong_several,), _one_and_another, _prolong_several),
    "ask to prolong": Scenario((ask_longer.ask_longer,), one(Scenes.validated), _ask_longer),
    "grant a prolongation": Scenario((answer_longer.grant_longer,), one(Scenes.asked_longer), _grant),
    "grant one that was over": Scenario((answer_longer.grant_longer,), one(Scenes.asked_anew), _grant),
    "decline a prolongation": Scenario((answer_longer.decline_longer,), one(Scenes.asked_longer), _decline),
    "send again": Scenario((resend.resend,), one(Scenes.invitation), _resend),
    "correct to an unknown address": Scenario(
        (correct.correct,), mark_undeliverable, _correct("yann@exemple.fr", "yann", known=False)
    ),
    "correct to a known address": Scenario(
        (correct.correct,), mark_undeliverable, _correct(KNOWN[PAUL], PAUL, known=True)
    ),
}
