"""What happens on an account, as its owner reads it under « Mes derniers événements » (specification §1)."""

from enum import StrEnum


class AccountEvent(StrEnum):
    """One kind of event; the value is stored. Acts on delegations have a history of their own."""

    OPENED = "compte_ouvert"
    SIGNED_IN = "connexion"
    SIGN_IN_FAILED = "connexion_echouee"
    SIGNED_OUT = "deconnexion"
    SESSION_ENDED = "session_fermee"
    OTHER_SESSIONS_ENDED = "autres_sessions_fermees"
    PASSWORD_CHANGED = "mot_de_passe_modifie"  # noqa: S105 - the name of an event
    ADDRESS_ASKED = "adresse_demandee"
    ADDRESS_CHANGED = "adresse_modifiee"
    PASSKEY_ADDED = "cle_ajoutee"
    PASSKEY_REMOVED = "cle_retiree"
    ACCOUNTS_JOINED = "comptes_reunis"
    NOT_ME = "pas_moi"
