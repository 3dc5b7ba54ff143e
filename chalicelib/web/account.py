"""« Gestion de compte »: what matters today, Mon compte, its rubrics, the notifications."""

from dataclasses import replace

from chalice.app import Response

from chalicelib.acts.show_account import show_account
from chalicelib.acts.show_home import ENDS_SOON, show_home
from chalicelib.acts.show_notices import mark_read, show_notices
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.codes import categorie_label
from chalicelib.domain.eligibility import may_delegate
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import Visit
from chalicelib.store.notices import ShownNotice
from chalicelib.templating import court
from chalicelib.texts.notices import sentence
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.render import page, redirect

_RUBRICS = {"informations-administratives", "coordonnees", "cpam", "lieux-exercice", "configuration"}


def account(visit: Visit) -> Response:
    """Show what matters today, then the menu of the account."""
    home = show_home(visit.context, visit.session)
    return page(
        visit,
        "compte/compte",
        home.own.person,
        home=home,
        profil_labels={profil.id: profil.label for profil in PROFILS.values()},
        today=visit.context.today,
        ends_soon=ENDS_SOON.days,
        delegant=may_delegate(home.own.practice),
        obstacle=obstacle_of(home.own.why_not_delegate),
    )


def account_rubric(visit: Visit, rubric: str) -> Response:
    """Show one rubric of the professional information."""
    if rubric not in _RUBRICS:
        raise Problem(HttpReason.NOWHERE)
    own = show_account(visit.session)
    return page(
        visit,
        f"compte/{rubric}",
        own.person,
        account=own.person.head.account,
        rpps=own.person.head.rpps,
        practice=own.practice,
        categorie=categorie_label(own.practice.categorie),
        specialite=own.practice.specialite_label,
        categorie_label=categorie_label,
    )


def notifications(visit: Visit) -> Response:
    """Show the newest notifications."""
    own = show_notices(visit.context, visit.session)
    lines = [(notice.at, _sentence(notice), _link(notice)) for notice in own.notices]
    return page(visit, "compte/notifications", own.person, notices=lines)


def _sentence(notice: ShownNotice) -> str:
    """Return the sentence of a notification. Only the name in it is shortened, so its no-break spaces stay."""
    return sentence(replace(notice, about=court(notice.about)))


def _link(notice: ShownNotice) -> str:
    """Return the path to which a notification leads; its page says so when the delegation is gone."""
    return f"/delegations/{notice.delegation_id}" if notice.to_delegant else f"/recues/{notice.delegation_id}"


def read_notifications(visit: Visit) -> Response:
    """Mark all notifications as read."""
    mark_read(visit.session)
    return redirect(visit, "/notifications?fait=lues")
