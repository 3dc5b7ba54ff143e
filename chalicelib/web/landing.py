"""The pages behind the links of mails (user guide §2, §3; specification §4).

Opening one changes nothing: a decision is a form.
"""

from typing import Any

from chalice.app import Response

from chalicelib import links
from chalicelib.acts.delegue_account import doubt_to_see
from chalicelib.acts.follow_link import DeadLink, Landing, facts_of_link, follow
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.codes import categorie_label, specialite_label
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import CIVILITES
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.forms import Form
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import Visit
from chalicelib.identity.passwords import RULES
from chalicelib.web.render import page, redirect

ANSWERED = "reponse"
"""The parameter of the address to which a decision leads."""

_OF_KNOWN: tuple[Purpose, ...] = (Purpose.ACCEPT, Purpose.REFUSE, Purpose.DISOWN)
_OF_UNKNOWN = (Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT, Purpose.DISOWN)
_OF_CHANGE: tuple[Purpose, ...] = (Purpose.ACCEPT, Purpose.REFUSE)
_ACCOUNT_FIELDS = ("civilite", "nom", "prenom", "rpps_adeli", "cpe", "mot_de_passe", "confirmation", "consentement")


def landing(visit: Visit, purpose: str, token: str) -> Response:
    """Show who asks for what, and offer the decisions, beginning with the one clicked in the mail.

    After a decision its page has `ANSWERED` in the address, and confirms it while the delegation agrees.
    """
    wanted = _purpose(purpose)
    try:
        found = follow(visit.context, wanted, token)
    except DeadLink as dead:
        if not visit.query.text(ANSWERED):
            raise
        from chalicelib.web.answered import confirmation_of  # noqa: PLC0415 - a link that is opened does without

        confirmation = confirmation_of(visit, wanted, dead)
        if confirmation is None:
            raise
        return confirmation
    return _landing_page(visit, wanted, found)


def decide(visit: Visit, purpose: str, token: str) -> Response:
    """Do what was decided, and lead to its confirmation. A form with errors is shown again."""
    from chalicelib.web.decisions import take  # noqa: PLC0415 - looking does without the acts

    wanted = _purpose(purpose)
    try:
        cookies = take(visit, wanted, token)
    except Refused as refused:
        facts_of_link(visit.context, wanted, token)  # nothing is stored for a link that is not genuine
        if refused.code is Code.ACCOUNT_APPEARED:
            return redirect(visit, visit.path)
        return _shown_again(visit, refused)
    return redirect(visit, f"{visit.path}?{ANSWERED}=oui", cookies=cookies)


def _shown_again(visit: Visit, refused: Refused) -> Response:
    from chalicelib.web.drafts import shown_again  # noqa: PLC0415 - looking does without

    if refused.code is Code.NUMBER_IN_DOUBT and not refused.fields:
        return shown_again(visit, visit.path, visit.form, 409, at="")  # the page says the doubt itself
    form = visit.form.marked_by(refused, _ACCOUNT_FIELDS)
    if refused.code is Code.NUMBER_IN_DOUBT:
        form = form.having(numero_vu=form.text("rpps_adeli"))
    return shown_again(visit, visit.path, form)


def _purpose(text: str) -> Purpose:
    purpose = links.purpose_named(text)
    if purpose is None:
        raise Problem(HttpReason.NOWHERE)
    return purpose


def _landing_page(visit: Visit, purpose: Purpose, found: Landing) -> Response:
    known = found.account.status.is_known
    if purpose is Purpose.WITHDRAW:
        return _page(visit, "liens/retirer", purpose, found)
    if purpose is Purpose.OPEN_ACCOUNT and not known:
        return _account_page(visit, found)
    if known and purpose in {Purpose.OPEN_ACCOUNT, Purpose.OTHER_ACCOUNT}:
        # The address has got an account since: its links lead to the decision (specification §3).
        purpose = Purpose.ACCEPT
    doubt = doubt_to_see(found.delegation, found.account, found.rpps_on_card, visit.context) if known else ""
    return _page(visit, "liens/decision", purpose, found, doubt=doubt)


def _page(visit: Visit, template: str, purpose: Purpose, found: Landing, **more: Any) -> Response:
    delegation, now = found.delegation, visit.context.now
    return page(
        visit,
        template,
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
        **{"form": visit.form, **more},
    )


def _choices(purpose: Purpose, found: Landing, visit: Visit) -> list[Purpose]:
    """Return the open decisions, beginning with the one asked for."""
    if purpose is Purpose.WITHDRAW:
        return [purpose]
    if found.delegation.proposal_at(visit.context.now):
        choices = _OF_CHANGE
    else:
        choices = _OF_KNOWN if found.account.status.is_known else _OF_UNKNOWN
    return sorted(choices, key=lambda choice: choice is not purpose)


def _token(visit: Visit, purpose: Purpose, found: Landing) -> str:
    """Return the token of another decision about the same demand, for the holder of a link that is not dead."""
    return links.sign(purpose, found.facts, visit.context.keys, visit.context.now)


def _account_page(visit: Visit, found: Landing) -> Response:
    entered = found.delegation.delegue.identifiers
    values = {"rpps_adeli": entered.rpps_adeli, "cpe": entered.cpe} | dict(visit.form.values)
    shown = Form({**values, "adresse": found.account.address}, visit.form.errors)
    return _page(
        visit,
        "liens/compte",
        Purpose.OPEN_ACCOUNT,
        found,
        form=shown,
        civilites=list(CIVILITES.items()),
        rules=RULES,
    )
