"""The mails about delegations: their kinds, their facts, their links (specification §3).

The transaction of an act writes the facts of its mails. Text and links are made when a mail is sent.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import ETABLISSEMENT, categorie_label, specialite_label
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.people import Party, town_of
from chalicelib.domain.periods import day_in_paris, last_day_before
from chalicelib.domain.statuses import Origin


class Purpose(StrEnum):
    """The purpose of a link in a mail; the value is part of its path, and each purpose has its own salt."""

    OPEN_ACCOUNT = "creer-un-compte"
    OTHER_ACCOUNT = "deja-un-compte"
    DISOWN = "praticien-inconnu"
    ACCEPT = "accepter"
    REFUSE = "refuser"
    WITHDRAW = "retirer"


class MailKind(StrEnum):
    """Every mail about a delegation; the value is the name of its template."""

    CREATION_DELEGANT = "creation_delegant"
    INVITATION = "invitation"
    DEMANDE = "demande"
    DEMANDE_RECUE = "demande_recue"
    DEMANDE_ENVOYEE = "demande_envoyee"
    DEMANDE_REFUSEE = "demande_refusee"
    DEJA_UN_COMPTE = "deja_un_compte"
    REJET = "rejet"
    ABANDON = "abandon"
    REFUS = "refus"
    ACCEPTATION_A_VALIDER = "acceptation_a_valider"
    ACCEPTATION_VALIDEE = "acceptation_validee"
    ACCEPTATION_DELEGUE = "acceptation_delegue"
    COMPTE_CREE = "compte_cree"
    ACCES_OUVERT = "acces_ouvert"
    SUPPRESSION_DELEGANT = "suppression_delegant"
    SUPPRESSION_DELEGUE = "suppression_delegue"
    RETRAIT_DELEGANT = "retrait_delegant"
    RETRAIT_DELEGUE = "retrait_delegue"
    RENONCIATION_DELEGANT = "renonciation_delegant"
    RENONCIATION_DELEGUE = "renonciation_delegue"
    MISE_A_JOUR_DELEGANT = "mise_a_jour_delegant"
    MISE_A_JOUR_DELEGUE = "mise_a_jour_delegue"
    PROPOSITION_DELEGANT = "proposition_delegant"
    PROPOSITION_DELEGUE = "proposition_delegue"
    PROPOSITION_ACCEPTEE = "proposition_acceptee"
    PROPOSITION_REFUSEE = "proposition_refusee"
    RAPPEL_DELEGANT = "rappel_delegant"
    RAPPEL_INVITATION = "rappel_invitation"
    RAPPEL_DEMANDE = "rappel_demande"
    PURGE_DELEGANT = "purge_delegant"
    PURGE_DELEGUE = "purge_delegue"
    NUMERO_REPRIS = "numero_repris"
    DEMANDE_PROLONGATION = "demande_prolongation"
    PROLONGATION_ACCORDEE = "prolongation_accordee"
    PROLONGATION_REFUSEE = "prolongation_refusee"


_TO_UNKNOWN = (Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT, Purpose.DISOWN)
_TO_KNOWN = (Purpose.ACCEPT, Purpose.REFUSE, Purpose.DISOWN)

LINKS: Mapping[MailKind, tuple[Purpose, ...]] = {
    MailKind.INVITATION: _TO_UNKNOWN,
    MailKind.DEMANDE: _TO_KNOWN,
    MailKind.DEMANDE_ENVOYEE: (Purpose.WITHDRAW,),
    MailKind.COMPTE_CREE: (Purpose.WITHDRAW,),
    MailKind.ACCEPTATION_DELEGUE: (Purpose.WITHDRAW,),
    MailKind.PROPOSITION_DELEGUE: (Purpose.ACCEPT, Purpose.REFUSE),
    MailKind.RAPPEL_INVITATION: _TO_UNKNOWN,
    MailKind.RAPPEL_DEMANDE: _TO_KNOWN,
}
"""The links of each mail; a mail that is not listed has none."""


class Page(StrEnum):
    """The page to which a mail leads, behind the sign-in; the value is its path, to be filled with the delegation."""

    VALIDATION = "/delegations/{}/valider"
    END_REQUEST = "/delegations/{}/prolongation"
    GIVEN = "/delegations/{}"
    RECEIVED = "/recues/{}"


PAGES: Mapping[MailKind, Page] = {
    MailKind.CREATION_DELEGANT: Page.GIVEN,
    MailKind.DEMANDE_RECUE: Page.VALIDATION,
    MailKind.REJET: Page.GIVEN,
    MailKind.ABANDON: Page.GIVEN,
    MailKind.REFUS: Page.GIVEN,
    MailKind.ACCEPTATION_A_VALIDER: Page.VALIDATION,
    MailKind.ACCEPTATION_VALIDEE: Page.GIVEN,
    MailKind.ACCES_OUVERT: Page.RECEIVED,
    MailKind.MISE_A_JOUR_DELEGANT: Page.GIVEN,
    MailKind.MISE_A_JOUR_DELEGUE: Page.RECEIVED,
    MailKind.PROPOSITION_DELEGANT: Page.GIVEN,
    MailKind.PROPOSITION_ACCEPTEE: Page.VALIDATION,
    MailKind.PROPOSITION_REFUSEE: Page.GIVEN,
    MailKind.RAPPEL_DELEGANT: Page.VALIDATION,
    MailKind.NUMERO_REPRIS: Page.GIVEN,
    MailKind.DEMANDE_PROLONGATION: Page.END_REQUEST,
    MailKind.PROLONGATION_ACCORDEE: Page.RECEIVED,
    MailKind.PROLONGATION_REFUSEE: Page.RECEIVED,
}
"""The page of each mail whose reader can sign in and look at the delegation; the others speak of one that is gone."""


class Mail(NamedTuple):
    """A mail to write: its kind and its recipient."""

    kind: MailKind
    to: Party


def facts_of_terms(terms: Terms, prefix: str = "") -> dict[str, object]:
    """Return the dates (ISO) and the structures of `terms` as facts of a mail; `prefix` begins their names."""
    return {
        f"{prefix}debut": terms.validity.start.isoformat(),
        f"{prefix}fin": terms.validity.end.isoformat(),
        f"{prefix}structures": [structure.label for structure in terms.structures],
    }


def attachment(delegation: Delegation) -> str:
    """Return the catégorie and spécialité that a remplaçant is attached to; empty for the other profils."""
    if delegation.profil is not ProfilId.REMPLACANT:
        return ""
    identifiers = delegation.delegue.identifiers
    labels = (categorie_label(identifiers.categorie), specialite_label(identifiers.specialite))
    return ", ".join(label for label in labels if label)


def _qualite(delegation: Delegation) -> str:
    """Return the profession and the town of the délégant, as far as known: « médecin, Clermont-Ferrand »."""
    categorie = delegation.delegant.categorie
    profession = "" if categorie == ETABLISSEMENT else categorie_label(categorie).lower()
    towns = (town_of(structure.city) for structure in delegation.terms.structures)
    town = next(filter(None, towns), "")
    return ", ".join(part for part in (profession, town) if part)


def facts_of(delegation: Delegation, now: datetime) -> dict[str, object]:
    """Return every fact about `delegation` that a mail may need; days are ISO dates in Paris."""
    profil = PROFILS[delegation.profil]
    facts: dict[str, object] = {
        "delegant": delegation.delegant.name.full,
        "qualite": _qualite(delegation),
        "delegue": delegation.delegue.name.full,
        "adresse": delegation.delegue.address,
        "profil": profil.label,
        "acces": profil.gives,
        "rattachement": attachment(delegation),
        "par_lien": delegation.origin is Origin.DEMANDE,
        "a_completer": delegation.is_wish,
        "date_limite": last_day_before(delegation.gone_at).isoformat(),
        "envoye_le": day_in_paris(now).isoformat(),
        **facts_of_terms(delegation.terms),
    }
    if delegation.proposal:
        facts |= facts_of_terms(delegation.proposal.terms, "nouveau_")
        facts["nouveau_limite"] = last_day_before(delegation.proposal.lapses_at).isoformat()
    return facts
