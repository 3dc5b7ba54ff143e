"""Scenes of accounts: addresses, passwords, sessions, notifications."""

import contextlib
from collections.abc import Callable, Mapping
from functools import partial

from chalicelib.acts import (
    account_events,
    ask_address,
    ask_new_password,
    begin_session,
    carry_session,
    choose_password,
    close_account,
    confirm_address,
    create,
    end_sessions,
    follow_account,
    fresh_proof,
    guesses,
    invited,
    look_up,
    not_me,
    password_use,
    preferences,
    show_events,
    show_notices,
    sign_in,
    sign_out,
)
from chalicelib.acts.create import Asked
from chalicelib.acts.guesses import Caller
from chalicelib.acts.invited import Shown
from chalicelib.acts.people import SignedOut
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail, AccountPurpose
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Refused
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.mails import OWNER, MailItem
from chalicelib.store.notices import NoticeItem
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes, asked_terms
from tests.integration.test_story import PASSWORD
from tests.prove.crash_points.scenario import ZOE, Play, Scenario, by_link, context_now, nothing, one, session_of
from tests.prove.crash_points.stage import Kept, Stage
from tests.sessions import BROWSERS, open_session_of

CALLER = Caller("192.0.2.1")


def _account_link(purpose: AccountPurpose) -> Callable[[Stage], Kept]:
    def prepare(stage: Stage) -> Kept:
        stage.scenes.demand()
        _ask(stage, purpose)
        (row,) = [item for item in stage.seen().of(MailItem) if _carries(item, purpose)]
        return {"token": stage.account_token(purpose, str(row.link_facts[1]))}

    return prepare


def _carries(row: MailItem, purpose: AccountPurpose) -> bool:
    return row.party == OWNER and ACCOUNT_LINKS.get(AccountMail(row.mail_kind)) is purpose


def _ask(stage: Stage, purpose: AccountPurpose) -> None:
    if purpose is not AccountPurpose.NEW_PASSWORD:
        ask_address.ask_address(context_now(), session_of(stage, PAUL), "paul@ailleurs.example", "", CALLER)
    else:
        ask_new_password.ask_new_password(context_now(), KNOWN[PAUL], CALLER)


def _holding(stage: Stage) -> Kept:
    """Give Paul a password, a delegation in force, and another that waits for his answer."""
    stage.scenes.validated()
    stage.scenes.demand()
    return _with_password(stage)


def _close(stage: Stage) -> None:
    with contextlib.suppress(Refused, SignedOut):
        context, session = context_now(), session_of(stage, PAUL)
        close_account.close_account(context, session, close_account.show_end(context, session).seen, PASSWORD, CALLER)


def _to_call_off(stage: Stage) -> Kept:
    _with_password(stage)
    return _account_link(AccountPurpose.NOT_ME)(stage)


def _told_of_a_sign_in(stage: Stage) -> Kept:
    """Let somebody sign in to Paul's account from a new browser."""
    _with_password(stage)
    _sign_in(PASSWORD)(stage)
    purpose = AccountPurpose.NOT_MY_SIGN_IN
    (row,) = [item for item in stage.seen().of(MailItem) if _carries(item, purpose)]
    return {"token": stage.account_token(purpose, str(row.link_facts[1]))}


_call_a_sign_in_off = by_link(partial(not_me.call_off, purpose=AccountPurpose.NOT_MY_SIGN_IN))


def _confirm_address(stage: Stage) -> None:
    session = session_of(stage, PAUL)
    by_link(lambda context, token: confirm_address.confirm_address(context, session, token))(stage)


def _end_another_session(stage: Stage) -> None:
    other = open_session_of(PAUL, Mode.CARTE, stage.now, BROWSERS - 1)
    name = show_events.name_of(context_now(), other.session_id)
    end_sessions.end_session(context_now(), session_of(stage, PAUL), name, CALLER)


def _choose(stage: Stage) -> None:
    chosen = choose_password.Chosen(PASSWORD, PASSWORD)
    choose_password.choose_password_by_link(context_now(), stage.kept["token"], chosen, CALLER)


def _change_password(stage: Stage) -> None:
    try:
        choose_password.change_password(
            context_now(), session_of(stage, PAUL), "", choose_password.Chosen(PASSWORD, PASSWORD), CALLER
        )
    except SignedOut:
        return


def _change_password_later(stage: Stage) -> None:
    """Change the password in a session that is no longer fresh, with a wrong password."""
    session = session_of(stage, PAUL)._replace(started_at=context_now().now - DAY / 100)
    chosen = choose_password.Chosen(PASSWORD, PASSWORD)
    with contextlib.suppress(Refused):
        choose_password.change_password(context_now(), session, "faux", chosen, CALLER)


def _create_too_late(stage: Stage) -> None:
    terms = asked_terms(stage.scenes.today, stage.scenes.today + DAY)
    shown, asked = Shown(KNOWN[PAUL], "neuf", known=False), Asked(ProfilId.COMPTABLE.value, terms, Identifiers())
    with contextlib.suppress(Refused):
        create.create(context_now(), session_of(stage), shown, asked, "cle")


def _sign_in(password: str) -> Play:
    def play(stage: Stage) -> None:
        try:
            sign_in.sign_in(context_now(), KNOWN[PAUL], password, CALLER)
        except Refused:
            return

    return play


def _with_password(stage: Stage) -> Kept:
    stage.scenes.give_password(PAUL, PASSWORD)
    _sign_in("faux")(stage)
    return {}


def _with_password_of_yesterday(stage: Stage) -> Kept:
    kept = _with_password(stage)
    stage.world.now += DAY
    return kept


def _notified(stage: Stage) -> Kept:
    """Let Paul refuse a demand of Claire's, who is notified."""
    stage.scenes.refused()
    (notice,) = [item for item in stage.seen().of(NoticeItem) if item.pk.endswith(CLAIRE)]
    return {"notice": notice.sk}


def _open_notice(stage: Stage) -> None:
    show_notices.open_notice(context_now(), session_of(stage), stage.kept["notice"])


def _all_sessions_ended(stage: Stage) -> Kept:
    """End every session of Paul."""
    kept = nothing(stage)
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.generation.add(1)])
    return kept


SCENARIOS: Mapping[str, Scenario] = {
    "look an address up": Scenario(
        (look_up.look_up, look_up.spend_look_up, look_up.record),
        nothing,
        lambda stage: look_up.look_up(context_now(), session_of(stage), ZOE),
    ),
    "create for an address that got an account": Scenario((invited.account_shown,), nothing, _create_too_late),
    "ask for another address": Scenario(
        (ask_address.ask_address,), nothing, lambda stage: _ask(stage, AccountPurpose.CONFIRM_ADDRESS)
    ),
    "ask for a new password": Scenario(
        (ask_new_password.ask_new_password,), nothing, lambda stage: _ask(stage, AccountPurpose.NEW_PASSWORD)
    ),
    "choose a password by link": Scenario(
        (choose_password.choose_password_by_link, guesses.forget_guesses),
        _account_link(AccountPurpose.NEW_PASSWORD),
        _choose,
    ),
    "guess one's password": Scenario(
        (fresh_proof.require_proof, guesses.count_guess), _with_password, _change_password_later
    ),
    "change one's password": Scenario((choose_password.change_password,), nothing, _change_password),
    "confirm an address": Scenario(
        (confirm_address.confirm_address, follow_account.begin_to_follow),
        _account_link(AccountPurpose.CONFIRM_ADDRESS),
        _confirm_address,
    ),
    "go on in the browser that confirmed an address": Scenario(
        (carry_session.carry_session, begin_session.list_as_open),
        _all_sessions_ended,
        lambda stage: carry_session.carry_session(context_now(), session_of(stage, PAUL), KNOWN[PAUL]),
    ),
    "call a change of address off": Scenario(
        (not_me.call_off,), _to_call_off, by_link(partial(not_me.call_off, purpose=AccountPurpose.NOT_ME))
    ),
    "fail to sign in": Scenario((sign_in.sign_in, account_events.note_failure), _with_password, _sign_in("faux")),
    "sign in": Scenario((sign_in.sign_in, begin_session.begin_session), _with_password, _sign_in(PASSWORD)),
    "sign in, the first time that day": Scenario(
        (password_use.note_use,), _with_password_of_yesterday, _sign_in(PASSWORD)
    ),
    "sign out": Scenario(
        (sign_out.sign_out,), nothing, lambda stage: sign_out.sign_out(context_now(), session_of(stage, PAUL), CALLER)
    ),
    "call a sign-in off": Scenario((not_me.call_off,), _told_of_a_sign_in, _call_a_sign_in_off),
    "end another session": Scenario((end_sessions.end_session,), nothing, _end_another_session),
    "end all other sessions": Scenario(
        (end_sessions.end_other_sessions,),
        nothing,
        lambda stage: end_sessions.end_other_sessions(context_now(), session_of(stage, PAUL), CALLER),
    ),
    "close one's account": Scenario((close_account.close_account,), _holding, _close),
    "choose the mails one wants": Scenario(
        (preferences.choose_preferences,),
        nothing,
        lambda stage: preferences.choose_preferences(context_now(), session_of(stage), end_notices=False, weekly=True),
    ),
    "read one's notifications": Scenario(
        (show_notices.mark_read,),
        one(Scenes.refused),
        lambda stage: show_notices.mark_read(session_of(stage)),
    ),
    "open a notification": Scenario((show_notices.open_notice,), _notified, _open_notice),
}
