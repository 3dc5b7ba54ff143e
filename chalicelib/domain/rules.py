"""The table of acts: who may do each, and from which statuses (specification §3)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Party
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status


class Actor(StrEnum):
    """The author of an act. `LINK` is the délégué by a signed link of a mail; `SPACE` is the délégué signed in.

    `TIME`, `MAIL` and `CARD` are no people: a date is reached, a mail system has reported, a card or the
    national directory brings news.
    """

    DELEGANT = "delegant"
    LINK = "lien"
    SPACE = "espace"
    TIME = "temps"
    MAIL = "courrier"
    CARD = "carte"

    @property
    def party(self) -> Party | None:
        """The party that acts; None for what is no person."""
        if self is Actor.DELEGANT:
            return Party.DELEGANT
        return Party.DELEGUE if self in {Actor.LINK, Actor.SPACE} else None


class Act(StrEnum):
    """Everything that can happen to a delegation. Values are stored in its history."""

    CREATE = "creation"
    OPEN_ACCOUNT = "ouverture_compte"
    OTHER_ACCOUNT = "autre_compte"
    DISOWN = "ne_connait_pas"
    ASK = "demande_par_lien"
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
    FOREWARN = "avis_de_fin"
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
    ASK_LONGER = "demande_prolongation"
    GRANT_LONGER = "prolongation_accordee"
    DECLINE_LONGER = "prolongation_refusee"


class Rule(NamedTuple):
    """The actors who may do an act, and from which statuses; `needs_…` is what must also be there to offer it."""

    actors: frozenset[Actor]
    statuses: frozenset[Status]
    needs_structures: bool = False
    needs_proposal: bool = False
    needs_request: bool = False


class Subject(Protocol):
    """The object of the rules: a delegation, or its line in a list."""

    @property
    def is_empty(self) -> bool:
        """Whether its terms have no structure left."""

    @property
    def is_wish(self) -> bool:
        """Whether a délégué asks for it, and the délégant has not completed and validated it yet."""

    @property
    def undeliverable(self) -> bool:
        """Whether no mail reaches the délégué's address."""

    @property
    def address_is_correctable(self) -> bool:
        """Whether the demand is known not to have arrived."""

    def status_at(self, now: datetime) -> Status | None:
        """Return the status at `now`; None once the delegation is gone."""

    def is_near_end_at(self, now: datetime) -> bool:
        """Whether the délégué may ask for a later last day at `now`."""

    def end_request_at(self, now: datetime) -> object | None:
        """Return the délégué's request for a later last day at `now`; None when there is none."""

    def proposal_at(self, now: datetime) -> object | None:
        """Return the proposal that waits for the délégué's answer at `now`; None when there is none."""


_DELEGANT = frozenset({Actor.DELEGANT})
_LINK = frozenset({Actor.LINK})
_DELEGUE = frozenset({Actor.LINK, Actor.SPACE})
_TIME = frozenset({Actor.TIME})
_MAIL = frozenset({Actor.MAIL})
_EN_COURS = frozenset({Status.EN_COURS})
_A_VALIDER = frozenset({Status.A_VALIDER})
_VALIDEE = frozenset({Status.VALIDEE})
TO_PROLONG = frozenset({Status.VALIDEE, Status.TERMINEE})
"""The statuses in which the délégué may ask for a later last day, and the délégant answers."""

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
    Act.FOREWARN: Rule(_TIME, _VALIDEE),
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
    Act.ASK_LONGER: Rule(frozenset({Actor.SPACE}), TO_PROLONG, needs_structures=True),
    Act.GRANT_LONGER: Rule(_DELEGANT, TO_PROLONG, needs_structures=True, needs_request=True),
    Act.DECLINE_LONGER: Rule(_DELEGANT, TO_PROLONG, needs_request=True),
}
"""The rule of every act but those that begin a delegation (`BEGINS`), which no status precedes."""

BEGINS = frozenset({Act.CREATE, Act.ASK})
"""The acts after which there is a new delegation: its délégant creates it, or a délégué asks for it by his link."""

ANSWERS = frozenset({Act.ACCEPT, Act.ACCEPT_CHANGE})
"""When one of these is open, the délégué is to answer."""


def open_acts(subject: Subject, actor: Actor, now: datetime) -> frozenset[Act]:
    """Return the acts open to `actor` now, which lists, details, links and the API offer him."""
    return frozenset(act for act in RULES if is_open(act, subject, actor, now))


def is_open(act: Act, subject: Subject, actor: Actor, now: datetime) -> bool:
    """Whether `act` is one of `open_acts`."""
    return is_allowed(act, subject, actor, now) and _is_offered(act, subject, now)


def is_allowed(act: Act, subject: Subject, actor: Actor, now: datetime) -> bool:
    """Whether the status allows `act` to `actor`. It may not be open yet, for want of a structure or of an address."""
    rule = RULES[act]
    if rule.needs_proposal and subject.proposal_at(now) is None:
        return False
    if rule.needs_request and subject.end_request_at(now) is None:
        return False
    return actor in rule.actors and subject.status_at(now) in rule.statuses


def may_ask_longer(subject: Subject, now: datetime) -> bool:
    """Whether the délégué may ask for a later last day: it is near, and no proposal waits for his answer."""
    return subject.is_near_end_at(now) and subject.proposal_at(now) is None


def may_prolong(subject: Subject, now: datetime) -> bool:
    """Whether the délégant may ask for a later last day: a change of a delegation that is « Validée », and opens some
    structure.
    """
    is_validated = subject.status_at(now) is Status.VALIDEE
    return is_validated and not subject.is_empty and is_allowed(Act.CHANGE, subject, Actor.DELEGANT, now)


def _is_offered(act: Act, subject: Subject, now: datetime) -> bool:
    if RULES[act].needs_structures and subject.is_empty:
        return False
    if act is Act.CHANGE:
        # A wish is completed where it is validated.
        return not subject.is_wish
    if act is Act.ASK_LONGER:
        return may_ask_longer(subject, now)
    if act is Act.RESEND:
        # No mail reaches the address, so it must be corrected first.
        return not subject.undeliverable
    return act is not Act.CORRECT or subject.address_is_correctable


def require(act: Act, delegation: Delegation, actor: Actor, now: datetime) -> Status:
    """Return the status at `now` when `act` is open to `actor`; raises `Refused` otherwise.

    Only the purge finds a delegation that counts as gone already, because it is the act that removes it.
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
