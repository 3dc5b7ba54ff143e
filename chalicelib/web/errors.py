"""A page for every error: a title, a sentence and a way out (specification §4, §5)."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.follow_link import Dead, DeadAccountLink, DeadLink
from chalicelib.acts.people import Person, SignedOut, read_person
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from chalicelib.http.problems import HttpReason, Problem, Reason
from chalicelib.http.security import Headers, headers_of_page_alone
from chalicelib.http.statuses import RETRY_AFTER, STATUSES
from chalicelib.http.urls import url
from chalicelib.http.visit import Visit
from chalicelib.settings import settings
from chalicelib.store.calls import Busy
from chalicelib.templating import html_environment
from chalicelib.web.entrance import way_out_of
from chalicelib.web.render import page, redirect

_HOME = ("Accéder à amelipro", "/")


class _Page(NamedTuple):
    status: int
    title: str
    message: str


_NOT_OURS = _Page(
    403,
    "Formulaire refusé",
    "Ce formulaire n’est plus valable. Revenez à la page précédente, actualisez-la et recommencez.",
)
_PROBLEMS: Mapping[Reason, _Page] = {
    HttpReason.NOWHERE: _Page(404, "Page introuvable", "Cette page n’existe pas ou n’existe plus."),
    HttpReason.SITE: _NOT_OURS,
    HttpReason.CSRF: _NOT_OURS,
    HttpReason.MEDIA_TYPE: _Page(415, "Formulaire refusé", "Cette adresse n’accepte que les formulaires de ses pages."),
    HttpReason.TOO_LONG: _Page(400, "Action impossible", "Le formulaire envoyé est trop long."),
    HttpReason.UNREADABLE: _Page(400, "Action impossible", "Le formulaire envoyé est illisible."),
}

_DEAD: Mapping[Dead, _Page] = {
    Dead.FORGED: _Page(
        404,
        "Lien non reconnu",
        "Ce lien n’est pas reconnu. Il a peut-être été coupé par votre messagerie\u00a0: copiez-le en entier depuis "
        "l’e-mail reçu.",
    ),
    Dead.OTHER_PURPOSE: _Page(
        400,
        "Lien non valable ici",
        "Ce lien ne sert pas à cette action. Revenez à l’e-mail reçu et cliquez sur le bouton qui correspond à votre "
        "situation.",
    ),
    Dead.EXPIRED: _Page(
        410,
        "Lien expiré",
        "Le délai pour répondre est passé\u00a0: ce lien n’est plus valable. Si besoin, demandez au professionnel de "
        "santé de refaire une demande de délégation.",
    ),
    Dead.OUTDATED: _Page(
        409,
        "Lien remplacé",
        "Un e-mail plus récent remplace celui dont vient ce lien. Retrouvez-le dans votre messagerie et utilisez ses "
        "boutons.",
    ),
    Dead.EMPTY: _Page(
        409,
        "Délégation sans structure",
        "Le professionnel de santé n’exerce plus dans les structures de cette délégation\u00a0: il n’y a rien à faire "
        "pour le moment. S’il la modifie, un nouvel e-mail vous sera envoyé.",
    ),
    Dead.DELETED: _Page(
        410,
        "Délégation supprimée",
        "Cette délégation a été supprimée\u00a0: il n’y a plus rien à faire de votre part.",
    ),
    Dead.JOINED: _Page(
        410,
        "Comptes réunis",
        "Le compte de cette adresse a été réuni à celui que son titulaire a ouvert avec sa carte. Connectez-vous avec "
        "cette carte\u00a0: tout ce qu’il contenait s’y trouve.",
    ),
    Dead.WITHDRAWN: _Page(
        410,
        "Délégation retirée",
        "Il a été mis fin à cette délégation\u00a0: il n’y a plus rien à faire de votre part.",
    ),
    Dead.PURGED: _Page(
        410,
        "Lien expiré",
        "Le délai est passé et cette demande est restée sans suite\u00a0: elle est supprimée. Si besoin, demandez au "
        "professionnel de santé de refaire une demande de délégation.",
    ),
    Dead.OVER: _Page(
        410,
        "Lien expiré",
        "Ce lien n’est plus valable\u00a0: la demande dont il vient n’attend plus rien de vous.",
    ),
    Dead.REDIRECTED: _Page(
        409,
        "Demande réadressée",
        "Cette demande n’est plus adressée à cette adresse e-mail\u00a0: il n’y a rien à faire de votre part.",
    ),
    Dead.INELIGIBLE: _Page(
        409,
        "Demande non aboutie",
        "Les conditions de cette délégation ne sont plus réunies\u00a0: il n’y a rien à faire de votre part.",
    ),
    Dead.NOT_ASKABLE: _Page(
        404,
        "Lien de demande non valable",
        "Ce lien ne vous permet pas de demander une délégation. Il a peut-être été mal recopié, renouvelé ou "
        "fermé\u00a0: adressez-vous directement au professionnel de santé.",
    ),
    Dead.VALIDATED: _Page(
        409,
        "Délégation déjà validée",
        "La délégation a été validée entre-temps\u00a0: ce lien ne permet plus de la retirer. Vous "
        "pouvez renoncer à la délégation depuis votre espace amelipro.",
    ),
    Dead.ANSWERED_EARLIER: _Page(409, "Demande déjà traitée", "Ce lien n’attend plus de réponse."),
    Dead.CHANGE_ACCEPTED: _Page(
        409, "Demande déjà traitée", "Votre réponse a déjà été enregistrée\u00a0: vous avez accepté la modification."
    ),
    Dead.CHANGE_REFUSED: _Page(
        409, "Demande déjà traitée", "Votre réponse a déjà été enregistrée\u00a0: vous avez refusé la modification."
    ),
    Dead.CHANGE_LAPSED: _Page(
        410,
        "Modification abandonnée",
        "La modification proposée est restée sans réponse dans le délai prévu\u00a0: elle est abandonnée.",
    ),
    Dead.CHANGE_REPLACED: _Page(
        409, "Lien remplacé", "La délégation a été modifiée depuis cet e-mail\u00a0: ce lien n’est plus valable."
    ),
}

_HOLDS: Mapping[Status, str] = {
    Status.A_VALIDER: "La délégation attend toujours la validation du professionnel de santé, dans ses conditions "
    "actuelles.",
    Status.VALIDEE: "La délégation reste validée, dans ses conditions actuelles.",
}
_OF_CHANGE = frozenset(
    {
        Dead.ANSWERED_EARLIER,
        Dead.CHANGE_ACCEPTED,
        Dead.CHANGE_REFUSED,
        Dead.CHANGE_LAPSED,
        Dead.CHANGE_REPLACED,
    }
)
"""Dead links of delegations that go on: their page also shows the present status."""

_NEVER_GENUINE = frozenset({Dead.FORGED, Dead.OTHER_PURPOSE})
"""These get the same page for every kind of link."""

_ANSWERED: Mapping[Status, str] = {
    Status.EN_COURS: "Cette demande attend toujours votre réponse, mais ce lien n’y sert plus.",
    Status.A_VALIDER: "Votre réponse a déjà été enregistrée. La délégation attend maintenant la validation du "
    "professionnel de santé.",
    Status.VALIDEE: "Votre réponse a déjà été enregistrée\u00a0: la délégation est validée.",
    Status.REFUSEE: "Votre réponse a déjà été enregistrée\u00a0: la délégation a été refusée.",
    Status.NON_ABOUTIE: "Votre réponse a déjà été enregistrée\u00a0: la demande n’a pas abouti.",
    Status.TERMINEE: "La période de cette délégation est terminée.",
}


def page_of(visit: Visit, error: Exception) -> Response | None:
    """Return the page of an expected error; None for any other."""
    if isinstance(error, SignedOut):
        ended = "fait=session&" if visit.had_session else ""
        return redirect(visit, f"/connexion?{ended}suite={quote(visit.address, safe='/')}")
    if isinstance(error, DeadLink):
        return dead_link(visit, error)
    if isinstance(error, Refused):
        return _refused(visit, error)
    if isinstance(error, Busy):
        return busy(visit)
    if isinstance(error, Problem) and error.reason in _PROBLEMS:
        found = _PROBLEMS[error.reason]
        # A form that is not served is answered without any read.
        person = _whoever_it_is(visit) if visit.method != "POST" else None
        return error_page(visit, found.status, found.title, found.message, person=person)
    return None


def _refused(visit: Visit, refused: Refused) -> Response:
    status, way = STATUSES.get(refused.code, 400), way_out_of(refused.code) or _HOME
    person = _whoever_it_is(visit)
    response = error_page(visit, status, _title(refused), _sentence(refused), way_on=way, person=person)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def _whoever_it_is(visit: Visit) -> Person | None:
    """Return the person signed in, for the header; nobody where DynamoDB does not answer. One read with a session."""
    try:
        return read_person(visit.session)
    except Busy:
        return None


def _title(refused: Refused) -> str:
    return "Délégation introuvable" if refused.code in {Code.UNKNOWN, Code.GONE} else "Action impossible"


def _sentence(refused: Refused) -> str:
    return " ".join([refused.message, *refused.fields.values()])


def dead_link(visit: Visit, error: DeadLink) -> Response:
    """Return the page of a link that opens nothing."""
    if isinstance(error, DeadAccountLink) and error.why not in _NEVER_GENUINE:
        return _dead_account_link(visit, error)
    if error.why is Dead.USED:
        message = _ANSWERED[error.status] if error.status else "Votre réponse a déjà été enregistrée."
        return error_page(visit, 409, "Demande déjà traitée", message, kind="info")
    found = _DEAD[error.why]
    holds = _HOLDS.get(error.status, "") if error.status and error.why in _OF_CHANGE else ""
    return error_page(visit, found.status, found.title, f"{found.message} {holds}".strip(), kind="warning")


def _dead_account_link(visit: Visit, error: DeadAccountLink) -> Response:
    """Return the page of a link about an account, with the way to another one."""
    from chalicelib.texts import account_links  # noqa: PLC0415 - links of delegations do without them

    found = account_links.dead(error.purpose, error.why)
    return error_page(visit, 410, found.title, found.message, kind="warning", way_on=found.way_on)


def busy(visit: Visit) -> Response:
    """Return the page for a request that could not be done in time, and may be sent again."""
    message = "Le service est très sollicité. Actualisez cette page dans un instant pour réessayer."
    response = error_page(visit, 503, "Réessayez dans un instant", message, kind="warning")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def unexpected(visit: Visit, reference: str) -> Response:
    """Return the page for a fault of the service."""
    message = "Le service a rencontré une difficulté. Réessayez dans un instant."
    return error_page(visit, 500, "Service momentanément indisponible", message, reference=reference)


def error_page(
    visit: Visit,
    status: int,
    title: str,
    message: str,
    kind: str = "error",
    reference: str = "",
    way_on: tuple[str, str] = _HOME,
    person: Person | None = None,
) -> Response:
    """Return the page of an error; `way_on` is the label and the path of the way out, `person` who is signed in."""
    return page(
        visit,
        "errors/erreur",
        person,
        status=status,
        without_flash=True,
        titre=title,
        phrase=message,
        kind=kind,
        reference=reference or None,
        sortie=url(way_on[1]),
        sortie_libelle=way_on[0],
    )


def unavailable() -> Response:
    """Return a self-contained page, for a service that cannot even read its keys."""
    page = html_environment().get_template("pages/errors/_seul.html")
    body = page.render(
        titre="Service momentanément indisponible", phrase="Merci de réessayer dans quelques minutes.", sortie=""
    )
    given: Headers = {"Content-Type": "text/html; charset=utf-8", "Retry-After": "60"}
    given |= headers_of_page_alone(body, is_local=settings().is_local)
    return Response(body, status_code=503, headers=given)
