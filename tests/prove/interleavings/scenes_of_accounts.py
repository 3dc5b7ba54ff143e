"""Scenes of accounts, their addresses, cards and passwords."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from unittest import mock

from chalicelib import runtime
from chalicelib.acts import join_accounts
from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.close_account import close_account
from chalicelib.acts.create import Asked, create
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.password_use import actions_of_use
from chalicelib.acts.sign_in import sign_in
from chalicelib.acts.validate import validate
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.store import follows, keys
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.preferences import preferences_item
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes, asked_terms
from tests.integration.test_story import PASSWORD
from tests.prove.interleavings.racers import BY_DELEGANT
from tests.prove.interleavings.racers_of_accounts import (
    CALLER,
    CARDS,
    OF_ACCOUNTS,
    OF_CARDS,
    OF_JOINS,
    OF_PASSKEYS,
    PAULS_KEY,
    RPPS,
)
from tests.prove.interleavings.scene import Scene, ask_for_another_address, asked_lea, invited, one
from tests.prove.interleavings.stage import Stage
from tests.prove.passkeys import give

_CLOSING = "close one's account"
_OTHERS = tuple(name for name in OF_ACCOUNTS if name != _CLOSING)
_ACCOUNT = (*_OTHERS, "accept in the space", "give up", "create for the same days", "delete", "schedule")
_CLAIRES_CARD = tuple(name for name in OF_CARDS if "delegant" in name)


def _nobody_waits(stage: Stage) -> None:
    """An address was invited, and the invitation deleted; its reservation is over."""
    one(invited)(stage)
    delete(runtime.context(), stage.session(CLAIRE), stage.found, Hint())
    stage.send_mails()
    stage.world.now += 31 * DAY


def _nothing(stage: Stage) -> None:
    """Nobody has given anything; Paul and Helene have asked for one and the same address."""
    stage.delegue, stage.address = PAUL, KNOWN[PAUL]
    for who in (PAUL, HELENE):
        ask_for_another_address(stage, who)
    for who, national_id in CARDS.items():
        stage.give_card(who, national_id)
    stage.send_mails()


def _account(stage: Stage) -> None:
    """Paul has a password, has asked for all that one can ask for, and holds one delegation, asked for another."""
    stage.scenes.give_password(PAUL, PASSWORD)
    stage.scenes.validated()
    one(Scenes.demand)(stage)
    sign_in(runtime.context(), KNOWN[PAUL], PASSWORD, CALLER)
    stage.signed(PAUL, AccountPurpose.NOT_MY_SIGN_IN)
    ask_new_password(runtime.context(), KNOWN[PAUL], CALLER)
    stage.signed(PAUL, AccountPurpose.NEW_PASSWORD)
    ask_for_another_address(stage, HELENE)
    stage.send_mails()
    stage.world.now += timedelta(seconds=1)  # the mails that follow are others


def _account_and_another(stage: Stage) -> None:
    """Paul's too is the account of Léa, which has a password and is asked for a delegation."""
    _account(stage)
    stage.scenes.demand(LEA)
    stage.scenes.give_password(LEA, PASSWORD)
    stage.send_mails()


def _passkeys(stage: Stage) -> None:
    """Paul has a passkey too."""
    _account(stage)
    stage.passkey = give(PAUL, PAULS_KEY).id


def _unused(stage: Stage) -> None:
    """Paul's password was not used for so long that a warning is due."""
    _account(stage)
    settings = runtime.context().settings
    before = runtime.context()._replace(
        now=stage.world.now - timedelta(days=settings.unused_days - settings.unused_notice_days)
    )
    PasswordItem(*keys.password(PAUL)).update(actions=actions_of_use(before, PAUL))


def _monday(stage: Stage) -> None:
    """Paul has asked for the summary that is due this Monday."""
    _account(stage)
    preferences_item(PAUL, end_notices=True, summary_at=leaves_at(stage.scenes.today)).save()


def _a_year_later(stage: Stage) -> None:
    """Claire has given Paul an access for three years, and has not looked at it for the first of them."""
    with mock.patch("tests.integration.scenes.LENGTH", 1000 * DAY):
        one(Scenes.validated)(stage)
    stage.world.now = leaves_at(stage.scenes.today + 365 * DAY)


def _closed(stage: Stage) -> None:
    """Paul has asked Claire, who has closed her account since."""
    one(Scenes.wish)(stage)
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.rpps.set(RPPS)])
    with mock.patch("chalicelib.acts.close_account.begin_to_clear"):
        close_account(runtime.context(), stage.session(CLAIRE), "0-0", "", CALLER)


def _closed_while_offered(stage: Stage) -> None:
    """Claire has sent Paul a demand, and he has closed his account since."""
    one(Scenes.demand)(stage)
    with mock.patch("chalicelib.acts.close_account.begin_to_clear"):
        close_account(runtime.context(), stage.session(PAUL), "0-0", "", CALLER)
    stage.send_mails()


def _one_left(stage: Stage) -> None:
    """Whatever is limited may be done once."""
    _account(stage)
    stage.world.now += 2 * DAY  # what was done so far counts no more
    names = ("creations_per_day", "lookups_per_hour", "resends_per_day", "password_resets_per_hour", "login_failures")
    stage.limits = dict.fromkeys((*names, "address_changes_per_hour"), 1)


def _two_accounts(stage: Stage) -> None:
    """Lea, who holds one delegation and is asked for another, and Paul with his card are one person."""
    terms = replace(
        asked_terms(stage.scenes.today, stage.scenes.today + 9 * DAY), structures=(), toutes_structures=True
    )
    asked = Asked(ProfilId.REMPLACANT.value, terms, Identifiers(RPPS, categorie=MEDECIN, specialite="01"))
    context, claire = runtime.context(), stage.session(CLAIRE)
    held = create(context, claire, Shown(KNOWN[LEA], LEA, known=True), asked, "tenue")
    accept_by_link(context, stage.scenes.token(held, Purpose.ACCEPT))
    validate(context, claire, held, Hint(), 1)
    stage.scenes.give_password(LEA, PASSWORD)
    one(asked_lea)(stage)
    join_accounts.ask_to_join(context, stage.session(PAUL), KNOWN[LEA])
    stage.signed(PAUL, AccountPurpose.JOIN)
    ask_for_another_address(stage, LEA)
    stage.send_mails()


def _joined(stage: Stage) -> None:
    """They are joined, and nothing has followed yet."""
    _two_accounts(stage)
    with mock.patch.object(join_accounts, "begin_to_follow"):
        join_accounts.join_by_link(
            runtime.context(), stage.session(PAUL), stage.account_tokens[PAUL, AccountPurpose.JOIN]
        )
    stage.send_mails()


def _moved(stage: Stage) -> None:
    """Paul's address has moved, and nothing has followed yet."""
    _account(stage)
    stage.scenes.give_address(PAUL, "paul@ailleurs.example")
    follows.item(PAUL, PAUL, stage.world.now).save()


SCENES: Mapping[str, Scene] = {
    "nothing is given yet": Scene(
        _nothing,
        (
            *(name for name in BY_DELEGANT if name.startswith(("create", "invite"))),
            *("look the address up", "look the address up as another delegant", "confirm an address"),
            *("confirm the same address for another account", "sign in by card", *_CLAIRES_CARD),
        ),
    ),
    "account": Scene(_account, _ACCOUNT),
    "an account that closes": Scene(
        _account_and_another,
        (
            *(_CLOSING, "confirm an address", "sign in", "sign in by card", "change the password", "delete"),
            *("end this session from another browser", "choose the mails one wants", "create for the same days"),
            *("accept in the space", "join by password"),
        ),
    ),
    "a passkey": Scene(
        _passkeys,
        (*OF_PASSKEYS, "call the change of address off", "confirm an address", "change the password"),
    ),
    "a password was not used for long": Scene(
        _unused,
        (
            *("the owner of an unused password is warned", "schedule", "sign in", "sign in by card"),
            *("choose a password by link", "change the password", "confirm an address"),
            "a service asks for the delegue",
        ),
    ),
    "a summary is due": Scene(
        _monday,
        (
            *("the week of the delegue is summed up", "schedule", "ask for the summary", "do without the summary"),
            *("choose the mails one wants", "confirm an address", _CLOSING),
        ),
    ),
    "a review is due": Scene(
        _a_year_later, ("the delegant is reminded of the review", "schedule", "keep", "delete", "give up")
    ),
    "closed while asked": Scene(
        _closed, ("what a closed account leaves is ended", "schedule", "withdraw in the space", "time passes")
    ),
    "closed while offered": Scene(
        _closed_while_offered,
        (
            *("what the delegue's closed account leaves is ended", "schedule", "time passes", "shorten", "delete"),
            *("accept by link", "refuse by link", "send again", "invite the address of a closed account"),
            "invite the address of a closed account as another delegant",
        ),
    ),
    "one use is left": Scene(
        _one_left,
        (
            *("create for the same days", "create as another delegant", "invite a new address", "look the address up"),
            *("send again", "send again in another tab", "sign in", "sign in with a wrong password"),
            *("ask for a new password", "ask for another address", "change the password"),
        ),
    ),
    "reservation that nobody waits for": Scene(
        _nobody_waits,
        (
            *("an account's time is over", "schedule", "create for the same days", "create as another delegant"),
            "look the address up",
        ),
    ),
    "two accounts": Scene(
        _two_accounts,
        (
            *OF_JOINS,
            *("accept by link", "refuse by link", "delete", "shorten", "create for the same days", "validate"),
            *("create as another delegant", "look the address up", "schedule", "sign out", "read the notifications"),
        ),
    ),
    "joined, and nothing has followed": Scene(
        _joined,
        (
            *("delegations follow", "schedule", "accept by link", "delete", "shorten", "create for the same days"),
            *("a first card takes the number back", "read the notifications", "confirm an address", "time passes"),
        ),
    ),
    "moved, and nothing has followed": Scene(
        _moved, ("schedule", "accept in the space", "delete", "shorten", "extend", "give up", "sign in by card")
    ),
}
