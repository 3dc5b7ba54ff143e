"""« Ce n'est pas moi »: the pages of the links by which the reader of a mail throws a stranger out."""

from chalice.app import Response

from chalicelib.acts.not_me import call_off, show_not_me
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mailboxes import in_letters
from chalicelib.http.visit import Visit
from chalicelib.web.confirmation import confirmation_page
from chalicelib.web.drafts import done, facts_of
from chalicelib.web.render import page

_NEW_PASSWORD = ("Choisir un nouveau mot de passe", "/mot-de-passe-oublie")


def change_of_address(visit: Visit, token: str) -> Response:
    """Explain what cancelling a change of address does, and offer it; once it was done, say so."""
    cancelled = facts_of(visit)
    if not cancelled:
        found = show_not_me(visit.context, token, AccountPurpose.NOT_ME)
        return page(visit, "adresse/pas-moi", found=found, token=token)
    number = visit.context.settings.assistance_number
    if cancelled["partie"]:
        told = (
            "Toutes les sessions ouvertes sur votre compte amelipro sont fermées.",
            "L’adresse du compte avait déjà été modifiée\u00a0: elle ne peut pas être rétablie depuis cette page.",
            f"Appelez sans attendre l’assistance technique au {number}.",
        )
        return confirmation_page(visit, "Adresse e-mail", "Vos sessions sont fermées", *told)
    address = in_letters(cancelled["adresse"])
    first = f"La modification est annulée\u00a0: {address} reste l’adresse de votre compte amelipro."
    lines = (first, *_ended(visit, is_asked=cancelled["mot_de_passe"]))
    return confirmation_page(visit, "Adresse e-mail", "La modification est annulée", *lines, way_on=_NEW_PASSWORD)


def call_change_off(visit: Visit, token: str) -> Response:
    """Cancel a change of address, and end every session."""
    return _called_off(visit, AccountPurpose.NOT_ME, token)


def unknown_sign_in(visit: Visit, token: str) -> Response:
    """Explain what throwing out whoever signed in does, and offer it; once it was done, say so."""
    ended = facts_of(visit)
    if not ended:
        found = show_not_me(visit.context, token, AccountPurpose.NOT_MY_SIGN_IN)
        return page(visit, "compte/connexion-inconnue", found=found, token=token)
    title, heading = "Connexion et sécurité", "Vos sessions sont fermées"
    if ended["partie"]:
        number = visit.context.settings.assistance_number
        lines = (
            "Toutes les sessions ouvertes sur le compte amelipro sont fermées.",
            "Ce compte a maintenant une autre adresse e-mail. Si vous n’en êtes pas à l’origine, appelez sans attendre "
            f"l’assistance technique au {number}.",
        )
        return confirmation_page(visit, title, heading, *lines)
    return confirmation_page(
        visit, title, heading, *_ended(visit, is_asked=ended["mot_de_passe"]), way_on=_NEW_PASSWORD
    )


def throw_out(visit: Visit, token: str) -> Response:
    """End every session of the account, and ask for a new password."""
    return _called_off(visit, AccountPurpose.NOT_MY_SIGN_IN, token)


def _called_off(visit: Visit, purpose: AccountPurpose, token: str) -> Response:
    cancelled = call_off(visit.context, token, purpose)
    facts = {"adresse": cancelled.address, "partie": cancelled.has_moved, "mot_de_passe": cancelled.is_asked}
    return done(visit, visit.path, facts)


def _ended(visit: Visit, *, is_asked: bool) -> tuple[str, ...]:
    number = visit.context.settings.assistance_number
    doubt = f"En cas de doute, appelez l’assistance technique au {number}."
    if not is_asked:
        return "Toutes vos sessions sont fermées et les demandes en cours sont annulées.", doubt
    return (
        "Toutes vos sessions sont fermées. Votre mot de passe, et les clés d’accès ajoutées depuis une semaine, ne "
        "fonctionnent plus.",
        "Un e-mail vient de vous être envoyé, avec un lien pour en choisir un nouveau, que personne ne connaît.",
        doubt,
    )
