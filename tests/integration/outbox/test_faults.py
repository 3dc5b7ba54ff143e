"""Each failure of SES has its own treatment."""

from datetime import timedelta

import pytest

from chalicelib.domain.mails import MailKind
from chalicelib.mail.lease import LEASE
from chalicelib.settings import settings
from chalicelib.store.mails import MailItem
from chalicelib.store.table import epoch
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import CLAIRE

LEASE_SECONDS = LEASE.total_seconds()


def invite(outbox: Outbox, *answers: Answer) -> str:
    """Invite a person; SES answers the invitation as given, and accepts the délégant's mail, which leaves second."""
    found = outbox.scenes.invitation()
    outbox.ses.script.extend([*answers[:1], Answer.TAKEN, *answers[1:]])
    outbox.deliver(found)
    return found


def invitation(outbox: Outbox, about: str) -> MailItem:
    """Return the row of the invitation."""
    return outbox.row(about, MailKind.INVITATION)


def wait(outbox: Outbox, row: MailItem) -> timedelta:
    """Return the remaining wait of the row."""
    return timedelta(seconds=int(row.due_at or 0) - epoch(outbox.world.now))


def test_throttling_by_ses_is_tried_again_soon_and_does_not_count(outbox: Outbox) -> None:
    found = invite(outbox, Answer.RATE)
    row = invitation(outbox, found)
    assert (row.state, row.tries) == ("a_envoyer", 0)
    assert timedelta(seconds=1) < wait(outbox, row) <= timedelta(seconds=4)

    assert len(outbox.beat(seconds=5)) == 1
    assert invitation(outbox, found).state == "envoye"


def test_no_number_of_throttlings_makes_a_mail_fail(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.RATE
    found = outbox.scenes.invitation()
    outbox.deliver()
    for _ in range(settings().mail_tries + 3):
        outbox.beat(seconds=5)
    assert invitation(outbox, found).tries == 0

    outbox.ses.otherwise = Answer.TAKEN
    assert len(outbox.beat(seconds=5)) == 2


def test_a_missed_turn_counts_as_throttling(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.mail.deliver.wait_for_turn", lambda *_: False)
    found = outbox.scenes.invitation()
    assert not outbox.deliver()
    assert (invitation(outbox, found).state, invitation(outbox, found).tries) == ("a_envoyer", 0)
    assert outbox.ses.asked == 0

    monkeypatch.setattr("chalicelib.mail.deliver.wait_for_turn", lambda *_: True)
    assert len(outbox.beat(seconds=5)) == 2


def test_the_daily_quota_delays_a_mail_by_an_hour_and_does_not_count(outbox: Outbox) -> None:
    found = invite(outbox, Answer.QUOTA)
    row = invitation(outbox, found)
    assert (row.state, row.tries) == ("a_envoyer", 0)
    assert timedelta(hours=1) <= wait(outbox, row) <= timedelta(hours=2)

    assert not outbox.beat(minutes=59)
    assert len(outbox.beat(minutes=62)) == 1


@pytest.mark.parametrize("answer", [Answer.BAD_ADDRESS, Answer.DOT_DOT])
def test_a_rejected_address_ends_the_mail_and_notifies_the_delegant_once(outbox: Outbox, answer: Answer) -> None:
    found = invite(outbox, answer)
    row = invitation(outbox, found)
    assert (row.state, row.error) == ("echec", "adresse: BadRequestException")

    outbox.beat(days=1)
    outbox.deliver()
    assert outbox.ses.asked == 2
    assert outbox.scenes.delegation(found).undeliverable
    claire = outbox.world.signed_in(CLAIRE)
    assert "adresse introuvable" in claire.get("/delegations").text
    assert claire.get("/notifications").text.count("Adresse introuvable") == 1
    assert "Non remis" in claire.get(f"/delegations/{found}").text


def test_an_address_that_is_invalid_in_a_header_never_reaches_ses(outbox: Outbox) -> None:
    found = outbox.scenes.invitation()
    account_id = outbox.scenes.delegation(found).delegue.account_id
    (head,) = [item for item in outbox.world.of_kind("head") if item["pk"]["S"] == f"ACC#{account_id}"]
    outbox.put({**head, "address": {"S": "a b\r\nBcc: c@exemple.fr@"}})

    outbox.deliver()

    assert [mail.to for mail in outbox.ses.sent] == ["claire@cabinet.example"]
    assert (invitation(outbox, found).state, invitation(outbox, found).error) == ("echec", "adresse: BadAddress")


def test_a_message_that_ses_rejects_fails_at_once_without_blaming_the_address(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    found = invite(outbox, Answer.REJECTED)
    row = invitation(outbox, found)
    assert (row.state, row.error) == ("echec", "MessageRejected")
    assert [entry.message for entry in logged.records] == ["mail_not_sent", "mail_given_up"]

    assert not outbox.beat(days=1)
    assert not outbox.scenes.delegation(found).undeliverable
    assert "Non remis" in outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}").text


@pytest.mark.parametrize("answer", [Answer.BAD_TAG, Answer.BAD_REQUEST])
def test_an_invalid_request_is_retried_then_fails_without_blaming_the_address(outbox: Outbox, answer: Answer) -> None:
    found = invite(outbox, answer)
    assert invitation(outbox, found).state == "a_envoyer"
    outbox.ses.otherwise = answer
    for _ in range(settings().mail_tries):
        outbox.beat(hours=3)
    assert invitation(outbox, found).state == "echec"
    assert not outbox.scenes.delegation(found).undeliverable


@pytest.mark.parametrize("answer", [Answer.NOT_VERIFIED, Answer.PAUSED])
def test_a_fault_of_our_own_ses_account_blames_no_address(outbox: Outbox, answer: Answer) -> None:
    found = invite(outbox, answer)
    assert invitation(outbox, found).state == "a_envoyer"
    assert not outbox.scenes.delegation(found).undeliverable


@pytest.mark.parametrize("answer", [Answer.SILENT, Answer.SILENT_BUT_TAKEN])
def test_a_time_out_is_tried_again_after_the_lease(outbox: Outbox, answer: Answer) -> None:
    found = invite(outbox, answer)
    row = invitation(outbox, found)
    assert (row.state, row.tries) == ("en_envoi", 1)
    assert wait(outbox, row) == LEASE

    assert not outbox.beat(seconds=LEASE_SECONDS - 1)
    assert len(outbox.beat(seconds=1)) == 1
    taken = outbox.ses.counts[row.id]
    assert taken == (2 if answer is Answer.SILENT_BUT_TAKEN else 1), "twice in the one window that SES leaves"


def test_a_mail_whose_outcome_stays_unknown_fails_in_the_end(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.SILENT
    found = outbox.scenes.invitation()
    outbox.deliver()
    for _ in range(settings().mail_tries + 3):
        outbox.beat(seconds=7200)
    assert (invitation(outbox, found).state, outbox.ses.asked) == ("echec", 2 * settings().mail_tries)


def test_a_failed_connection_is_tried_again_without_waiting_for_the_lease(outbox: Outbox) -> None:
    found = invite(outbox, Answer.UNREACHABLE)
    assert invitation(outbox, found).state == "a_envoyer"
    assert wait(outbox, invitation(outbox, found)) <= timedelta(seconds=60)


def test_any_other_error_is_retried_at_growing_intervals_until_the_mail_fails(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    outbox.ses.otherwise = Answer.BROKEN
    found = outbox.scenes.invitation()
    outbox.deliver()
    waits = []
    while (row := invitation(outbox, found)).state != "echec":
        waits.append(wait(outbox, row))
        outbox.beat(seconds=7200)

    longest = [min(timedelta(seconds=30) * 2**tries, timedelta(hours=2)) for tries in range(1, settings().mail_tries)]
    assert len(waits) == len(longest)
    assert all(most / 2 <= one <= most for one, most in zip(waits, longest, strict=True)), waits
    assert len({one / most for one, most in zip(waits, longest, strict=True)}) > len(waits) // 2, "no jitter"
    assert outbox.ses.asked == 2 * settings().mail_tries
    given_up = [entry for entry in logged.records if entry.message == "mail_given_up"]
    assert sorted(entry.mail for entry in given_up) == sorted(  # type: ignore[attr-defined]
        row.id for row in outbox.rows(found)
    )
    assert "Non remis" in outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}").text
    assert not outbox.scenes.delegation(found).undeliverable, "nothing was said of the address"
    assert not outbox.beat(days=1), "no more tries"


def test_a_broken_row_does_not_block_the_others(outbox: Outbox) -> None:
    found = [outbox.scenes.invitation() for _ in range(4)]
    outbox.ses.poisoned = found[1]
    assert {mail.tags["about"] for mail in outbox.deliver()} == {found[0], found[2], found[3]}

    poisoned = next(item for item in outbox.world.of_kind("mail") if item["about"]["S"] == found[1])
    outbox.put({**poisoned, "facts": {"M": {}}, "mail_kind": {"S": "inconnu"}})
    outbox.ses.poisoned = ""
    assert [mail.tags["about"] for mail in outbox.beat(hours=3)] == [found[1]], "its other mail"


def test_an_hour_without_ses_loses_no_mail_and_causes_few_calls(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.BROKEN
    for _ in range(3):
        outbox.scenes.invitation()
    outbox.deliver()
    for _ in range(12):
        outbox.beat(minutes=5)
    assert outbox.ses.asked <= 6 * 8, "a hot loop"

    outbox.ses.otherwise = Answer.TAKEN
    outbox.beat(hours=2)
    assert sorted(outbox.ses.counts.values()) == [1] * 6
