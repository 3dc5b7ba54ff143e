"""The confirmation of a decision taken by a link: the same link shows it, as long as the delegation agrees."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib.acts.follow_link import Dead, DeadLink
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import NOT_YET
from chalicelib.domain.statuses import End, Reason, Status
from chalicelib.http.visit import Visit
from chalicelib.web.confirmation import confirmation_page

_PageTexts = tuple[str, ...]
"""The title of the page, its heading, its lines; nothing where the delegation was settled in another way."""

_TITLE = "Délégation"
_INFORMED = "Un mail d’information sur votre refus a été envoyé à votre délégant."


def confirmation_of(visit: Visit, purpose: Purpose, dead: DeadLink) -> Response | None:
    """Return the confirmation of a decision; None when the link is dead for another reason."""
    if purpose is Purpose.WITHDRAW:
        texts = _withdrawn(dead.end)
    elif dead.delegation is None or dead.account is None:
        texts = ()
    elif dead.why in _OF_CHANGE:
        texts = _OF_CHANGE[dead.why] if _CHANGE_OF[dead.why] is purpose else ()
    else:
        texts = _TEXTS[purpose](visit, dead.delegation, dead.account) if dead.why is Dead.USED else ()
    return confirmation_page(visit, texts[0], texts[1], *texts[2:]) if texts else None


_CHANGE_OF: Mapping[Dead, Purpose] = {
    Dead.CHANGE_ACCEPTED: Purpose.ACCEPT,
    Dead.CHANGE_REFUSED: Purpose.REFUSE,
}
_OF_CHANGE: Mapping[Dead, _PageTexts] = {
    Dead.CHANGE_ACCEPTED: (
        _TITLE,
        "Confirmation d’acceptation de modification",
        "La modification a bien été acceptée.",
    ),
    Dead.CHANGE_REFUSED: (
        _TITLE,
        "Confirmation de refus de modification",
        "La modification a bien été refusée\u00a0: la délégation reste inchangée.",
        _INFORMED,
    ),
}


def _withdrawn(end: End | None) -> _PageTexts:
    if end is not End.RETIREE:
        return ()
    return (
        _TITLE,
        "Confirmation de retrait",
        "Votre retrait est enregistré\u00a0: la délégation est supprimée.",
        "Un e-mail en informe votre délégant.",
    )


def _accepted(visit: Visit, delegation: Delegation, _: Account) -> _PageTexts:
    accepted = (_TITLE, "Confirmation d’acceptation de délégation", "La délégation a bien été acceptée.")
    if delegation.status is Status.A_VALIDER:
        opens = "Elle ouvrira ses accès une fois validée par le professionnel de santé. Un e-mail vous en avertira."
        return (*accepted, opens)
    if delegation.status_at(visit.context.now) is not Status.VALIDEE:
        return ()
    found = "Vous la retrouverez dans votre tableau de bord à votre prochaine connexion."
    return (*accepted, found, _when_it_opens(now=delegation.terms.validity.holds(visit.context.now)))


def _when_it_opens(*, now: bool) -> str:
    if now:
        return "Dès maintenant, vous pouvez accéder aux services d’amelipro pour le compte de votre délégant."
    return (
        "Vous pourrez accéder aux services d’amelipro pour le compte de votre délégant dès le premier jour de validité."
    )


def _refused(_: Visit, delegation: Delegation, __: Account) -> _PageTexts:
    if delegation.status is not Status.REFUSEE:
        return ()
    return _TITLE, "Confirmation de refus de délégation", "La délégation a bien été refusée.", _INFORMED


def _disowned(_: Visit, delegation: Delegation, account: Account) -> _PageTexts:
    if delegation.reason is not Reason.NE_CONNAIT_PAS:
        return ()
    texts = (_TITLE, "Confirmation de rejet de délégation", "Merci, votre demande a bien été prise en compte.")
    return texts if account.status.is_known else (*texts, "Veuillez ne pas procéder à la création de compte.")


def _has_other_account(_: Visit, delegation: Delegation, __: Account) -> _PageTexts:
    if delegation.reason is not Reason.AUTRE_COMPTE:
        return ()
    return (
        _TITLE,
        "Vous possédez déjà un compte amelipro",
        "Chaque compte amelipro est individuel et rattaché à une adresse e-mail unique et personnelle. Or, vous "
        "indiquez que vous possédez déjà un compte amelipro.",
        "Veuillez confirmer l’adresse e-mail de votre compte auprès de votre délégant afin qu’il puisse, si besoin, "
        "procéder à une nouvelle demande de délégation.",
    )


def _opened(_: Visit, delegation: Delegation, __: Account) -> _PageTexts:
    if delegation.status is not Status.A_VALIDER:
        return ()
    heading = "Confirmation de création de compte"
    return "Vous connecter à amelipro", heading, "Votre compte a bien été créé.", NOT_YET


_TEXTS: Mapping[Purpose, Callable[[Visit, Delegation, Account], _PageTexts]] = {
    Purpose.ACCEPT: _accepted,
    Purpose.REFUSE: _refused,
    Purpose.DISOWN: _disowned,
    Purpose.OTHER_ACCOUNT: _has_other_account,
    Purpose.OPEN_ACCOUNT: _opened,
}
