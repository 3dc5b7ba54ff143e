"""Which act is open to whom, from which status (table of spec §3)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status


class Actor(StrEnum):
    """In what quality somebody acts. `LINK`: by a signed link of a mail; `SPACE`: signed in as the délégué.

    `TIME`, `MAIL` and `CARD` are nobody: a date is reached, a mail system has answered, a card says something new.
    """

    DELEGANT = "delegant"
    LINK = "lien"
    SPACE = "espace"
    TIME = "temps"
    MAIL = "courrier"
    CARD = "carte"


class Act(StrEnum):
    """Everything that can happen to a delegation; values are stored in its history."""

    CREATE = "creation"
    OPEN_ACCOUNT = "ouverture_compte"
    OTHER_ACCOUNT = "autre_compte"
    DISOWN = "ne_connait_pas"
    ACCEPT = "acceptation"
    REFUSE = "refus"
    VALIDATE = "validation"
    WITHDRAW = "retrait"
    GIVE_UP = "renonciation"
    DELETE = "suppression"
    CHANGE = "modification"
    ACCEPT_CHANGE = "acceptation_modification"
    REFUSE_CHANGE = "refus_modification"
    RESEND = "renvoi"
    CORRECT = "correction_adresse"
    REMIND = "rappel"
    PURGE = "purge"
    END = "fin"
    LAPSE = "proposition_expiree"
    BOUNCE = "adresse_introuvable"
    UNDELIVERED = "non_remis"
    REACH = "adresse_joignable"
    READDRESS = "changement_adresse"
    LOSE_STRUCTURES = "structures_perdues"
    LOSE_ELIGIBILITY = "non_exclusif"
    REGAIN_STRUCTURES = "structures_rendues"
    REGAIN_ELIGIBILITY = "de_nouveau_exclusif"
    LOSE_IDENTIFIER = "numero_repris"
    JOIN = "comptes_reunis"
    SUPERSEDE = "sans_objet"


class Rule(NamedTuple):
    """Who may do it, and from which statuses; what else must be there for it to be offered."""

    actors: frozenset[Actor]
    statuses: frozenset[Status]
    needs_structures: bool = False
    needs_proposal: bool = False


class Subject(Protocol):
    """What the rules look at: a delegation, or the line of a list that stands for it."""

    @property
    def is_empty(self) -> bool:
        """Whether no structure is left of what it grants."""

    @property
    def undeliverable(self) -> bool:
        """Whether nothing reaches the délégué's address."""

    @property
    def address_is_correctable(self) -> bool:
        """Whether the demand is known not to have arrived."""

    def status_at(self, now: datetime) -> Status | None:
        """Return the status at `now`; None once it counts as gone."""

    def proposal_at(self, now: datetime) -> object | None:
        """Return what still waits for the délégué's answer at `now` beside the demand itself."""


_DELEGANT = frozenset({Actor.DELEGANT})
_LINK = frozenset({Actor.LINK})
_DELEGUE = frozenset({Actor.LINK, Actor.SPACE})
_TIME = frozenset({Actor.TIME})
_MAIL = frozenset({Actor.MAIL})
_EN_COURS = frozenset({Status.EN_COURS})
_A_VALIDER = frozenset({Status.A_VALIDER})
_VALIDEE = frozenset({Status.VALIDEE})

RULES: Mapping[Act, Rule] = {
    Act.OPEN_ACCOUNT: Rule(_LINK, _EN_COURS, needs_structures=True),
    Act.OTHER_ACCOUNT: Rule(_LINK, _EN_COURS, needs_structures=True),
    Act.DISOWN: Rule(_DELEGUE, _EN_COURS, needs_structures=True),
    Act.ACCEPT: Rule(_DELEGUE, _EN_COURS, needs_structures=True),
    Act.REFUSE: Rule(_DELEGUE, _EN_COURS, needs_structures=True),
    Act.VALIDATE: Rule(_DELEGANT, _A_VALIDER, needs_structures=True),
    Act.WITHDRAW: Rule(_DELEGUE, _A_VALIDER),
    Act.GIVE_UP: Rule(frozenset({Actor.SPACE}), _VALIDEE),
    Act.DELETE: Rule(_DELEGANT, frozenset(Status)),
    Act.CHANGE: Rule(_DELEGANT, _EN_COURS | _A_VALIDER | _VALIDEE),
    Act.ACCEPT_CHANGE: Rule(_DELEGUE, _A_VALIDER | _VALIDEE, needs_proposal=True),
    Act.REFUSE_CHANGE: Rule(_DELEGUE, _A_VALIDER | _VALIDEE, needs_proposal=True),
    Act.RESEND: Rule(_DELEGANT, _EN_COURS, needs_structures=True),
    Act.CORRECT: Rule(_DELEGANT, _EN_COURS, needs_structures=True),
    Act.REMIND: Rule(_TIME, _EN_COURS | _A_VALIDER),
    Act.PURGE: Rule(_TIME, _EN_COURS | _A_VALIDER),
    Act.END: Rule(_TIME, frozenset({Status.TERMINEE})),
    Act.LAPSE: Rule(_TIME, _A_VALIDER | _VALIDEE),
    Act.BOUNCE: Rule(_MAIL, _EN_COURS),
    Act.UNDELIVERED: Rule(_MAIL, _EN_COURS),
    Act.REACH: Rule(_MAIL, _EN_COURS),
    Act.READDRESS: Rule(frozenset({Actor.SPACE}), frozenset(Status)),
    Act.LOSE_STRUCTURES: Rule(frozenset({Actor.CARD}), _EN_COURS | _A_VALIDER | _VALIDEE),
    Act.LOSE_ELIGIBILITY: Rule(frozenset({Actor.CARD}), _EN_COURS | _A_VALIDER | _VALIDEE),
    Act.REGAIN_STRUCTURES: Rule(frozenset({Actor.CARD}), _EN_COURS | _A_VALIDER | _VALIDEE),
    Act.REGAIN_ELIGIBILITY: Rule(frozenset({Actor.CARD}), frozenset({Status.NON_ABOUTIE})),
    Act.LOSE_IDENTIFIER: Rule(frozenset({Actor.CARD}), _A_VALIDER | _VALIDEE),
    Act.JOIN: Rule(frozenset({Actor.CARD}), frozenset(Status)),
    Act.SUPERSEDE: Rule(frozenset({Actor.CARD}), _EN_COURS | _A_VALIDER | _VALIDEE),
}
"""Every act but creation, which has no status before it."""

ANSWERS = frozenset({Act.ACCEPT, Act.ACCEPT_CHANGE})
"""Where one of them is open, somebody waits for the délégué's answer."""


def open_acts(subject: Subject, actor: Actor, now: datetime) -> frozenset[Act]:
    """Return what `actor` may do with a delegation now: what lists, details, links and the API offer him."""
    return frozenset(act for act in RULES if is_awaited(act, subject, actor, now) and _is_offered(act, subject))


def is_awaited(act: Act, subject: Subject, actor: Actor, now: datetime) -> bool:
    """Whether the delegation still stands where `act` is done, though what it needs may be gone (`open_acts`)."""
    rule = RULES[act]
    if rule.needs_proposal and subject.proposal_at(now) is None:
        return False
    return actor in rule.actors and subject.status_at(now) in rule.statuses


def _is_offered(act: Act, subject: Subject) -> bool:
    if RULES[act].needs_structures and subject.is_empty:
        return False
    if act is Act.RESEND:
        # Nothing reaches the address: it is to be corrected first.
        return not subject.undeliverable
    return act is not Act.CORRECT or subject.address_is_correctable


def require(act: Act, delegation: Delegation, actor: Actor, now: datetime) -> Status:
    """Return the status at `now` when `act` is open to `actor`; raises `Refused` otherwise.

    The purge alone meets a delegation that counts as gone: it is what makes it so for good.
    """
    rule = RULES[act]
    status = delegation.status if act is Act.PURGE else delegation.status_at(now)
    if actor not in rule.actors:
        raise Refused(Code.NOT_ALLOWED)
    if status is None:
        raise Refused(Code.GONE)
    if status not in rule.statuses:
        raise Refused(Code.WRONG_STATUS)
    return status
