"""Every mail of the product, as its reader knows it (specification §3), without reading the application."""

from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """The recipient of a mail."""

    DELEGANT = "délégant"
    DELEGUE = "délégué"


class Told(Enum):
    """The extent of the terms in a mail."""

    ALL = "profil, what it opens, period, structures"
    BRIEF = "profil and period"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Line:
    """The characteristics of a mail: its recipient, its subject, its own words, and its buttons in order.

    `or_says`: its own words in another situation.
    """

    side: Side
    subject: str
    says: str
    told: Told
    buttons: tuple[str, ...] = ()
    in_guide: bool = False
    or_says: str = ""

    def is_said_in(self, text: str) -> bool:
        """Whether a text has the mail's own words."""
        return self.says in text or bool(self.or_says and self.or_says in text)


_DELEGANT, _DELEGUE = Side.DELEGANT, Side.DELEGUE
_ALL, _BRIEF, _NOTHING = Told.ALL, Told.BRIEF, Told.NOTHING

_CREATION = "Création d'une délégation"
_DEMANDE = "Demande de délégation"
_SUPPRESSION = "Suppression d'une délégation"
_MISE_A_JOUR = "Mise à jour d'une délégation"
_PURGE = "Purge d'une délégation"
_RAPPEL_CREATION = "Rappel\u00a0: création d'une délégation"
_INVITED = ("Je crée un compte amelipro", "J’ai déjà un compte amelipro", "cliquant ici")
_ASKED = ("J’accepte la délégation", "Je refuse la délégation", "cliquant ici")
_OFFERED = ("J’accepte la modification", "Je refuse la modification")


class Mail(Enum):
    """The mails about delegations, each under the name that it has in the product."""

    # Creation
    CREATION_DELEGANT = Line(_DELEGANT, _CREATION, "Votre demande est enregistrée", _ALL, in_guide=True)
    INVITATION = Line(_DELEGUE, _CREATION, "il vous faut votre propre compte amelipro", _ALL, _INVITED, in_guide=True)
    DEMANDE = Line(_DELEGUE, _CREATION, "souhaite vous attribuer une délégation", _ALL, _ASKED, in_guide=True)

    # Asking
    DEMANDE_RECUE = Line(_DELEGANT, _DEMANDE, "Il vous reste à la compléter et à la valider", _ALL)
    DEMANDE_ENVOYEE = Line(_DELEGUE, _DEMANDE, "l’aura validée", _ALL, ("Je retire ma demande",))
    DEMANDE_REFUSEE = Line(
        _DELEGUE, "Refus d'une demande de délégation", "n’a pas retenu votre demande de délégation", _BRIEF
    )

    # Answers
    DEJA_UN_COMPTE = Line(
        _DELEGUE, _CREATION, "Vous nous indiquez que vous possédez déjà un compte", _NOTHING, in_guide=True
    )
    REJET = Line(
        _DELEGANT, "Rejet d'une délégation", "possède déjà un compte amelipro, rattaché à une autre", _BRIEF,
        in_guide=True,
    )  # fmt: skip
    ABANDON = Line(
        _DELEGANT, "Abandon d'une délégation", "Cette personne indique ne pas travailler avec vous", _BRIEF,
        in_guide=True,
    )  # fmt: skip
    REFUS = Line(_DELEGANT, "Refus d'une délégation", "Cette personne a refusé votre demande", _BRIEF, in_guide=True)
    ACCEPTATION_A_VALIDER = Line(
        _DELEGANT, "Acceptation d'une délégation", "Il vous reste à la valider", _ALL, in_guide=True
    )
    ACCEPTATION_VALIDEE = Line(
        _DELEGANT, "Acceptation d'une délégation", "Elle est validée : vous n’avez rien à faire", _ALL
    )
    COMPTE_CREE = Line(
        _DELEGUE, "Confirmation de création de compte", "Votre compte amelipro a bien été créé", _ALL,
        ("Je retire mon acceptation",),
    )  # fmt: skip
    ACCEPTATION_DELEGUE = Line(
        _DELEGUE, "Acceptation d'une délégation", "Elle ouvrira ses accès lorsque", _ALL,
        ("Je retire mon acceptation",),
    )  # fmt: skip
    ACCES_OUVERT = Line(_DELEGUE, "Validation d'une délégation", "connectez-vous à amelipro", _ALL)

    # Ends
    SUPPRESSION_DELEGANT = Line(
        _DELEGANT, _SUPPRESSION, "Vous avez supprimé la délégation", _BRIEF, in_guide=True,
        or_says="Vous avez refusé la demande de délégation",
    )  # fmt: skip
    SUPPRESSION_DELEGUE = Line(
        _DELEGUE, _SUPPRESSION, "a supprimé la délégation amelipro qui vous était destinée", _BRIEF, in_guide=True
    )
    RETRAIT_DELEGANT = Line(_DELEGANT, _SUPPRESSION, "a retiré son acceptation", _BRIEF)
    RETRAIT_DELEGUE = Line(_DELEGUE, _SUPPRESSION, "Vous avez retiré votre acceptation", _BRIEF)
    RENONCIATION_DELEGANT = Line(_DELEGANT, _SUPPRESSION, "a renoncé à la délégation", _BRIEF)
    RENONCIATION_DELEGUE = Line(_DELEGUE, _SUPPRESSION, "Vous avez renoncé à la délégation", _BRIEF)

    # Changes
    MISE_A_JOUR_DELEGANT = Line(_DELEGANT, _MISE_A_JOUR, "Vous avez modifié la délégation", _ALL)
    MISE_A_JOUR_DELEGUE = Line(_DELEGUE, _MISE_A_JOUR, "Dès maintenant, elle est limitée", _ALL)
    PROPOSITION_DELEGANT = Line(_DELEGANT, _MISE_A_JOUR, "Voici ce que vous proposez", _ALL)
    PROPOSITION_DELEGUE = Line(_DELEGUE, _MISE_A_JOUR, "Voici ce qui vous est proposé", _ALL, _OFFERED)
    DEMANDE_PROLONGATION = Line(_DELEGANT, "Demande de prolongation", "vous demande de prolonger sa délégation", _ALL)
    PROLONGATION_ACCORDEE = Line(
        _DELEGUE, "Prolongation d'une délégation", "a accepté votre demande de prolongation", _ALL
    )
    PROLONGATION_REFUSEE = Line(
        _DELEGUE, "Refus d'une prolongation", "n’a pas accepté votre demande de prolongation", _ALL
    )
    PROPOSITION_ACCEPTEE = Line(_DELEGANT, _MISE_A_JOUR, "a accepté la modification", _ALL)
    PROPOSITION_REFUSEE = Line(_DELEGANT, _MISE_A_JOUR, "a refusé la modification", _ALL)

    NUMERO_REPRIS = Line(_DELEGANT, _MISE_A_JOUR, "est celui d’un compte amelipro que son titulaire", _ALL)

    # Time
    RAPPEL_DELEGANT = Line(
        _DELEGANT, "Rappel\u00a0: validation d'une délégation", "Elle attend toujours votre validation", _ALL
    )
    RAPPEL_INVITATION = Line(_DELEGUE, _RAPPEL_CREATION, "attend toujours votre réponse", _ALL, _INVITED)
    RAPPEL_DEMANDE = Line(_DELEGUE, _RAPPEL_CREATION, "attend toujours votre réponse", _ALL, _ASKED)
    PURGE_DELEGANT = Line(_DELEGANT, _PURGE, "La demande est supprimée et n’a ouvert aucun accès", _BRIEF)
    PURGE_DELEGUE = Line(_DELEGUE, _PURGE, "Elle n’a pas été validée dans le délai prévu", _BRIEF)
