"""The mails about an account, and the link of each (specification §1)."""

from collections.abc import Mapping
from enum import StrEnum


class AccountPurpose(StrEnum):
    """The purpose of a link in these mails; the value is its path, and each purpose has its own salt."""

    NEW_PASSWORD = "nouveau-mot-de-passe"  # noqa: S105 - the name of a page
    CONFIRM_ADDRESS = "confirmer-adresse"
    JOIN = "rattacher-compte"
    NOT_ME = "ce-n-est-pas-moi"
    NOT_MY_SIGN_IN = "connexion-inconnue"
    ASK = "demande-par-adresse"


class AccountMail(StrEnum):
    """Every mail about an account; the value is the name of its template."""

    MOT_DE_PASSE_OUBLIE = "mot_de_passe_oublie"
    MOT_DE_PASSE_MODIFIE = "mot_de_passe_modifie"
    ADRESSE_A_CONFIRMER = "adresse_a_confirmer"
    ADRESSE_DEMANDEE = "adresse_demandee"
    ADRESSE_MODIFIEE = "adresse_modifiee"
    COMPTE_A_RATTACHER = "compte_a_rattacher"
    COMPTES_REUNIS = "comptes_reunis"
    COMPTE_INUTILISE = "compte_inutilise"
    NOUVELLE_CONNEXION = "nouvelle_connexion"
    FIN_PROCHE = "fin_proche"
    PROLONGATIONS = "prolongations"
    CLE_ACCES_AJOUTEE = "cle_acces_ajoutee"
    CLE_ACCES_RETIREE = "cle_acces_retiree"
    COMPTE_FERME = "compte_ferme"
    DEMANDE_PAR_ADRESSE = "demande_par_adresse"
    RESUME_SEMAINE = "resume_semaine"
    REVUE_ACCES = "revue_acces"


ACCOUNT_LINKS: Mapping[AccountMail, AccountPurpose] = {
    AccountMail.MOT_DE_PASSE_OUBLIE: AccountPurpose.NEW_PASSWORD,
    AccountMail.ADRESSE_A_CONFIRMER: AccountPurpose.CONFIRM_ADDRESS,
    AccountMail.COMPTE_A_RATTACHER: AccountPurpose.JOIN,
    AccountMail.ADRESSE_DEMANDEE: AccountPurpose.NOT_ME,
    AccountMail.NOUVELLE_CONNEXION: AccountPurpose.NOT_MY_SIGN_IN,
    AccountMail.CLE_ACCES_AJOUTEE: AccountPurpose.NOT_ME,
    AccountMail.CLE_ACCES_RETIREE: AccountPurpose.NOT_ME,
    AccountMail.DEMANDE_PAR_ADRESSE: AccountPurpose.ASK,
}
"""The link of each mail; a mail that is not listed has none."""

ACCOUNT_PAGES: Mapping[AccountMail, str] = {
    AccountMail.MOT_DE_PASSE_MODIFIE: "/mot-de-passe-oublie",
    AccountMail.COMPTE_INUTILISE: "/connexion",
    AccountMail.FIN_PROCHE: "/delegations/prolonger",
    AccountMail.PROLONGATIONS: "/delegations?statut=validee&tri=fin",
    AccountMail.RESUME_SEMAINE: "/compte",
    AccountMail.REVUE_ACCES: "/delegations/acces",
}
"""The page to which a mail leads, without a token: one that needs no proof, or asks for the sign-in itself."""
