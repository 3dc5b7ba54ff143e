"""The decisions taken by the links of mails. Each does its act and confirms it (user guide §2, §3)."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.disown import disown_by_link
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.other_account import tell_other_account
from chalicelib.acts.refuse import refuse_by_link
from chalicelib.acts.withdraw import withdraw_by_link
from chalicelib.domain.mails import Purpose
from chalicelib.domain.refusals import NOT_YET, Code, Refused
from chalicelib.domain.rules import Act
from chalicelib.domain.statuses import Status
from chalicelib.http.visit import Visit
from chalicelib.web.confirmation import confirmation_page
from chalicelib.web.consent import MISSING, has_understood


def _accept(visit: Visit, token: str) -> Response:
    if not has_understood(visit.form):
        raise Refused(Code.FORM, fields=MISSING)
    accepted = accept_by_link(visit.context, token, number_seen=visit.form.text("numero_vu") == "oui")
    if accepted.act is Act.ACCEPT_CHANGE:
        heading = "Confirmation d’acceptation de modification"
        return confirmation_page(visit, "Délégation", heading, "La modification a bien été acceptée.")
    delegation = accepted.subject
    heading = "Confirmation d’acceptation de délégation"
    if delegation.status is Status.A_VALIDER:
        opens = "Elle ouvrira ses accès une fois validée par le professionnel de santé. Un e-mail vous en avertira."
        return confirmation_page(visit, "Délégation", heading, "La délégation a bien été acceptée.", opens)
    lines = (
        "La délégation a bien été acceptée.",
        "Vous la retrouverez dans votre tableau de bord à votre prochaine connexion.",
        _when_it_opens(visit, delegation.terms.validity.holds(visit.context.now)),
    )
    return confirmation_page(visit, "Délégation", heading, *lines)


def _when_it_opens(visit: Visit, now: bool) -> str:
    if now:
        return "Dès maintenant, vous pouvez accéder aux services d’amelipro pour le compte de votre délégant."
    return (
        "Vous pourrez accéder aux services d’amelipro pour le compte de votre délégant dès le premier jour de validité."
    )


def _refuse(visit: Visit, token: str) -> Response:
    informed = "Un mail d’information sur votre refus a été envoyé à votre délégant."
    if refuse_by_link(visit.context, token).act is Act.REFUSE_CHANGE:
        lines = ("La modification a bien été refusée\u00a0: la délégation reste inchangée.", informed)
        return confirmation_page(visit, "Délégation", "Confirmation de refus de modification", *lines)
    lines = ("La délégation a bien été refusée.", informed)
    return confirmation_page(visit, "Délégation", "Confirmation de refus de délégation", *lines)


def _disown(visit: Visit, token: str) -> Response:
    account = disown_by_link(visit.context, token)
    lines = ["Merci, votre demande a bien été prise en compte."]
    if not account.status.is_known:
        lines.append("Veuillez ne pas procéder à la création de compte.")
    return confirmation_page(visit, "Délégation", "Confirmation de rejet de délégation", *lines)


def _other_account(visit: Visit, token: str) -> Response:
    tell_other_account(visit.context, token)
    lines = (
        "Chaque compte amelipro est individuel et rattaché à une adresse e-mail unique et personnelle. Or, vous "
        "indiquez que vous possédez déjà un compte amelipro.",
        "Veuillez confirmer l’adresse e-mail de votre compte auprès de votre délégant afin qu’il puisse, si besoin, "
        "procéder à une nouvelle demande de délégation.",
    )
    return confirmation_page(visit, "Délégation", "Vous possédez déjà un compte amelipro", *lines)


def _withdraw(visit: Visit, token: str) -> Response:
    withdraw_by_link(visit.context, token)
    lines = (
        "Votre acceptation a bien été retirée\u00a0: la délégation est supprimée.",
        "Un e-mail en informe votre délégant.",
    )
    return confirmation_page(visit, "Délégation", "Confirmation de retrait", *lines)


def _open_account(visit: Visit, token: str) -> Response:
    form = visit.form
    opening = Opening(
        civilite=form.text("civilite"),
        nom=form.text("nom"),
        prenom=form.text("prenom"),
        rpps_adeli=form.text("rpps_adeli"),
        cpe=form.text("cpe"),
        password=form.raw("mot_de_passe"),
        confirmation=form.raw("confirmation"),
        consent=form.text("consentement") == "oui",
        number_seen=form.text("numero_vu") == form.text("rpps_adeli"),
    )
    open_account(visit.context, token, opening)
    lines = ("Votre compte a bien été créé.", NOT_YET)
    return confirmation_page(visit, "Vous connecter à amelipro", "Confirmation de création de compte", *lines)


DECISIONS: Mapping[Purpose, Callable[[Visit, str], Response]] = {
    Purpose.ACCEPT: _accept,
    Purpose.REFUSE: _refuse,
    Purpose.DISOWN: _disown,
    Purpose.OTHER_ACCOUNT: _other_account,
    Purpose.OPEN_ACCOUNT: _open_account,
    Purpose.WITHDRAW: _withdraw,
}
