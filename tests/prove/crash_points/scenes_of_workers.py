"""Scenes of the workers, whose effects happen despite a crash."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.acts import (
    delete,
    end_account,
    follow_account,
    make_up_purge,
    note_delivery,
    pass_time,
    password_use,
    remind_of_review,
    send_mail,
    sign_in,
    summarize,
)
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.mails import MailKind
from chalicelib.store import follows
from chalicelib.store.mails import MailItem, send_again
from chalicelib.store.preferences import preferences_item
from chalicelib.workers import due, feedback, schedule, stream
from tests.builders import DAY
from tests.integration.outbox.outbox import TTL, event, record, sns
from tests.integration.scenes import KNOWN, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD
from tests.prove.crash_points.scenario import ZOE, Scenario, context_now, one, session_of
from tests.prove.crash_points.stage import Kept, Stage


def tell_stream(stage: Stage) -> None:
    records = [record("INSERT", new=item) for item in stage.raw() if item["kind"]["S"] == "mail"]
    stream.handle({"Records": records})


def _schedule(_: Stage) -> None:
    schedule.handle()


def _wave(_: Stage) -> None:
    """Hand over what is due, as if it were much; nobody takes it from the queue."""
    with patch.object(schedule, "HANDFUL", 0):
        schedule.handle()


def _workers_of_the_wave(stage: Stage) -> None:
    """Treat the messages of what is due, each of them twice, and one that can never succeed."""
    keys = [(item["kind"]["S"], item["pk"]["S"], item["sk"]["S"]) for item in stage.raw() if _is_due(item)]
    due.handle({"Records": [{"body": json.dumps(key)} for key in (("strange", "?#?", "?"), *keys, *keys)]})


def _is_due(item: dict[str, Any]) -> bool:
    return str(item.get("due_shard", {}).get("S")).startswith("TIME#")


def _two_overdue(stage: Stage) -> Kept:
    """Two demands of one délégant are overdue."""
    stage.scenes.demand(LEA)
    return _later(Scenes.to_validate, 40)(stage)


def _later(build: Callable[[Scenes], str], days: float) -> Callable[[Stage], Kept]:
    """Prepare a scene whose mails were sent, and let days pass without the schedule."""

    def prepare(stage: Stage) -> Kept:
        found = build(stage.scenes)
        tell_stream(stage)
        stage.world.now += days * DAY
        return {"id": found}

    return prepare


def _forewarned(stage: Stage) -> Kept:
    """Let the last day come near, and then the hour of the délégant's mail about it."""
    kept = _later(Scenes.validated, 4.7)(stage)
    schedule.handle()
    stage.world.now = leaves_at(stage.scenes.today)
    return kept


def _nobody_waits(stage: Stage) -> Kept:
    found = stage.scenes.invitation(ZOE)
    delete.delete(context_now(), session_of(stage), found, Hint())
    tell_stream(stage)
    stage.world.now += 31 * DAY
    return {}


def _nobody_signs_in(stage: Stage) -> Kept:
    stage.scenes.give_password(PAUL, PASSWORD)
    stage.world.now += DAY
    sign_in.sign_in(context_now(), KNOWN[PAUL], PASSWORD, Caller("192.0.2.1"))
    stage.world.now += 170 * DAY
    return {}


def _monday_morning(stage: Stage) -> Kept:
    """Paul has an access, and asked for the summary that is due this Monday."""
    found = stage.scenes.validated()
    tell_stream(stage)
    preferences_item(PAUL, end_notices=True, summary_at=leaves_at(stage.scenes.today)).save()
    return {"id": found}


def _a_year_later(stage: Stage) -> Kept:
    """Claire has given Paul an access for three years, and has not looked at it since; it is eight in the morning."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.integration.scenes.LENGTH", 1000 * DAY)
        found = stage.scenes.validated()
    tell_stream(stage)
    stage.world.now = leaves_at(stage.scenes.today + 365 * DAY)
    return {"id": found}


def _address_moved(stage: Stage) -> Kept:
    """Change Paul's address before his received delegations follow."""
    stage.scenes.demand()
    found = stage.scenes.validated()
    tell_stream(stage)
    stage.scenes.give_address(PAUL, "paul@ailleurs.example")
    follows.item(PAUL, PAUL, stage.now).save()
    return {"id": found}


def _removed(stage: Stage) -> Kept:
    found = stage.scenes.to_validate()
    tell_stream(stage)
    stage.world.now += 35 * DAY
    (image,) = [item for item in stage.raw() if item["pk"]["S"] == f"DELEG#{found}"]
    stage.remove(image)
    return {"removed": [image]}


def _removal(stage: Stage) -> None:
    stream.handle({"Records": [record("REMOVE", old=image, who=TTL) for image in stage.kept["removed"]]})


def let_mail_bounce(stage: Stage) -> Kept:
    found = stage.scenes.invitation(ZOE)
    tell_stream(stage)
    row = _invitation(stage)
    return {"id": found, "reports": sns([event("Bounce", row, ZOE), event("Delivery", row, ZOE)])}


def _not_delivered(stage: Stage) -> Kept:
    found = stage.scenes.invitation(ZOE)
    tell_stream(stage)
    row = _invitation(stage)
    return {"id": found, "reports": sns([event("Bounce", row, ZOE, "Transient"), event("DeliveryDelay", row, ZOE)])}


def _invitation(stage: Stage) -> MailItem:
    (row,) = [row for row in stage.seen().of(MailItem) if row.mail_kind == MailKind.INVITATION]
    return row


def _reports(stage: Stage) -> None:
    feedback.handle(stage.kept["reports"])


def _suppressed(stage: Stage) -> Kept:
    found = stage.scenes.invitation(ZOE)
    stage.suppress(stage.scenes.delegation(found).delegue.account_id)
    return {"id": found}


def _arrived(stage: Stage) -> Kept:
    """Close the address, let operations repair it and send the mail again, and report its delivery."""
    kept = _suppressed(stage)
    schedule.handle()
    stage.mend(stage.scenes.delegation(kept["id"]).delegue.account_id)
    send_again(_invitation(stage).key, stage.now)
    schedule.handle()
    return {"id": kept["id"], "reports": sns([event("Delivery", _invitation(stage), ZOE)])}


def mark_undeliverable(stage: Stage) -> Kept:
    kept = let_mail_bounce(stage)
    feedback.handle(kept["reports"])
    return {"id": kept["id"]}


SCENARIOS: Mapping[str, Scenario] = {
    "stream: mails": Scenario((stream.handle, send_mail.send_mail), one(Scenes.validated), tell_stream, lasting=True),
    "stream: a purge overtaken by TTL": Scenario(
        (stream.handle, make_up_purge.make_up_purge), _removed, _removal, lasting=True
    ),
    "schedule: reminder": Scenario(
        (schedule.handle, pass_time.pass_time), _later(Scenes.demand, 15), _schedule, lasting=True
    ),
    "schedule: purge": Scenario(
        (schedule.handle, pass_time.pass_time), _later(Scenes.to_validate, 25), _schedule, lasting=True
    ),
    "schedule: the last day is near": Scenario(
        (schedule.handle, pass_time.pass_time), _later(Scenes.validated, 4.7), _schedule, lasting=True
    ),
    "schedule: the mail of what ends soon": Scenario(
        (schedule.handle, send_mail.send_mail), _forewarned, _schedule, lasting=True
    ),
    "schedule: last day": Scenario(
        (schedule.handle, pass_time.pass_time), _later(Scenes.validated, 22), _schedule, lasting=True
    ),
    "schedule: wider terms lapse": Scenario(
        (schedule.handle, pass_time.pass_time), _later(Scenes.proposal, 20.7), _schedule, lasting=True
    ),
    "schedule: an account ends": Scenario(
        (schedule.handle, end_account.end_account), _nobody_waits, _schedule, lasting=True
    ),
    "schedule: an account that nobody uses": Scenario(
        (schedule.handle, password_use.warn_unused), _nobody_signs_in, _schedule, lasting=True
    ),
    "schedule: the week is summed up": Scenario(
        (schedule.handle, summarize.summarize), _monday_morning, _schedule, lasting=True
    ),
    "schedule: a review is due": Scenario(
        (schedule.handle, remind_of_review.remind_of_review), _a_year_later, _schedule, lasting=True
    ),
    "schedule: delegations follow an account": Scenario(
        (schedule.handle, follow_account.go_on_following), _address_moved, _schedule, lasting=True
    ),
    "schedule: a suppressed address": Scenario(
        (schedule.handle, send_mail.send_mail, note_delivery.note_missed), _suppressed, _schedule, lasting=True
    ),
    "schedule: a wave is handed over": Scenario((schedule.handle,), _two_overdue, _wave, lasting=True),
    "due: the workers of a wave": Scenario(
        (due.handle, due.carry_out, pass_time.pass_time), _two_overdue, _workers_of_the_wave, lasting=True
    ),
    "feedback: a mail came back": Scenario(
        (feedback.handle, note_delivery.note_delivery), let_mail_bounce, _reports, lasting=True
    ),
    "feedback: a demand was not delivered": Scenario(
        (feedback.handle, note_delivery.note_missed), _not_delivered, _reports, lasting=True
    ),
    "feedback: a mail sent again arrived": Scenario(
        (feedback.handle, note_delivery.note_reachable), _arrived, _reports, lasting=True
    ),
}
