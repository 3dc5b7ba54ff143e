"""The acts on an account, and the cards that reach into its delegations."""

from collections.abc import Mapping
from unittest import mock

from chalicelib.acts import settle_doubts
from chalicelib.acts.account_events import note_failure
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.begin_session import begin_session, list_as_open
from chalicelib.acts.carry_session import carry_session
from chalicelib.acts.choose_password import Chosen, change_password, choose_password_by_link
from chalicelib.acts.clear_closed import begin_to_clear, clear_closed
from chalicelib.acts.close_account import close_account
from chalicelib.acts.confirm_address import confirm_address
from chalicelib.acts.end_account import end_account
from chalicelib.acts.end_sessions import end_other_sessions, end_session
from chalicelib.acts.follow_account import begin_to_follow, go_on_following
from chalicelib.acts.follow_rights import end_given_meanwhile, follow_rights
from chalicelib.acts.fresh_proof import require_proof
from chalicelib.acts.guesses import Caller, count_guess, forget_guesses
from chalicelib.acts.join_accounts import ask_to_join, join_by_link, join_by_password, join_invitation
from chalicelib.acts.join_delegation import join_delegation
from chalicelib.acts.look_up import look_up, record, spend_look_up
from chalicelib.acts.move_events import move_events
from chalicelib.acts.move_notices import move_notices
from chalicelib.acts.not_me import call_off
from chalicelib.acts.passkeys import add_passkey, prove_for_passkey, remove_again, remove_passkey
from chalicelib.acts.password_use import note_use, warn_unused
from chalicelib.acts.preferences import choose_preferences
from chalicelib.acts.remind_of_review import remind_of_review
from chalicelib.acts.resume import resume
from chalicelib.acts.show_events import name_of
from chalicelib.acts.show_notices import mark_read, open_notice
from chalicelib.acts.sign_in import prove_password, sign_in
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.acts.sign_in_by_passkey import sign_in_by_passkey
from chalicelib.acts.sign_out import sign_out
from chalicelib.acts.stored import act_on_stored
from chalicelib.acts.summarize import summarize
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.doubts import Listing, Load
from chalicelib.domain.mails import Purpose
from chalicelib.store import keys
from chalicelib.store.notices import read_notices
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL
from tests.integration.test_accounts import card
from tests.integration.test_story import PASSWORD
from tests.prove.interleavings.racers import Play, Racer
from tests.prove.interleavings.stage import MOVED, Stage
from tests.prove.passkeys import BROWSER, answer_to_offer, answer_to_sign_in

CALLER = Caller("192.0.2.1")
OTHER_PASSWORD = "Autre-Phrase-34!"
RPPS = "99900007777"
PAULS_KEY = "telephone"
"""The passkey that Paul has."""
CARDS = {CLAIRE: "899900001111", PAUL: "899900002222"}
_NAMES = {CARDS[CLAIRE]: ("MME", "Claire", "Exemple"), CARDS[PAUL]: ("M", "Paul", "Modèle")}


def _confirming(who: str = PAUL) -> Racer:
    def play(stage: Stage) -> object:
        token = stage.account_tokens[who, AccountPurpose.CONFIRM_ADDRESS]
        return confirm_address(stage.context(), stage.session(who), token)

    return Racer((confirm_address,), play)


def _calling_off(purpose: AccountPurpose) -> Racer:
    return Racer((call_off,), lambda stage: call_off(stage.context(), stage.account_tokens[PAUL, purpose], purpose))


def _ending(browser: int) -> Play:
    """Paul ends, in his first browser or from another one, the session of this browser."""

    def play(stage: Stage) -> object:
        context, session = stage.context(), stage.session(PAUL)
        other = session._replace(session_id=f"{PAUL}-{session.mode}-{1 - browser}")
        name = name_of(context, f"{PAUL}-{session.mode}-{browser}")
        return end_session(context, session if browser else other, name, CALLER)

    return play


def _choosing(password: str) -> Racer:
    def play(stage: Stage) -> object:
        token = stage.account_tokens[PAUL, AccountPurpose.NEW_PASSWORD]
        return choose_password_by_link(stage.context(), token, Chosen(password, password), CALLER)

    return Racer((choose_password_by_link, forget_guesses), play)


def _changing(password: str) -> Racer:
    def play(stage: Stage) -> object:
        chosen = Chosen(password, password)
        return change_password(stage.context(), stage.session(PAUL), PASSWORD, chosen, CALLER)

    return Racer((change_password, require_proof), play)


def _signing_in(address: str, password: str) -> Racer:
    covers = (sign_in, prove_password, begin_session, count_guess, note_use, note_failure)
    return Racer(covers, lambda stage: sign_in(stage.context(), address, password, CALLER))


def _by_card(national_id: str, *structures: str, liberal: str = "L") -> Racer:
    covers = (sign_in_by_card, follow_rights, end_given_meanwhile, act_on_stored, resume, begin_to_follow)
    said = card(national_id, *structures, liberal=liberal)
    # The names are those of the accounts: which of two a mail has is no matter here.
    civilite, given, family = _NAMES.get(national_id, ("MME", "Nora", "TÉMOIN"))
    said.userinfo.update(given_name=given, family_name=family)
    said.userinfo["SubjectRefPro"]["codeCivilite"] = civilite
    return Racer(covers, lambda stage: sign_in_by_card(stage.context(), said, CALLER))


def _joining(who: str) -> Play:
    return lambda stage: join_by_password(stage.context(), stage.session(who), KNOWN[LEA], PASSWORD, CALLER)


def _join_by_link(stage: Stage) -> None:
    join_by_link(stage.context(), stage.session(PAUL), stage.account_tokens[PAUL, AccountPurpose.JOIN])


def _closing(stage: Stage) -> None:
    """Paul closes his account, having seen the delegation that he holds."""
    close_account(stage.context(), stage.session(PAUL), "0-1", PASSWORD, CALLER)


def _closing_what_is_kept(stage: Stage) -> None:
    """Paul, who holds nothing yet, closes the account to which Léa's is joined."""
    close_account(stage.context(), stage.session(PAUL), "0-0", "", CALLER)


def _open_the_newest_notice(stage: Stage) -> None:
    context = stage.context()
    for notice in read_notices(PAUL, 1, context.now):
        open_notice(context, stage.session(PAUL), notice.id)


OF_ACCOUNTS: Mapping[str, Racer] = {
    "look the address up": Racer(
        (look_up, spend_look_up, record), lambda stage: look_up(stage.context(), stage.session(CLAIRE), stage.address)
    ),
    "look the address up as another delegant": Racer(
        (look_up,), lambda stage: look_up(stage.context(), stage.session(HELENE), stage.address)
    ),
    "confirm an address": _confirming(),
    "confirm the same address for another account": _confirming(HELENE),
    "call the change of address off": _calling_off(AccountPurpose.NOT_ME),
    "call a sign-in off": _calling_off(AccountPurpose.NOT_MY_SIGN_IN),
    "ask for another address": Racer(
        (ask_address,),
        lambda stage: ask_address(stage.context(), stage.session(PAUL), "paul@ailleurs.example", PASSWORD, CALLER),
    ),
    "ask for a new password": Racer(
        (ask_new_password,), lambda stage: ask_new_password(stage.context(), KNOWN[PAUL], CALLER)
    ),
    "choose a password by link": _choosing(PASSWORD),
    "choose another password by link": _choosing(OTHER_PASSWORD),
    "change the password": _changing(OTHER_PASSWORD),
    "sign in": _signing_in(KNOWN[PAUL], PASSWORD),
    "sign in with a wrong password": _signing_in(KNOWN[PAUL], "Faux-Mot-56!"),
    "sign in by card": _by_card(CARDS[PAUL], "cabinet-1"),
    "sign out": Racer((sign_out,), lambda stage: sign_out(stage.context(), stage.session(PAUL), CALLER)),
    "end the session of another browser": Racer((end_session,), _ending(1)),
    "end this session from another browser": Racer((end_session,), _ending(0)),
    "end all other sessions": Racer(
        (end_other_sessions,), lambda stage: end_other_sessions(stage.context(), stage.session(PAUL), CALLER)
    ),
    "go on in the browser that confirmed": Racer(
        (carry_session, list_as_open), lambda stage: carry_session(stage.context(), stage.session(PAUL), MOVED)
    ),
    "choose the mails one wants": Racer(
        (choose_preferences,), lambda stage: choose_preferences(stage.context(), stage.session(PAUL), end_notices=False)
    ),
    "do without the summary": Racer(
        (choose_preferences,),
        lambda stage: choose_preferences(stage.context(), stage.session(PAUL), end_notices=True, weekly=False),
    ),
    "the week of the delegue is summed up": Racer(
        (summarize,), lambda stage: summarize(stage.context(), PAUL), is_worker=True
    ),
    "what a closed account leaves is ended": Racer(
        (clear_closed, begin_to_clear), lambda stage: clear_closed(stage.context(), CLAIRE), is_worker=True
    ),
    "what the delegue's closed account leaves is ended": Racer(
        (clear_closed,), lambda stage: clear_closed(stage.context(), PAUL), is_worker=True
    ),
    "the delegant is reminded of the review": Racer(
        (remind_of_review,), lambda stage: remind_of_review(stage.context(), CLAIRE), is_worker=True
    ),
    "ask for the summary": Racer(
        (choose_preferences,),
        lambda stage: choose_preferences(stage.context(), stage.session(PAUL), end_notices=True, weekly=True),
    ),
    "close one's account": Racer((close_account,), _closing),
    "read the notifications": Racer((mark_read,), lambda stage: mark_read(stage.session(PAUL))),
    "open a notification": Racer((open_notice,), _open_the_newest_notice),
    "the owner of an unused password is warned": Racer(
        (warn_unused,), lambda stage: warn_unused(stage.context(), PAUL), is_worker=True
    ),
    "an account's time is over": Racer(
        (end_account,), lambda stage: end_account(stage.context(), stage.delegue), is_worker=True
    ),
}


def _add_passkey(stage: Stage) -> object:
    context, session = stage.context(), stage.session(PAUL)
    return add_passkey(context, session, "Neuve", answer_to_offer(context, session, "neuve"), CALLER)


def _sign_in_by_passkey(stage: Stage) -> object:
    context = stage.context()
    return sign_in_by_passkey(context, BROWSER, answer_to_sign_in(context, PAUL, PAULS_KEY), CALLER)


OF_PASSKEYS: Mapping[str, Racer] = {
    "add a passkey": Racer((add_passkey,), _add_passkey),
    "remove a passkey": Racer(
        (remove_passkey, prove_for_passkey),
        lambda stage: remove_passkey(stage.context(), stage.session(PAUL), stage.passkey, PASSWORD, CALLER),
    ),
    "a restore removes a passkey": Racer(
        (remove_again,), lambda stage: remove_again(stage.context(), PAUL, stage.passkey), is_worker=True
    ),
    "sign in with a passkey": Racer((sign_in_by_passkey,), _sign_in_by_passkey),
}


def _second_night(stage: Stage) -> object:
    """The directory says once more that Paul has a cabinet of his own, and that Claire has one less."""
    said = {CARDS[PAUL]: Listing(is_liberal=True, places=frozenset()), CARDS[CLAIRE]: Listing(True, frozenset())}
    with mock.patch.object(settle_doubts, "read_listings", lambda _: said):
        return settle_doubts.settle_doubts(stage.context(), Load(stage.clock()), lambda: True)


OF_NIGHTS: Mapping[str, Racer] = {
    "the directory's second night": Racer((settle_doubts.settle_doubts,), _second_night, is_worker=True),
}

OF_CARDS: Mapping[str, Racer] = {
    "the delegant's card names a structure less": _by_card(CARDS[CLAIRE], "cabinet-2"),
    "the delegant's card names both structures": _by_card(CARDS[CLAIRE], "cabinet-1", "cabinet-2"),
    "the delegue's card names a cabinet of his own": _by_card(CARDS[PAUL], "cabinet-9"),
    "the delegue's card names none": _by_card(CARDS[PAUL]),
}

OF_JOINS: Mapping[str, Racer] = {
    "join by password": Racer((join_by_password, join_delegation, move_events, move_notices), _joining(PAUL)),
    "join to another account": Racer((join_by_password,), _joining(HELENE)),
    "close the account that is kept": Racer((close_account,), _closing_what_is_kept),
    "join by link": Racer((join_by_link,), _join_by_link),
    "ask to join": Racer((ask_to_join,), lambda stage: ask_to_join(stage.context(), stage.session(PAUL), KNOWN[LEA])),
    "join an invitation": Racer(
        (join_invitation,),
        lambda stage: join_invitation(stage.context(), stage.session(PAUL), stage.tokens[Purpose.OPEN_ACCOUNT]),
    ),
    "a first card takes the number back": _by_card(f"8{RPPS}", "cabinet-1"),
    "the joined account confirms an address": _confirming(LEA),
    "the joined account signs in": _signing_in(KNOWN[LEA], PASSWORD),
    "delegations follow": Racer(
        (go_on_following,),
        lambda stage: go_on_following(stage.context(), keys.follow(PAUL, LEA)),
        is_worker=True,
    ),
}
