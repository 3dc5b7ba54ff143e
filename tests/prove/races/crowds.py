"""Races that make delegations or accounts, and crowds before a limit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib import runtime
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.create import Asked, create
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up import look_up
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.resend import resend
from chalicelib.acts.sign_in import sign_in
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, asked_terms
from tests.prove.races.racing import Racer, race
from tests.prove.races.stage import Stage

CROWD = 50
CREATIONS_ALLOWED = 20
"""The setting is lowered, so that 50 at once are beyond it; that of look-ups is its default."""

_PASSWORD = "Tournesol-42!"
_NEW = "nouvelle@exemple.fr"


@dataclass(frozen=True)
class Crowd:
    """A scene, the racers in it, and how many of them win.

    `created`: how many delegations there are afterwards; `written`: how many entries the race adds to histories.
    `meet`: all have read before any of them writes.
    """

    prepare: Callable[[Stage], Sequence[Racer]]
    winners: int
    created: int
    written: int
    meet: bool = False


def _creating(stage: Stage, who: str, shown: Shown, first_day: int, form_key: str, allowed: int | None = None) -> Racer:
    """Create from `first_day` until day 60."""
    start, end = stage.today + first_day * DAY, stage.today + 60 * DAY
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(start, end), Identifiers())
    session, context = stage.session(who), runtime.context()
    if allowed is not None:
        context = context._replace(settings=context.settings._replace(creations_per_day=allowed))
    return Racer("creation", lambda: create(context, session, shown, asked, form_key))


def _overlapping(stage: Stage) -> Sequence[Racer]:
    """Eight periods, no two the same, any two with days in common; for somebody who has an account."""
    shown = Shown(KNOWN[PAUL], PAUL, known=True)
    return [_creating(stage, CLAIRE, shown, day, f"forme-{day}") for day in range(8)]


def _overlapping_unknown(stage: Stage) -> Sequence[Racer]:
    """The same for an address that nobody has: its account is made by the winner."""
    return [_creating(stage, CLAIRE, Shown(_NEW, f"essai-{day}", known=False), day, f"forme-{day}") for day in range(8)]


def _one_form(stage: Stage) -> Sequence[Racer]:
    """One form, sent eight times: all are told of the one delegation that it made."""
    return [_creating(stage, CLAIRE, Shown(_NEW, "essai", known=False), 0, "forme")] * 8


def _opening(stage: Stage) -> Sequence[Racer]:
    """Two délégants invite one address at once; then both invitations open its account at once."""
    inviting = [
        _creating(stage, who, Shown(_NEW, f"essai-{who}", known=False), 0, f"forme-{who}")
        for who in (CLAIRE, HELENE) * 4
    ]
    told = race(inviting)
    if not all(one.won for one in told):
        raise AssertionError(f"both délégants may invite one address: {told}")
    found = [delegation.id for delegation in stage.seen().delegations]
    opening = Opening("MME", "Nouvelle", "Personne", "", "", _PASSWORD, _PASSWORD, consent=True)
    tokens = [stage.token(delegation_id, Purpose.OPEN_ACCOUNT) for delegation_id in found]
    return [_opener(token, opening) for token in tokens for _ in range(4)]


def _opener(token: str, opening: Opening) -> Racer:
    return Racer("ouverture_compte", lambda: open_account(runtime.context(), token, opening))


def _creations(stage: Stage) -> Sequence[Racer]:
    return [
        _creating(
            stage,
            CLAIRE,
            Shown(f"nouveau-{number}@exemple.fr", f"essai-{number}", known=False),
            0,
            f"forme-{number}",
            CREATIONS_ALLOWED,
        )
        for number in range(CROWD)
    ]


def _look_ups(stage: Stage) -> Sequence[Racer]:
    session = stage.session(CLAIRE)
    return [Racer("look-up", lambda: look_up(runtime.context(), session, KNOWN[PAUL]))] * CROWD


def _passwords(stage: Stage) -> Sequence[Racer]:
    """Wrong ones: an attempt that is made is told so, one that is not is told when to try again."""

    def attempt() -> None:
        try:
            sign_in(runtime.context(), KNOWN[PAUL], "Autre-Chose-12", Caller("198.51.100.7"))
        except Refused as refused:
            if refused.code is not Code.FORM:
                raise

    return [Racer("attempt", attempt)] * CROWD


def _links(stage: Stage) -> Sequence[Racer]:
    """Of « Mot de passe oublié »."""
    return [Racer("link", lambda: ask_new_password(runtime.context(), KNOWN[PAUL], Caller("198.51.100.7")))] * CROWD


def _resends(stage: Stage) -> Sequence[Racer]:
    found, session = stage.demand(), stage.session(CLAIRE)

    def racer(tab: int) -> Racer:
        return Racer("renvoi", lambda: resend(runtime.context(), session, found, Hint(), f"onglet-{tab}"))

    return [racer(tab) for tab in range(8)]


CROWDS: Mapping[str, Crowd] = {
    "overlapping creations, known address": Crowd(_overlapping, winners=1, created=1, written=1, meet=True),
    "overlapping creations, new address": Crowd(_overlapping_unknown, winners=1, created=1, written=1, meet=True),
    "one form of creation, eight times": Crowd(_one_form, winners=8, created=1, written=1, meet=True),
    "two invitations open one account": Crowd(_opening, winners=1, created=2, written=1, meet=True),
    "50 creations, 20 allowed": Crowd(_creations, winners=20, created=20, written=20),
    "50 look-ups, 30 allowed": Crowd(_look_ups, winners=30, created=0, written=0),
    "50 passwords, 10 allowed": Crowd(_passwords, winners=10, created=0, written=0),
    "50 links for a new password, 3 allowed": Crowd(_links, winners=3, created=0, written=0),
    "8 re-sends, 3 allowed": Crowd(_resends, winners=3, created=1, written=3),
}
