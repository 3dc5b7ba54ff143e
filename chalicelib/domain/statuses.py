"""The statuses of a delegation and of an account, with their labels (specification §3; user guide 1 to 4)."""

from enum import StrEnum


class Status(StrEnum):
    """The status of a delegation. The values are stored and must not change. The labels are those of the user guide.

    `TERMINEE` is not stored: a `VALIDEE` delegation has this status once its last day is over.
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
"""Statuses in which somebody still has to act; a delegation that nobody treats is purged."""

LIVE = frozenset({Status.EN_COURS, Status.A_VALIDER, Status.VALIDEE})
"""Statuses in which a delegation may open something, now or later; it counts for overlaps."""

CLOSED = frozenset({Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE})
"""Statuses of a delegation that is over; the délégant may ask again (« Refaire une demande »)."""


class Reason(StrEnum):
    """Why a delegation is `NON_ABOUTIE`."""

    NE_CONNAIT_PAS = "ne_connait_pas"
    AUTRE_COMPTE = "autre_compte"
    NON_EXCLUSIF = "non_exclusif"
    DOUBLON = "doublon"
    SOI_MEME = "soi_meme"

    @property
    def label(self) -> str:
        """The sentence that is shown beside the status."""
        return _REASON_LABELS[self]


_REASON_LABELS = {
    Reason.DOUBLON: "Cette personne a réuni ses comptes\u00a0: une autre de ses délégations couvre cette période.",
    Reason.SOI_MEME: "Ce compte est désormais le vôtre\u00a0: vous n’avez pas à vous déléguer votre propre espace.",
    Reason.NE_CONNAIT_PAS: "La personne invitée indique ne pas être concernée.",
    Reason.NON_EXCLUSIF: "Cette personne exerce une activité libérale\u00a0: elle n’est pas remplaçante exclusive.",
    Reason.AUTRE_COMPTE: "La personne invitée possède déjà un compte amelipro rattaché à une autre adresse.",
}


class Origin(StrEnum):
    """Who began a delegation: the délégant created it, or a délégué asked for it by the délégant's link."""

    CREATION = "creation"
    DEMANDE = "demande"


class End(StrEnum):
    """How a delegation came to be gone, as its tombstone stores it."""

    SUPPRIMEE = "supprimee"
    RETIREE = "retiree"
    RENONCEE = "renoncee"
    PURGEE = "purgee"


class AccountStatus(StrEnum):
    """The status of the account of an e-mail address.

    - `RESERVEE`: the address is invited, and nobody has opened the account.
    - `A_ACTIVER`: opened by an invitation, and no délégant has validated a delegation of it.
    - `ACTIVE`: its owner may sign in.
    - `RATTACHEE`: joined to another account of the same person, to which everything of it moves.
    - `FERMEE`: never stored. The account has ended, and a closed delegation still names it.

    À activer, active and rattachée count as « known » (specification §1).
    """

    RESERVEE = "reservee"
    A_ACTIVER = "a_activer"
    ACTIVE = "active"
    RATTACHEE = "rattachee"
    FERMEE = "fermee"

    @property
    def is_known(self) -> bool:
        """Whether somebody has an account with this address."""
        return self in {AccountStatus.A_ACTIVER, AccountStatus.ACTIVE, AccountStatus.RATTACHEE}

    @property
    def has_notices(self) -> bool:
        """Whether notifications are written for it; those of a joined account move to the other account."""
        return self in {AccountStatus.ACTIVE, AccountStatus.RATTACHEE}

    @property
    def ends_alone(self) -> bool:
        """Whether the account ends as soon as no delegation waits for it (specification §3)."""
        return self in {AccountStatus.RESERVEE, AccountStatus.A_ACTIVER}
