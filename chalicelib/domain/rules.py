"""Which act is open to whom, from which status (table of spec §3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


@dataclass(frozen=True)
class Rule:
    """Who may do it, and from which statuses."""

    actors: frozenset[Actor]
    statuses: frozenset[Status]


_DELEGANT = frozenset({Actor.DELEGANT})
_LINK = frozenset({Actor.LINK})
_DELEGUE = frozenset({Actor.LINK, Actor.SPACE})
_TIME = frozenset({Actor.TIME})
_MAIL = frozenset({Actor.MAIL})
_EN_COURS = frozenset({Status.EN_COURS})
_A_VALIDER = frozenset({Status.A_VALIDER})
_VALIDEE = frozenset({Status.VALIDEE})

RULES: Mapping[Act, Rule] = {
    Act.OPEN_ACCOUNT: Rule(_LINK, _EN_COURS),
    Act.OTHER_ACCOUNT: Rule(_LINK, _EN_COURS),
    Act.DISOWN: Rule(_DELEGUE, _EN_COURS),
    Act.ACCEPT: Rule(_DELEGUE, _EN_COURS),
    Act.REFUSE: Rule(_DELEGUE, _EN_COURS),
    Act.VALIDATE: Rule(_DELEGANT, _A_VALIDER),
    Act.WITHDRAW: Rule(_DELEGUE, _A_VALIDER),
    Act.GIVE_UP: Rule(frozenset({Actor.SPACE}), _VALIDEE),
    Act.DELETE: Rule(_DELEGANT, frozenset(Status)),
    Act.CHANGE: Rule(_DELEGANT, _EN_COURS | _A_VALIDER | _VALIDEE),
    Act.ACCEPT_CHANGE: Rule(_DELEGUE, _A_VALIDER | _VALIDEE),
    Act.REFUSE_CHANGE: Rule(_DELEGUE, _A_VALIDER | _VALIDEE),
    Act.RESEND: Rule(_DELEGANT, _EN_COURS),
    Act.CORRECT: Rule(_DELEGANT, _EN_COURS),
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
