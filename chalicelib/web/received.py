"""The délégué's space: the delegations he has received, and his answers (specification §5)."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.delegue_account import doubt_to_see
from chalicelib.acts.disown import disown_in_space
from chalicelib.acts.give_up import give_up
from chalicelib.acts.received import find_received
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.acts.show_received import show_received
from chalicelib.acts.withdraw import withdraw_in_space
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.delegation import ChangeEnd, Delegation
from chalicelib.domain.gone import Gone
from chalicelib.domain.mails import attachment
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import ANSWERS, TO_PROLONG, Act, Actor, open_acts
from chalicelib.domain.statuses import End, Status
from chalicelib.http.forms import Form
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import Visit
from chalicelib.templating import court
from chalicelib.web.consent import MISSING, has_understood
from chalicelib.web.drafts import led_on, shown_again
from chalicelib.web.paths import received_path
from chalicelib.web.render import page, redirect
from chalicelib.web.structures import structure_options
from chalicelib.web.what_next import is_outdated, next_for_delegue


def received(visit: Visit) -> Response:
    """List the delegations received."""
    found = show_received(visit.context, visit.session)
    labels = {profil.id: profil.label for profil in PROFILS.values()}
    admission = visit.context.admission(found.person.mode)
    return page(
        visit,
        "recues/liste",
        found.person,
        lines=found.lines,
        profil_labels=labels,
        admission=admission,
        today=visit.context.today,
    )


def received_detail(visit: Visit, delegation_id: str) -> Response:
    """Show one delegation received, with the open answers."""
    found = find_received(visit.context, visit.session, delegation_id)
    delegation, now = found.delegation, visit.context.now
    proposal, acts = delegation.proposal_at(now), open_acts(delegation, Actor.SPACE, now)
    admission = visit.context.admission(found.person.mode)
    what_next = next_for_delegue(visit, delegation)
    return page(
        visit,
        "recues/detail",
        found.person,
        without_flash=is_outdated(visit, what_next),
        what_next=what_next,
        form=visit.form,
        delegation=delegation,
        state=delegation.status_at(now),
        proposal=proposal,
        profil=PROFILS[delegation.profil],
        attachment=attachment(delegation),
        structures=structure_options(delegation.terms.structures),
        new_structures=structure_options(proposal.terms.structures) if proposal else [],
        services=_services(delegation) if delegation.opens_to(admission, now) else [],
        modes=admission.missing(delegation.profil) if delegation.is_in_force_at(now) else (),
        today=visit.context.today,
        waits=bool(acts & ANSWERS),
        may_disown=Act.DISOWN in acts,
        may_give_up=Act.GIVE_UP in acts,
        may_ask_longer=Act.ASK_LONGER in acts,
        end_request=delegation.end_request_at(now) if delegation.status_at(now) in TO_PROLONG else None,
        may_withdraw=Act.WITHDRAW in acts,
        doubt=doubt_to_see(delegation, found.account, found.rpps_on_card, visit.context),
    )


def _services(delegation: Delegation) -> list[tuple[str, list[str]]]:
    """Return the services that the delegation opens at each structure."""
    return [
        (court(structure.label, 160), [service.label for service in delegation.services_at(structure)])
        for structure in delegation.terms.structures
    ]


def confirm_giving_up(visit: Visit, delegation_id: str) -> Response:
    """Ask for a confirmation before the délégué gives a delegation up."""
    return _confirmation(visit, delegation_id, Act.GIVE_UP, "recues/renoncer")


def confirm_withdrawal(visit: Visit, delegation_id: str) -> Response:
    """Ask for a confirmation before an acceptance is withdrawn."""
    return _confirmation(visit, delegation_id, Act.WITHDRAW, "recues/retirer")


def _confirmation(visit: Visit, delegation_id: str, act: Act, template: str) -> Response:
    found = find_received(visit.context, visit.session, delegation_id)
    if act not in open_acts(found.delegation, Actor.SPACE, visit.context.now):
        raise Refused(Code.WRONG_STATUS)
    profil = PROFILS[found.delegation.profil]
    return page(visit, template, found.person, delegation=found.delegation, profil=profil)


def give_up_received(visit: Visit, delegation_id: str) -> Response:
    """Give up. The form sent again gets the first result.

    It has a route of its own: its path belongs to the page that asks for a confirmation, so `{decision}` never gets it.
    """
    try:
        give_up(visit.context, visit.session, delegation_id)
    except Gone as gone:
        if gone.end is not End.RENONCEE:
            raise
    return redirect(visit, "/recues?fait=renoncee")


def withdraw_acceptance(visit: Visit, delegation_id: str) -> Response:
    """Withdraw an acceptance, or a demand. The form sent again gets the first result."""
    done = "retiree"
    try:
        if withdraw_in_space(visit.context, visit.session, delegation_id).is_wish:
            done = "demande-retiree"
    except Gone as gone:
        if gone.end is not End.RETIREE:
            raise
    return redirect(visit, f"/recues?fait={done}")


def answer_page(visit: Visit, delegation_id: str, decision: str) -> Response:
    """Lead from the address of a decision to the delegation."""
    if decision not in _DECISIONS:
        raise Problem(HttpReason.NOWHERE)
    return led_on(visit, path=received_path(delegation_id))


def answer_received(visit: Visit, delegation_id: str, decision: str) -> Response:
    """Do what the délégué decided."""
    if decision not in _DECISIONS:
        raise Problem(HttpReason.NOWHERE)
    if decision == "accepter" and not has_understood(visit.form):
        return shown_again(visit, received_path(delegation_id), visit.form.with_errors(MISSING))
    try:
        done = _DECISIONS[decision](visit, delegation_id)
    except Refused as refused:
        if refused.code is Code.NUMBER_IN_DOUBT:
            # The page says it itself.
            return shown_again(visit, received_path(delegation_id), visit.form, 409, at="")
        if refused.code is Code.TERMS_CHANGED:
            # The terms have changed since the page was shown, so the new ones must be shown first.
            return shown_again(visit, received_path(delegation_id), Form(errors={"": refused.message}), 409)
        if refused.code is not Code.WRONG_STATUS:
            raise
        found = find_received(visit.context, visit.session, delegation_id)
        done = _done_before(visit, found.delegation, decision)
        if not done:
            raise
    return redirect(visit, f"{received_path(delegation_id)}?fait={done}")


def _done_before(visit: Visit, delegation: Delegation, decision: str) -> str:
    """Return the code of the message if the same decision was taken before, on the same terms; empty otherwise."""
    version, change = visit.form.number("version"), delegation.last_change
    if change and change.terms_version == version:
        return _CHANGE_DECIDED.get((decision, change.end), "")
    statuses, done = _DECIDED[decision]
    return done if delegation.status in statuses and delegation.terms_version == version else ""


def _accept(visit: Visit, delegation_id: str) -> str:
    version, seen = visit.form.number("version"), visit.form.text("numero_vu") == "oui"
    done = accept_in_space(visit.context, visit.session, delegation_id, version, number_seen=seen)
    return "modification-acceptee" if done.act is Act.ACCEPT_CHANGE else "acceptee"


def _refuse(visit: Visit, delegation_id: str) -> str:
    done = refuse_in_space(visit.context, visit.session, delegation_id, visit.form.number("version"))
    return "modification-refusee" if done.act is Act.REFUSE_CHANGE else "refusee"


def _disown(visit: Visit, delegation_id: str) -> str:
    disown_in_space(visit.context, visit.session, delegation_id, visit.form.number("version"))
    return "inconnu"


_DECISIONS: Mapping[str, Callable[[Visit, str], str]] = {"accepter": _accept, "refuser": _refuse, "inconnu": _disown}
"""Each function does the decision and returns the code of its message (flash.py)."""

_DECIDED: Mapping[str, tuple[frozenset[Status], str]] = {
    "accepter": (frozenset({Status.A_VALIDER, Status.VALIDEE}), "acceptee"),
    "refuser": (frozenset({Status.REFUSEE}), "refusee"),
    "inconnu": (frozenset({Status.NON_ABOUTIE}), "inconnu"),
}
"""The statuses of a demand after each decision, and the code of the message."""

_CHANGE_DECIDED: Mapping[tuple[str, ChangeEnd | None], str] = {
    ("accepter", ChangeEnd.ACCEPTED): "modification-acceptee",
    ("refuser", ChangeEnd.REFUSED): "modification-refusee",
}
"""The code of the message after each decision on a change, by how the change ended."""
