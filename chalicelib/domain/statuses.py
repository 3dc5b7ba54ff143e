"""The states of a delegation and of an account, with the labels people read (seed §1 to §4, spec §3)."""

from enum import StrEnum


class Status(StrEnum):
    """Where a delegation stands. Values are stored and stable; labels are the seed's.

    `TERMINEE` is never stored: it is what a `VALIDEE` delegation is called once its last day is over.
    """

    EN_COURS = "en_cours"
    A_VALIDER = "a_valider"
    VALIDEE = "validee"
    REFUSEE = "refusee"
    NON_ABOUTIE = "non_aboutie"
    TERMINEE = "terminee"

    @property
    def label(self) -> str:
        """The French label of the dashboard's column « Statut »."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.EN_COURS: "En cours",
    Status.A_VALIDER: "À valider",
    Status.VALIDEE: "Validée",
    Status.REFUSEE: "Refusée",
    Status.NON_ABOUTIE: "Non aboutie",
    Status.TERMINEE: "Terminée",
}

WAITING = frozenset({Status.EN_COURS, Status.A_VALIDER})
"""Somebody still has to act; untreated, the delegation is purged."""

LIVE = frozenset({Status.EN_COURS, Status.A_VALIDER, Status.VALIDEE})
"""May open something now or later; counts for overlaps."""

CLOSED = frozenset({Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE})
"""Over; the délégant may ask anew (« Refaire une demande »)."""


class Reason(StrEnum):
    """Why a delegation is `NON_ABOUTIE`."""

    NE_CONNAIT_PAS = "ne_connait_pas"
    AUTRE_COMPTE = "autre_compte"
    NON_EXCLUSIF = "non_exclusif"
    DOUBLON = "doublon"
    SOI_MEME = "soi_meme"

    @property
    def label(self) -> str:
        """The sentence shown beside the status."""
        return _REASON_LABELS[self]


_REASON_LABELS = {
    Reason.DOUBLON: "Cette personne a réuni ses comptes\u00a0: une autre de ses délégations couvre cette période.",
    Reason.SOI_MEME: "Ce compte est désormais le vôtre\u00a0: vous n’avez pas à vous déléguer votre propre espace.",
    Reason.NE_CONNAIT_PAS: "La personne invitée indique ne pas être concernée.",
    Reason.NON_EXCLUSIF: "Cette personne exerce une activité libérale\u00a0: elle n’est pas remplaçante exclusive.",
    Reason.AUTRE_COMPTE: "La personne invitée possède déjà un compte amelipro rattaché à une autre adresse.",
}


class End(StrEnum):
    """How a delegation left the table; all that its tombstone says."""

    SUPPRIMEE = "supprimee"
    RETIREE = "retiree"
    RENONCEE = "renoncee"
    PURGEE = "purgee"


class AccountStatus(StrEnum):
    """What an e-mail address stands for.

    `RESERVEE`: invited, nobody has opened an account yet. `A_ACTIVER`: opened by an invitation, never validated
    by a délégant. `ACTIVE`: may sign in. `RATTACHEE`: joined to another account of the same person, to which all that
    it held goes. These three count as « known » (spec §1). `FERMEE` is never stored: it is what is left of an account
    that has ended before a closed delegation that still names it.
    """

    RESERVEE = "reservee"
    A_ACTIVER = "a_activer"
    ACTIVE = "active"
    RATTACHEE = "rattachee"
    FERMEE = "fermee"

    @property
    def is_known(self) -> bool:
        """Whether somebody has an account under the address."""
        return self in {AccountStatus.A_ACTIVER, AccountStatus.ACTIVE, AccountStatus.RATTACHEE}

    @property
    def has_notices(self) -> bool:
        """Whether its owner reads notifications; those of a joined account go to the other one with all the rest."""
        return self in {AccountStatus.ACTIVE, AccountStatus.RATTACHEE}

    @property
    def ends_alone(self) -> bool:
        """Whether the account ends once no delegation waits for it any more (spec §3)."""
        return self in {AccountStatus.RESERVEE, AccountStatus.A_ACTIVER}
