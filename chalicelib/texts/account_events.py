"""The sentence of each event of an account, under « Mes derniers événements »."""

from collections.abc import Mapping

from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.modes import Mode
from chalicelib.store.account_events import ShownEvent

SENTENCES: Mapping[AccountEvent, str] = {
    AccountEvent.OPENED: "Ouverture de votre compte amelipro",
    AccountEvent.SIGNED_IN: "Connexion",
    AccountEvent.SIGN_IN_FAILED: "Échec de connexion par mot de passe",
    AccountEvent.SIGNED_OUT: "Déconnexion",
    AccountEvent.SESSION_ENDED: "Fermeture d’une session",
    AccountEvent.OTHER_SESSIONS_ENDED: "Fermeture de toutes les autres sessions",
    AccountEvent.PASSWORD_CHANGED: "Choix d’un nouveau mot de passe",
    AccountEvent.ADDRESS_ASKED: "Demande de changement d’adresse e-mail",
    AccountEvent.ADDRESS_CHANGED: "Changement d’adresse e-mail",
    AccountEvent.PASSKEY_ADDED: "Ajout d’une clé d’accès",
    AccountEvent.PASSKEY_REMOVED: "Retrait d’une clé d’accès",
    AccountEvent.ACCOUNTS_JOINED: "Réunion d’un autre compte avec le vôtre",
    AccountEvent.NOT_ME: "«\u00a0Ce n’est pas moi\u00a0»\u00a0: sessions fermées et demandes annulées",
}

_ANOTHER = "Événement sur votre compte"
_MODES = {mode.value: mode.label for mode in Mode}


def sentence(event: ShownEvent) -> str:
    """Return the sentence of an event, without its time; a plain one for an event of another version."""
    known = {kind.value: text for kind, text in SENTENCES.items()}
    text = known.get(event.event, _ANOTHER)
    if event.times > 1:
        text = f"{event.times} échecs de connexion par mot de passe ce jour-là, le dernier"
    where, parts = event.where, [text]
    if where.mode in _MODES:
        parts.append(f" {_MODES[where.mode]}")
    if where.about:
        parts.append(f" «\u00a0{where.about}\u00a0»")
    if where.browser:
        parts.append(f"{', ' if event.times < 2 else ' '}depuis {_a(where.browser)}")
    return "".join(parts)


def _a(browser: str) -> str:
    return f"un {browser}" if browser.startswith("navigateur") else browser
