"""« Et maintenant ? »: what happens next, on the page to which an act leads; said only while the delegation agrees."""

from collections.abc import Callable, Mapping

from chalicelib.domain.delegation import ChangeEnd, Delegation
from chalicelib.domain.periods import last_day_before
from chalicelib.domain.statuses import Status
from chalicelib.http.visit import Visit
from chalicelib.templating import court, jour

_Next = Callable[[Visit, Delegation], list[str]]
"""Returns the sentences about a delegation; none when its state is not the one that the act leaves."""


def next_for_delegant(visit: Visit, delegation: Delegation) -> list[str]:
    """Return what happens after the délégant's act that the address names; none for another address or state."""
    return _next(_BY_DELEGANT, visit, delegation)


def next_for_delegue(visit: Visit, delegation: Delegation) -> list[str]:
    """Return what happens after the délégué's act that the address names; none for another address or state."""
    return _next(_BY_DELEGUE, visit, delegation)


def is_outdated(visit: Visit, sentences: list[str]) -> bool:
    """Whether the address names an act that the delegation's state no longer shows."""
    code = visit.query.text("fait")
    return not sentences and (code in _BY_DELEGANT or code in _BY_DELEGUE)


def _next(known: Mapping[str, _Next], visit: Visit, delegation: Delegation) -> list[str]:
    found = known.get(visit.query.text("fait"))
    return found(visit, delegation) if found else []


def _state(visit: Visit, delegation: Delegation) -> Status | None:
    return delegation.status_at(visit.context.now)


def _opening(visit: Visit, delegation: Delegation, now_open: str) -> str:
    """Return from when to when the access is open; `now_open` begins the sentence when it already is."""
    validity = delegation.terms.validity
    begins = now_open if validity.holds(visit.context.now) else f"Accès ouvert à partir du {jour(validity.start)}"
    return f"{begins}, jusqu’au {jour(validity.end)} inclus."


def _deadline(delegation: Delegation) -> str:
    return jour(last_day_before(delegation.gone_at))


# What a délégant did


def _asked(visit: Visit, delegation: Delegation) -> list[str]:
    if _state(visit, delegation) is not Status.EN_COURS:
        return []
    known = "" if not delegation.created_unknown else " Il vous restera ensuite à valider la délégation."
    return [
        f"Un e-mail est adressé à {_delegue(delegation)}. Sa réponse est attendue jusqu’au {_deadline(delegation)}"
        "\u00a0; sans réponse, la demande sera supprimée.",
        f"Un e-mail et une notification vous annonceront sa réponse.{known}",
        "Aucun accès n’est ouvert d’ici là.",
    ]


def _validated(visit: Visit, delegation: Delegation) -> list[str]:
    if _state(visit, delegation) is not Status.VALIDEE:
        return []
    return [
        _opening(visit, delegation, "Accès ouvert dès maintenant"),
        f"Un e-mail en informe {_delegue(delegation)}.",
        "Vous pouvez y mettre fin à tout moment avec «\u00a0Supprimer\u00a0».",
    ]


def _changed(visit: Visit, delegation: Delegation) -> list[str]:
    if _state(visit, delegation) is not Status.A_VALIDER:
        return _asked(visit, delegation) or _validated(visit, delegation)
    return [
        f"Un e-mail en informe {_delegue(delegation)}.",
        f"Il vous reste à valider la délégation, jusqu’au {_deadline(delegation)}.",
    ]


def _proposed(visit: Visit, delegation: Delegation) -> list[str]:
    proposal = delegation.proposal_at(visit.context.now)
    if proposal is None:
        return []
    return [
        f"Un e-mail propose la modification à {_delegue(delegation)}, qui peut l’accepter jusqu’au "
        f"{jour(last_day_before(proposal.lapses_at))}.",
        "D’ici là, et sans réponse ensuite, les conditions actuelles restent les mêmes.",
    ]


def _granted(visit: Visit, delegation: Delegation) -> list[str]:
    return [] if delegation.end_request else _validated(visit, delegation)


def _declined(visit: Visit, delegation: Delegation) -> list[str]:
    if delegation.end_request:
        return []
    end = jour(delegation.terms.validity.end)
    is_over = _state(visit, delegation) is Status.TERMINEE
    return [
        f"Un e-mail en informe {_delegue(delegation)}.",
        f"La délégation s’est terminée le {end}." if is_over else f"La délégation se termine le {end} inclus.",
    ]


def _delegue(delegation: Delegation) -> str:
    return court(delegation.delegue.shown)


# What a délégué did


def _accepted(visit: Visit, delegation: Delegation) -> list[str]:
    state, delegant = _state(visit, delegation), _delegant(delegation)
    if state is Status.A_VALIDER:
        return [
            f"{delegant} doit encore valider la délégation, jusqu’au {_deadline(delegation)}\u00a0: un e-mail vous "
            "l’annoncera.",
            "Aucun accès n’est ouvert d’ici là.",
        ]
    if state is not Status.VALIDEE:
        return []
    return [
        _opening(visit, delegation, f"Vous pouvez agir dès maintenant au nom et pour le compte de {delegant}"),
        f"Un e-mail en informe {delegant}.",
        "Vous pouvez y renoncer à tout moment.",
    ]


def _refused(visit: Visit, delegation: Delegation) -> list[str]:
    if _state(visit, delegation) is not Status.REFUSEE:
        return []
    return [f"Un e-mail d’information sur votre refus est envoyé à {_delegant(delegation)}.", _NOTHING_ELSE]


def _disowned(visit: Visit, delegation: Delegation) -> list[str]:
    if _state(visit, delegation) is not Status.NON_ABOUTIE:
        return []
    return [f"Un e-mail en informe {_delegant(delegation)}.", _NOTHING_ELSE]


def _asked_longer(visit: Visit, delegation: Delegation) -> list[str]:
    request = delegation.end_request_at(visit.context.now)
    if request is None:
        return []
    return [
        f"Un e-mail adresse votre demande à {_delegant(delegation)}, jusqu’au {jour(request.end)} inclus.",
        "Un e-mail et une notification vous annonceront sa réponse.",
        "D’ici là, et sans réponse ensuite, rien ne change.",
    ]


def _change_accepted(visit: Visit, delegation: Delegation) -> list[str]:
    return _accepted(visit, delegation) if _change_ended(delegation, ChangeEnd.ACCEPTED) else []


def _change_refused(visit: Visit, delegation: Delegation) -> list[str]:
    if not _change_ended(delegation, ChangeEnd.REFUSED):
        return []
    end = jour(delegation.terms.validity.end)
    return [
        f"La délégation garde ses conditions actuelles, jusqu’au {end} inclus.",
        f"Un e-mail en informe {_delegant(delegation)}.",
    ]


def _change_ended(delegation: Delegation, how: ChangeEnd) -> bool:
    return delegation.last_change is not None and delegation.last_change.end is how


def _delegant(delegation: Delegation) -> str:
    return court(delegation.delegant.name.full)


_NOTHING_ELSE = "Vous n’avez rien d’autre à faire."

_BY_DELEGANT: Mapping[str, _Next] = {
    "creee": _asked,
    "corrigee": _asked,
    "renvoyee": _asked,
    "modifiee": _changed,
    "proposee": _proposed,
    "prolongation": _proposed,
    "validee": _validated,
    "prolongation-accordee": _granted,
    "prolongation-refusee": _declined,
}
_BY_DELEGUE: Mapping[str, _Next] = {
    "acceptee": _accepted,
    "prolongation-demandee": _asked_longer,
    "refusee": _refused,
    "inconnu": _disowned,
    "modification-acceptee": _change_accepted,
    "modification-refusee": _change_refused,
}
"""By the code of the act in the address (flash.py)."""
