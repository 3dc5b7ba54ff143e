"""Scenes of one delegation, its mails and its time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.create import Asked, create
from chalicelib.acts.invited import Shown
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.doubts import LIBERAL, Doubt, Load
from chalicelib.domain.dues import forewarn_at
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Identifiers
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, not_suppressed
from chalicelib.store.doubts import item_of
from chalicelib.store.mails import send_again
from chalicelib.workers import feedback
from tests.builders import DAY, a_structure
from tests.integration.outbox.outbox import Outbox, event, sns
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes, asked_terms
from tests.integration.test_accounts import card
from tests.prove.interleavings.racers import BY_DELEGANT, BY_DELEGUE, BY_WORKERS
from tests.prove.interleavings.racers_of_accounts import CALLER, CARDS, OF_CARDS
from tests.prove.interleavings.scene import Scene, ask_for_another_address, asked_lea, invited, one
from tests.prove.interleavings.stage import Stage

_REPORTS = tuple(name for name in BY_WORKERS if name.startswith("feedback"))
_TIME = ("time passes", "schedule")
_OF_WISHES = (
    "ask for the same days",
    "ask for the same days in another tab",
    "ask by an address",
    "complete",
    "refuse and block",
    "let ask again",
)
_ON_ONE = tuple(name for name in (*BY_DELEGUE, *BY_DELEGANT, *_TIME) if name not in _OF_WISHES)
_ADDRESS = ("confirm an address", "call the change of address off", "look the address up")


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
        one(build)(stage)
        _told(stage)

    return prepare


def _undeliverable(stage: Stage) -> None:
    """The invitation came back; operations have mended the address since, and had it sent again."""
    _reported(invited)(stage)
    feedback.handle(stage.reports["Bounce"])
    stage.world.now += timedelta(minutes=5)
    HeadItem(*keys.head(stage.delegue)).update(actions=not_suppressed(stage.world.now))
    send_again(stage.row(MailKind.INVITATION).key, stage.world.now)
    stage.send_mails()
    _told(stage)


def _due(build: Callable[[Scenes], str], version: int = 1, reminded: bool = True) -> Callable[[Stage], None]:
    """It is a second before time does something; the workers' clock is past it."""

    def prepare(stage: Stage) -> None:
        one(build, version)(stage)
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
        ask_for_another_address(stage, PAUL)
        stage.send_mails()

    return prepare


def _ends_soon(stage: Stage) -> None:
    """It is a second before both are told that the last day is near; the workers' clock is past it."""
    one(Scenes.validated)(stage)
    told_at = forewarn_at(stage.scenes.delegation(stage.found), runtime.context().policy)
    assert told_at is not None
    stage.world.now, stage.later = told_at - timedelta(seconds=1), timedelta(seconds=2)
    stage.about(stage.found, 1)
    ask_for_another_address(stage, PAUL)
    stage.send_mails()


def _removed(stage: Stage) -> None:
    """TTL has taken it away before the schedule came by."""
    one(Scenes.to_validate)(stage)
    stage.world.now += 35 * DAY
    for item in stage.raw():
        if item["pk"]["S"] == f"DELEG#{stage.found}":
            stage.images = [item]
        if item["pk"]["S"] == f"DELEG#{stage.found}" or item["kind"]["S"] == "summary":
            Outbox.remove(item)
    stage.removed = frozenset({stage.found})


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


SCENES: Mapping[str, Scene] = {
    "invitation": Scene(_reported(invited), (*_ON_ONE, *_REPORTS, "join an invitation", "look the address up")),
    "invitation that came back": Scene(
        _undeliverable, (*_ON_ONE, *_REPORTS, "join an invitation", "ask by an address")
    ),
    "demand": Scene(_reported(Scenes.demand), (*_ON_ONE, *_REPORTS, *_ADDRESS, *OF_CARDS)),
    "demand to an account to be validated": Scene(_reported(asked_lea), (*_ON_ONE, *_REPORTS, "ask by an address")),
    "accepted, to be validated": Scene(one(Scenes.to_validate), (*_ON_ONE, *OF_CARDS)),
    "accepted, to be validated, by an active account": Scene(
        one(Scenes.accepted_unseen), (*_ON_ONE, *_ADDRESS, *OF_CARDS)
    ),
    "asked for": Scene(one(Scenes.wish), (*_ON_ONE, *_OF_WISHES, *_ADDRESS, *OF_CARDS)),
    "validated": Scene(
        one(Scenes.validated),
        (*_ON_ONE, *_ADDRESS, *OF_CARDS, "a service asks for the delegue", "ask for the same days"),
    ),
    "wider terms": Scene(one(Scenes.proposal, 2), (*_ON_ONE, *_ADDRESS, *OF_CARDS)),
    "a prolongation is asked for": Scene(one(Scenes.asked_longer), (*_ON_ONE, *OF_CARDS)),
    "a prolongation is asked for, of one that is over": Scene(one(Scenes.asked_anew), (*_ON_ONE, *OF_CARDS)),
    "the reminder is due": Scene(_due(Scenes.demand, reminded=False), (*_ON_ONE, "confirm an address")),
    "the purge is due": Scene(_due(Scenes.demand), (*_ON_ONE, "confirm an address")),
    "the purge is due, to be validated": Scene(_due(Scenes.to_validate), (*_ON_ONE, "a message of a wave")),
    "the purge is due, asked for": Scene(
        _due(Scenes.wish), (*_TIME, *_OF_WISHES, "delete", "withdraw in the space", "create for the same days")
    ),
    "the last day is near": Scene(_ends_soon, (*_ON_ONE, "confirm an address")),
    "the last day is over": Scene(_due(Scenes.validated), (*_ON_ONE, "confirm an address")),
    "wider terms lapse": Scene(_due(Scenes.proposal, 2), (*_ON_ONE, "confirm an address")),
    "removed by TTL": Scene(_removed, ("stream: a removal", "create for the same days", "schedule", "time passes")),
    "mails are due": Scene(
        _mails, ("stream: mails", "schedule", *_REPORTS[:2], "delete", "accept in the space", "send again")
    ),
    "locum": Scene(_locum, (*OF_CARDS, "delete", "keep", "give up", "shorten", "extend", "schedule")),
    "the directory doubts": Scene(
        _doubted, ("the directory's second night", *OF_CARDS, "delete", "give up", "shorten", "schedule")
    ),
    "locum, ended by his card": Scene(
        _locum_ended, (*OF_CARDS, "delete", "create for the same days", "extend", "schedule")
    ),
}
