"""Where the links of the mails lead (seed §2, §3; spec §4). Looking changes nothing; deciding is a form sent."""

from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Response

from chalicelib import links
from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.disown import disown_by_link
from chalicelib.acts.follow_link import Landing, follow
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.other_account import tell_other_account
from chalicelib.acts.refuse import refuse_by_link
from chalicelib.acts.sign_in import NOT_YET
from chalicelib.acts.withdraw import withdraw
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.codes import categorie_label, specialite_label
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import CIVILITES
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act
from chalicelib.domain.statuses import Status
from chalicelib.identity.passwords import RULES
from chalicelib.web.confirmation import Confirmation
from chalicelib.web.errors import NotFound
from chalicelib.web.forms import EMPTY, Form
from chalicelib.web.received import UNDERSTOOD
from chalicelib.web.render import page
from chalicelib.web.routes import Pages, by_link
from chalicelib.web.visit import Visit

pages = Pages(__name__)

_OF_KNOWN: tuple[Purpose, ...] = (Purpose.ACCEPT, Purpose.REFUSE, Purpose.DISOWN)
_OF_UNKNOWN = (Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT, Purpose.DISOWN)
_OF_CHANGE: tuple[Purpose, ...] = (Purpose.ACCEPT, Purpose.REFUSE)
_ACCOUNT_FIELDS = ("civilite", "nom", "prenom", "rpps_adeli", "cpe", "mot_de_passe", "confirmation", "consentement")


@pages.get("/lien/{purpose}/{token}")
def landing(visit: Visit, purpose: str, token: str) -> Response:
    """Say who asks for what, and offer the decisions; the one clicked in the mail comes first."""
    wanted = _purpose(purpose)
    return _landing_page(visit, wanted, follow(visit.context, wanted, token), EMPTY)


@pages.post("/lien/{purpose}/{token}", proof=by_link)
def decide(visit: Visit, purpose: str, token: str) -> Response:
    """Do what was decided; a form that lacks something comes back."""
    wanted = _purpose(purpose)
    try:
        confirmation = _DECISIONS[wanted](visit, token)
    except Refused as refused:
        if refused.code is Code.ACCOUNT_APPEARED:
            return _landing_page(visit, Purpose.ACCEPT, follow(visit.context, wanted, token), EMPTY)
        if not refused.fields:
            raise
        form = visit.form.with_errors(refused.fields, _ACCOUNT_FIELDS)
        return _landing_page(visit, wanted, follow(visit.context, wanted, token), form, 400)
    return page(visit, "liens/confirmation", confirmation=confirmation, titre=confirmation.titre)


def _purpose(text: str) -> Purpose:
    if text not in set(Purpose):
        raise NotFound
    return Purpose(text)


def _landing_page(visit: Visit, purpose: Purpose, found: Landing, form: Form, status: int = 200) -> Response:
    known = found.account.status.is_known
    if purpose is Purpose.WITHDRAW:
        return _page(visit, "liens/retirer", purpose, found, form, status)
    if purpose is Purpose.OPEN_ACCOUNT and not known:
        return _account_page(visit, found, form, status)
    if known and purpose in {Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT}:
        # The address got an account meanwhile: its links lead to the decision (spec §3).
        purpose = Purpose.ACCEPT
    return _page(visit, "liens/decision", purpose, found, form, status)


def _page(
    visit: Visit, template: str, purpose: Purpose, found: Landing, form: Form, status: int, **more: Any
) -> Response:
    delegation, now = found.delegation, visit.context.now
    return page(
        visit,
        template,
        status=status,
        form=form,
        purpose=purpose.value,
        choices=[(choice.value, _token(visit, choice, found)) for choice in _choices(purpose, found, visit)],
        delegation=delegation,
        delegant=delegation.delegant.name.full,
        profil=PROFILS[delegation.profil],
        proposal=delegation.proposal_at(now),
        known=found.account.status.is_known,
        account=found.account,
        categorie=categorie_label(delegation.delegue.identifiers.categorie),
        specialite=specialite_label(delegation.delegue.identifiers.specialite),
        **more,
    )


def _choices(purpose: Purpose, found: Landing, visit: Visit) -> list[Purpose]:
    """Return the decisions open here, the one asked for first."""
    if purpose is Purpose.WITHDRAW:
        return [purpose]
    if found.delegation.proposal_at(visit.context.now):
        choices = _OF_CHANGE
    else:
        choices = _OF_KNOWN if found.account.status.is_known else _OF_UNKNOWN
    return sorted(choices, key=lambda choice: choice is not purpose)


def _token(visit: Visit, purpose: Purpose, found: Landing) -> str:
    """Sign the link of another decision about the same demand, for whoever holds a living link to it."""
    return links.sign(purpose, found.claim, visit.context.keys, visit.context.now)


def _account_page(visit: Visit, found: Landing, form: Form, status: int) -> Response:
    entered = found.delegation.delegue.identifiers
    values = {"rpps_adeli": entered.rpps_adeli, "cpe": entered.cpe} | dict(form.values)
    shown = Form({**values, "adresse": found.account.address}, form.errors)
    return _page(
        visit,
        "liens/compte",
        Purpose.OPEN_ACCOUNT,
        found,
        shown,
        status,
        civilites=list(CIVILITES.items()),
        rules=RULES,
    )


def _accept(visit: Visit, token: str) -> Confirmation:
    if visit.form.text("compris") != "oui":
        raise Refused(Code.FORM, fields={"compris": UNDERSTOOD})
    accepted = accept_by_link(visit.context, token)
    if accepted.act is Act.ACCEPT_CHANGE:
        heading = "Confirmation d’acceptation de modification"
        return Confirmation("Délégation", heading, ("La modification a bien été acceptée.",))
    delegation = accepted.subject
    heading = "Confirmation d’acceptation de délégation"
    if delegation.status is Status.A_VALIDER:
        opens = "Elle ouvrira ses accès une fois validée par le professionnel de santé. Un e-mail vous en avertira."
        return Confirmation("Délégation", heading, ("La délégation a bien été acceptée.", opens))
    lines = (
        "La délégation a bien été acceptée.",
        "Vous la retrouverez dans votre tableau de bord à votre prochaine connexion.",
        _when_it_opens(visit, delegation.terms.validity.holds(visit.context.now)),
    )
    return Confirmation("Délégation", heading, lines)


def _when_it_opens(visit: Visit, now: bool) -> str:
    if now:
        return "Dès maintenant, vous pouvez accéder aux services d’amelipro pour le compte de votre délégant."
    return (
        "Vous pourrez accéder aux services d’amelipro pour le compte de votre délégant dès le premier jour de validité."
    )


def _refuse(visit: Visit, token: str) -> Confirmation:
    told = "Un mail d’information sur votre refus a été envoyé à votre délégant."
    if refuse_by_link(visit.context, token).act is Act.REFUSE_CHANGE:
        lines = ("La modification a bien été refusée\u00a0: la délégation reste inchangée.", told)
        return Confirmation("Délégation", "Confirmation de refus de modification", lines)
    lines = ("La délégation a bien été refusée.", told)
    return Confirmation("Délégation", "Confirmation de refus de délégation", lines)


def _disown(visit: Visit, token: str) -> Confirmation:
    account = disown_by_link(visit.context, token)
    lines = ["Merci, votre demande a bien été prise en compte."]
    if not account.status.is_known:
        lines.append("Veuillez ne pas procéder à la création de compte.")
    return Confirmation("Délégation", "Confirmation de rejet de délégation", tuple(lines))


def _other_account(visit: Visit, token: str) -> Confirmation:
    tell_other_account(visit.context, token)
    lines = (
        "Chaque compte amelipro est individuel et rattaché à une adresse e-mail unique et personnelle. Or, vous "
        "indiquez que vous possédez déjà un compte amelipro.",
        "Veuillez confirmer l’adresse e-mail de votre compte auprès de votre délégant afin qu’il puisse, si besoin, "
        "procéder à une nouvelle demande de délégation.",
    )
    return Confirmation("Délégation", "Vous possédez déjà un compte amelipro", lines)


def _withdraw(visit: Visit, token: str) -> Confirmation:
    withdraw(visit.context, token)
    lines = (
        "Votre acceptation a bien été retirée\u00a0: la délégation est supprimée.",
        "Un e-mail en informe votre délégant.",
    )
    return Confirmation("Délégation", "Confirmation de retrait", lines)


def _open_account(visit: Visit, token: str) -> Confirmation:
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
    )
    open_account(visit.context, token, opening)
    lines = ("Votre compte a bien été créé.", NOT_YET)
    return Confirmation("Vous connecter à amelipro", "Confirmation de création de compte", lines)


_DECISIONS: Mapping[Purpose, Callable[[Visit, str], Confirmation]] = {
    Purpose.ACCEPT: _accept,
    Purpose.REFUSE: _refuse,
    Purpose.DISOWN: _disown,
    Purpose.OTHER_ACCOUNT: _other_account,
    Purpose.OPEN_ACCOUNT: _open_account,
    Purpose.WITHDRAW: _withdraw,
}
