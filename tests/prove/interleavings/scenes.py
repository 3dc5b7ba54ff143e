"""The scenes, each with those who may meet there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from unittest import mock

from chalicelib import runtime
from chalicelib.acts import join_accounts
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.create import Asked, create
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.password_use import actions_of_use
from chalicelib.acts.sign_in import sign_in
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.acts.validate import validate
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.doubts import LIBERAL, Doubt, Load
from chalicelib.domain.mails import MailKind, Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.store import follows, keys
from chalicelib.store.accounts import HeadItem, PasswordItem, not_suppressed
from chalicelib.store.doubts import item_of
from chalicelib.store.mails import send_again
from chalicelib.workers import feedback
from tests.builders import DAY, a_structure
from tests.integration.outbox.outbox import Outbox, event, sns
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes, asked_terms
from tests.integration.test_accounts import card
from tests.integration.test_story import PASSWORD
from tests.prove.interleavings.racers import BY_DELEGANT, BY_DELEGUE, BY_WORKERS, ZOE, Racer
from tests.prove.interleavings.racers_of_accounts import CALLER, CARDS, OF_ACCOUNTS, OF_CARDS, OF_JOINS, OF_NIGHTS, RPPS
from tests.prove.interleavings.stage import MOVED, Stage

RACERS: Mapping[str, Racer] = {
    **BY_DELEGUE,
    **BY_DELEGANT,
    **BY_WORKERS,
    **OF_ACCOUNTS,
    **OF_CARDS,
    **OF_JOINS,
    **OF_NIGHTS,
}

_REPORTS = tuple(name for name in BY_WORKERS if name.startswith("feedback"))
_TIME = ("time passes", "schedule")
_ON_ONE = (*BY_DELEGUE, *BY_DELEGANT, *_TIME)
_ACCOUNT = (*OF_ACCOUNTS, "accept in the space", "give up", "create for the same days", "delete", "schedule")
_CLAIRES_CARD = tuple(name for name in OF_CARDS if "delegant" in name)
_ADDRESS = ("confirm an address", "call the change of address off", "look the address up")


@dataclass(frozen=True)
class Scene:
    """How it is made, and who may meet there."""

    prepare: Callable[[Stage], None]
    racers: tuple[str, ...]


def _one(build: Callable[[Scenes], str], version: int = 1) -> Callable[[Stage], None]:
    """One delegation, whose mails have left; Claire and Paul have cards, Paul has asked for another address."""

    def prepare(stage: Stage) -> None:
        stage.about(build(stage.scenes), version)
        for who, national_id in CARDS.items():
            stage.give_card(who, national_id)
        _ask_for_another_address(stage, PAUL)
        stage.send_mails()

    return prepare


def _ask_for_another_address(stage: Stage, who: str) -> None:
    ask_address(runtime.context(), stage.session(who), MOVED, PASSWORD, CALLER)
    stage.signed(who, AccountPurpose.CONFIRM_ADDRESS)
    stage.signed(who, AccountPurpose.NOT_ME)


def _invited(scenes: Scenes) -> str:
    return scenes.invitation(ZOE)


def _asked_lea(scenes: Scenes) -> str:
    return scenes.demand(LEA)


def _told(stage: Stage) -> None:
    """SES has something to say of the demand."""
    delegation = stage.scenes.delegation(stage.found)
    kind = MailKind.DEMANDE if stage.delegue in KNOWN else MailKind.INVITATION
    row, address = stage.row(kind), delegation.delegue.address
    told = {"Bounce": ("Bounce", "Permanent"), "Transient": ("Bounce", "Transient"), "Delivery": ("Delivery", "")}
    for name, (what, how) in told.items():
        stage.reports[name] = sns([event(what, row, address, how, runtime.context().now)])


def _reported(build: Callable[[Scenes], str]) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        _one(build)(stage)
        _told(stage)

    return prepare


def _undeliverable(stage: Stage) -> None:
    """The invitation came back; operations have mended the address since, and had it sent again."""
    _reported(_invited)(stage)
    feedback.handle(stage.reports["Bounce"])
    stage.world.now += timedelta(minutes=5)
    HeadItem(*keys.head(stage.delegue)).update(actions=not_suppressed(stage.world.now))
    send_again(stage.row(MailKind.INVITATION).key, stage.world.now)
    stage.send_mails()
    _told(stage)


def _due(build: Callable[[Scenes], str], version: int = 1, reminded: bool = True) -> Callable[[Stage], None]:
    """It is a second before time does something; the workers' clock is past it."""

    def prepare(stage: Stage) -> None:
        _one(build, version)(stage)
        delegation = stage.scenes.delegation(stage.found)
        due = delegation.gone_at
        if delegation.proposal:
            due = delegation.proposal.lapses_at
        elif delegation.status.value == "validee":
            due = delegation.terms.validity.ends_at
        elif reminded:
            stage.world.now = due - DAY
            pass_time(runtime.context(), stage.found)
            stage.send_mails()
        else:
            due = stage.world.now + 15 * DAY
        stage.world.now, stage.later = due - timedelta(seconds=1), timedelta(seconds=2)
        stage.about(stage.found, version)
        _ask_for_another_address(stage, PAUL)
        stage.send_mails()

    return prepare


def _removed(stage: Stage) -> None:
    """TTL has taken it away before the schedule came by."""
    _one(Scenes.to_validate)(stage)
    stage.world.now += 35 * DAY
    for item in stage.raw():
        if item["pk"]["S"] == f"DELEG#{stage.found}":
            stage.images = [item]
        if item["pk"]["S"] == f"DELEG#{stage.found}" or item["kind"]["S"] == "summary":
            Outbox.remove(item)
    stage.removed = frozenset({stage.found})


def _nobody_waits(stage: Stage) -> None:
    """An address was invited, and the invitation deleted; its reservation is over."""
    _one(_invited)(stage)
    delete(runtime.context(), stage.session(CLAIRE), stage.found, Hint())
    stage.send_mails()
    stage.world.now += 31 * DAY


def _mails(stage: Stage) -> None:
    """The mails of a demand are written, and none has left."""
    stage.about(stage.scenes.demand())
    stage.images = stage.insertions()
    _told(stage)


def _locum(stage: Stage) -> None:
    """Paul replaces Claire; his card has named no cabinet of his own."""
    stage.give_card(PAUL, CARDS[PAUL])
    day = stage.scenes.today
    terms = replace(asked_terms(day, day + 9 * DAY), structures=(), toutes_structures=True)
    typed = Identifiers(rpps_adeli=CARDS[PAUL][1:], categorie=MEDECIN, specialite="01")
    asked = Asked(ProfilId.REMPLACANT.value, terms, typed)
    context = runtime.context()
    found = create(context, stage.session(CLAIRE), Shown(KNOWN[PAUL], PAUL, known=True), asked, "remplacant")
    accept_in_space(context, stage.session(PAUL), found, 1)
    stage.send_mails()
    stage.give_card(CLAIRE, CARDS[CLAIRE])
    stage.about(found)


def _doubted(stage: Stage) -> None:
    """A night of the directory has said that Paul has a cabinet of his own, and that Claire has one less."""
    _locum(stage)
    context, since = runtime.context(), Load(stage.world.now - DAY)
    place = a_structure(1)
    item_of(Doubt(CARDS[PAUL], LIBERAL, since), context).save()
    item_of(Doubt(CARDS[CLAIRE], f"place:{place.id}", since, (place,)), context).save()


def _locum_ended(stage: Stage) -> None:
    """His card has named a cabinet of his own meanwhile."""
    _locum(stage)
    sign_in_by_card(runtime.context(), card(CARDS[PAUL], "cabinet-9"), CALLER)


def _nothing(stage: Stage) -> None:
    """Nobody has given anything; Paul and Helene have asked for one and the same address."""
    stage.delegue, stage.address = PAUL, KNOWN[PAUL]
    for who in (PAUL, HELENE):
        _ask_for_another_address(stage, who)
    for who, national_id in CARDS.items():
        stage.give_card(who, national_id)
    stage.send_mails()


def _account(stage: Stage) -> None:
    """Paul has a password, has asked for all that one can ask for, and holds one delegation, asked for another."""
    stage.scenes.give_password(PAUL, PASSWORD)
    stage.scenes.validated()
    _one(Scenes.demand)(stage)
    sign_in(runtime.context(), KNOWN[PAUL], PASSWORD, CALLER)
    stage.signed(PAUL, AccountPurpose.NOT_MY_SIGN_IN)
    ask_new_password(runtime.context(), KNOWN[PAUL], CALLER)
    stage.signed(PAUL, AccountPurpose.NEW_PASSWORD)
    _ask_for_another_address(stage, HELENE)
    stage.send_mails()


def _unused(stage: Stage) -> None:
    """Paul's password was not used for so long that a warning is due."""
    _account(stage)
    settings = runtime.context().settings
    before = runtime.context()._replace(
        now=stage.world.now - timedelta(days=settings.unused_days - settings.unused_notice_days)
    )
    PasswordItem(*keys.password(PAUL)).update(actions=actions_of_use(before, PAUL))


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
    _one(_asked_lea)(stage)
    join_accounts.ask_to_join(context, stage.session(PAUL), KNOWN[LEA])
    stage.signed(PAUL, AccountPurpose.JOIN)
    _ask_for_another_address(stage, LEA)
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
    stage.give_address(PAUL, "paul@ailleurs.example")
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
    "invitation": Scene(_reported(_invited), (*_ON_ONE, *_REPORTS, "join an invitation", "look the address up")),
    "invitation that came back": Scene(_undeliverable, (*_ON_ONE, *_REPORTS, "join an invitation")),
    "demand": Scene(_reported(Scenes.demand), (*_ON_ONE, *_REPORTS, *_ADDRESS, *OF_CARDS)),
    "demand to an account to be validated": Scene(_reported(_asked_lea), (*_ON_ONE, *_REPORTS)),
    "accepted, to be validated": Scene(_one(Scenes.to_validate), (*_ON_ONE, *OF_CARDS)),
    "accepted, to be validated, by an active account": Scene(
        _one(Scenes.accepted_unseen), (*_ON_ONE, *_ADDRESS, *OF_CARDS)
    ),
    "validated": Scene(_one(Scenes.validated), (*_ON_ONE, *_ADDRESS, *OF_CARDS)),
    "wider terms": Scene(_one(Scenes.proposal, 2), (*_ON_ONE, *_ADDRESS, *OF_CARDS)),
    "the reminder is due": Scene(_due(Scenes.demand, reminded=False), (*_ON_ONE, "confirm an address")),
    "the purge is due": Scene(_due(Scenes.demand), (*_ON_ONE, "confirm an address")),
    "the purge is due, to be validated": Scene(_due(Scenes.to_validate), _ON_ONE),
    "the last day is over": Scene(_due(Scenes.validated), (*_ON_ONE, "confirm an address")),
    "wider terms lapse": Scene(_due(Scenes.proposal, 2), (*_ON_ONE, "confirm an address")),
    "removed by TTL": Scene(_removed, ("stream: a removal", "create for the same days", "schedule", "time passes")),
    "mails are due": Scene(
        _mails, ("stream: mails", "schedule", *_REPORTS[:2], "delete", "accept in the space", "send again")
    ),
    "locum": Scene(_locum, (*OF_CARDS, "delete", "give up", "shorten", "extend", "schedule")),
    "the directory doubts": Scene(
        _doubted, ("the directory's second night", *OF_CARDS, "delete", "give up", "shorten", "schedule")
    ),
    "locum, ended by his card": Scene(
        _locum_ended, (*OF_CARDS, "delete", "create for the same days", "extend", "schedule")
    ),
    "account": Scene(_account, _ACCOUNT),
    "a password was not used for long": Scene(
        _unused,
        (
            *("the owner of an unused password is warned", "schedule", "sign in", "sign in by card"),
            *("choose a password by link", "change the password", "confirm an address"),
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
