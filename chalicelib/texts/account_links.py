"""The texts about a dead link of an account, and the page where a new one is requested (specification §4)."""

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.acts.follow_link import Dead
from chalicelib.domain.account_mails import AccountPurpose


class DeadText(NamedTuple):
    """The texts of the page of a dead link; `way_on` is the label and the path of the next step."""

    title: str
    message: str
    way_on: tuple[str, str]


_WAYS_ON: Mapping[AccountPurpose, tuple[str, str]] = {
    AccountPurpose.NEW_PASSWORD: ("Recevoir un nouveau lien", "/mot-de-passe-oublie"),
    AccountPurpose.CONFIRM_ADDRESS: ("Modifier mon e-mail", "/compte/e-mail"),
    AccountPurpose.NOT_ME: ("Choisir un nouveau mot de passe", "/mot-de-passe-oublie"),
    AccountPurpose.NOT_MY_SIGN_IN: ("Choisir un nouveau mot de passe", "/mot-de-passe-oublie"),
    AccountPurpose.JOIN: ("Réunir mes comptes", "/compte/rattacher"),
    AccountPurpose.ASK: ("Accéder à amelipro", "/"),
}
"""The next step for each purpose: the page where a new link is requested."""

_MESSAGES: Mapping[AccountPurpose, Mapping[Dead, str]] = {
    AccountPurpose.NEW_PASSWORD: {
        Dead.EXPIRED: "Ce lien pour choisir un nouveau mot de passe n’est plus valable. Demandez-en un autre.",
        Dead.OUTDATED: "Un e-mail plus récent remplace celui dont vient ce lien. Utilisez le lien du dernier "
        "e-mail reçu, ou demandez-en un autre.",
        Dead.USED: "Ce lien pour choisir un nouveau mot de passe a déjà servi, ou a été annulé. Si "
        "besoin, demandez-en un autre.",
    },
    AccountPurpose.CONFIRM_ADDRESS: {
        Dead.EXPIRED: "Ce lien pour confirmer votre adresse e-mail n’est plus valable. Demandez-en un autre "
        "depuis votre compte.",
        Dead.OUTDATED: "Un e-mail plus récent remplace celui dont vient ce lien. Utilisez le lien du dernier "
        "e-mail reçu, ou demandez-en un autre depuis votre compte.",
        Dead.USED: "Ce lien pour confirmer votre adresse e-mail a déjà servi, ou a été annulé. Si "
        "besoin, demandez-en un autre depuis votre compte.",
    },
    AccountPurpose.NOT_ME: {
        Dead.EXPIRED: "Ce lien n’est plus valable. Si vous pensez que quelqu’un utilise votre compte amelipro, "
        "choisissez un nouveau mot de passe et appelez l’assistance technique.",
        Dead.OUTDATED: "Un e-mail plus récent remplace celui dont vient ce lien. Utilisez le lien du dernier "
        "e-mail reçu.",
        Dead.USED: "Ce lien a déjà servi\u00a0: la modification est annulée et les sessions du compte sont fermées. "
        "Si ce n’est pas déjà fait, choisissez un nouveau mot de passe.",
    },
    AccountPurpose.NOT_MY_SIGN_IN: {
        Dead.EXPIRED: "Ce lien n’est plus valable. Si vous pensez que quelqu’un utilise votre compte amelipro, "
        "choisissez un nouveau mot de passe et appelez l’assistance technique.",
        Dead.OUTDATED: "Un e-mail plus récent remplace celui dont vient ce lien. Utilisez le lien du dernier "
        "e-mail reçu.",
        Dead.USED: "Ce lien a déjà servi\u00a0: les sessions du compte sont fermées. Si ce n’est pas déjà fait, "
        "choisissez un nouveau mot de passe.",
    },
    AccountPurpose.JOIN: {
        Dead.EXPIRED: "Ce lien pour réunir deux comptes n’est plus valable. Demandez-en un autre depuis votre compte.",
        Dead.OUTDATED: "Ce lien pour réunir deux comptes a été remplacé, ou l’un des comptes a changé depuis. Si "
        "besoin, demandez-en un autre depuis votre compte.",
        Dead.USED: "Ce lien pour réunir deux comptes a déjà servi, ou a été annulé.",
    },
    AccountPurpose.ASK: dict.fromkeys(
        (Dead.EXPIRED, Dead.OUTDATED, Dead.USED),
        "Ce lien pour demander une délégation n’est plus valable. Rouvrez le lien de demande du professionnel de "
        "santé, et indiquez à nouveau votre adresse e-mail.",
    ),
}
_TITLES: Mapping[Dead, str] = {
    Dead.EXPIRED: "Lien expiré",
    Dead.OUTDATED: "Lien remplacé",
    Dead.USED: "Lien déjà utilisé",
}


def dead(purpose: AccountPurpose, why: Dead) -> DeadText:
    """Return the texts for a link that was genuine; a link that never was has the same page for every purpose."""
    return DeadText(_TITLES[why], _MESSAGES[purpose][why], _WAYS_ON[purpose])
