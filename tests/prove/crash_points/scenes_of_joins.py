"""Scenes of cards and joins: a number returns to its holder, two accounts become one."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from unittest import mock

from chalicelib.acts import (
    accept,
    create,
    follow_account,
    join_accounts,
    join_delegation,
    move_events,
    move_notices,
    sign_in,
    sign_in_by_card,
    validate,
)
from chalicelib.acts.create import Asked
from chalicelib.acts.follow_link import DeadLink
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.invited import Shown
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Refused
from chalicelib.store import keys, locks
from chalicelib.store.mails import MailItem
from chalicelib.workers import schedule
from tests.builders import DAY
from tests.integration.scenes import KNOWN, LEA, PAUL, asked_terms
from tests.integration.test_accounts import card
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP
from tests.prove.crash_points.scenario import ZOE, Play, Scenario, context_now, session_of
from tests.prove.crash_points.stage import Kept, Stage
from tests.sessions import CALLER

RPPS = "99900007777"


def _lea_as_remplacante(stage: Stage) -> Kept:
    """Give Léa a delegation under another person's number, and a waiting one."""
    terms = replace(
        asked_terms(stage.scenes.today, stage.scenes.today + 9 * DAY), structures=(), toutes_structures=True
    )
    asked = Asked(ProfilId.REMPLACANT.value, terms, Identifiers(RPPS, categorie=MEDECIN, specialite="01"))
    claire = session_of(stage)
    found = create.create(context_now(), claire, Shown(KNOWN[LEA], LEA, known=True), asked, "une-cle")
    accept.accept_by_link(context_now(), stage.scenes.token(found, Purpose.ACCEPT))
    validate.validate(context_now(), claire, found, Hint(), 1)
    stage.scenes.demand(LEA)
    stage.scenes.give_password(LEA, PASSWORD)
    for password in ("faux", PASSWORD):  # two events, which move with the account
        with suppress(Refused):
            sign_in.sign_in(context_now(), KNOWN[LEA], password, CALLER)
    return {"id": found}


def _first_card(_: Stage) -> None:
    sign_in_by_card.sign_in_by_card(context_now(), card(f"8{RPPS}", "cabinet-1"), CALLER)


def _asked_to_join(stage: Stage) -> Kept:
    """Let Paul, signed in with his card, request the link that proves that Léa's account is his."""
    kept = _lea_as_remplacante(stage)
    _ask(stage)
    (row,) = [item for item in stage.seen().of(MailItem) if item.mail_kind == "compte_a_rattacher"]
    return {**kept, "token": stage.account_token(AccountPurpose.JOIN, str(row.link_facts[1]))}


def _ask(stage: Stage) -> None:
    join_accounts.ask_to_join(context_now(), session_of(stage, PAUL), KNOWN[LEA])


def _by_password(stage: Stage) -> None:
    try:
        join_accounts.join_by_password(
            context_now(), session_of(stage, PAUL), KNOWN[LEA], PASSWORD, Caller("192.0.2.1")
        )
    except Refused:
        # After a join the address has no account, and the repetition counts as a failure.
        locks.forget(keys.lock(KNOWN[LEA], LOOKUP))


def _unless_done(act: Callable[..., object]) -> Play:
    def play(stage: Stage) -> None:
        try:
            act(context_now(), session_of(stage, PAUL), stage.kept["token"])
        except (DeadLink, Refused):
            return

    return play


def _invited(stage: Stage) -> Kept:
    """Send two invitations to an address without an account."""
    stage.scenes.invitation(ZOE)
    found = stage.scenes.invitation(ZOE)
    return {"id": found, "token": stage.scenes.token(found, Purpose.OPEN_ACCOUNT)}


def _joined_and_cut_off(stage: Stage) -> Kept:
    """Join the accounts before any delegation has followed."""
    kept = _asked_to_join(stage)
    with mock.patch.object(join_accounts, "begin_to_follow"):
        join_accounts.join_by_link(context_now(), session_of(stage, PAUL), kept["token"])
    return kept


SCENARIOS: Mapping[str, Scenario] = {
    "sign in by card, a number taken back": Scenario(
        (sign_in_by_card.sign_in_by_card, follow_account.begin_to_follow), _lea_as_remplacante, _first_card
    ),
    "ask for the link of a join": Scenario((join_accounts.ask_to_join,), _lea_as_remplacante, _ask),
    "join accounts by password": Scenario(
        (join_accounts.join_by_password, sign_in.prove_password), _lea_as_remplacante, _by_password
    ),
    "join accounts by link": Scenario(
        (
            join_accounts.join_by_link,
            join_delegation.join_delegation,
            move_events.move_events,
            move_notices.move_notices,
        ),
        _asked_to_join,
        _unless_done(join_accounts.join_by_link),
    ),
    "answer an invitation by card": Scenario(
        (join_accounts.join_invitation,), _invited, _unless_done(join_accounts.join_invitation)
    ),
    "schedule: a join that was cut off": Scenario(
        (schedule.handle, follow_account.go_on_following),
        _joined_and_cut_off,
        lambda _: schedule.handle(),
        lasting=True,
    ),
}
