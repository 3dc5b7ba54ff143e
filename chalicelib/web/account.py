"""« Gestion de compte »: what matters today, Mon compte, its rubrics, the notifications."""

from dataclasses import replace
from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.show_account import show_account
from chalicelib.acts.show_home import END_SHOWN_FROM, show_home
from chalicelib.acts.show_notices import mark_read, open_notice, show_notices
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.codes import categorie_label
from chalicelib.domain.eligibility import may_delegate
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.visit import Visit
from chalicelib.store.notices import ShownNotice
from chalicelib.templating import court
from chalicelib.texts.notices import sentence
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.paths import given_path, received_path
from chalicelib.web.render import page, redirect

_RUBRICS = {"informations-administratives", "coordonnees", "cpam", "lieux-exercice"}


def account(visit: Visit) -> Response:
    """Show what matters today, then the menu of the account."""
    home = show_home(visit.context, visit.session)
    return page(
        visit,
        "compte/compte",
        home.own.person,
        home=home,
        profil_labels={profil.id: profil.label for profil in PROFILS.values()},
        admission=visit.context.admission(home.own.person.mode),
        today=visit.context.today,
        ends_soon=END_SHOWN_FROM.days,
        delegant=may_delegate(home.own.practice),
        obstacle=obstacle_of(home.own.why_not_delegate(visit.context.settings)),
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
    """Show the newest notifications, or those older than the one that the address names."""
    before = visit.query.text("avant")
    own = show_notices(visit.context, visit.session, before)
    lines = [(one, _sentence(one), _link(one) if one.delegation_id in own.standing else "") for one in own.notices]
    following = quote(own.following)
    return page(visit, "compte/notifications", own.person, notices=lines, before=before, following=following)


def _sentence(notice: ShownNotice) -> str:
    """Return the sentence of a notification. Only the name in it is shortened, so its no-break spaces stay."""
    return sentence(replace(notice, about=court(notice.about)))


def _link(notice: ShownNotice) -> str:
    """Return the path of the delegation that a notification is about."""
    return given_path(notice.delegation_id) if notice.to_delegant else received_path(notice.delegation_id)


def read_notifications(visit: Visit) -> Response:
    """Mark one notification as read and lead to its delegation, or mark all of them."""
    one = visit.form.text("notification")
    if not one:
        mark_read(visit.session)
        return redirect(visit, "/notifications?fait=lues")
    notice = open_notice(visit.context, visit.session, one)
    return redirect(visit, _link(notice) if notice else "/notifications")
