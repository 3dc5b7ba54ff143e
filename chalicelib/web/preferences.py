"""« Configuration d’amelipro »: the e-mails that one may do without."""

from chalice.app import Response

from chalicelib.acts.preferences import choose_preferences, show_preferences
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.render import page, redirect


def preferences_page(visit: Visit) -> Response:
    """Show what the person is told by mail."""
    own = show_preferences(visit.session)
    typed = visit.draft is not None and not visit.draft.done
    form = visit.form if typed else Form({"fin_proche": "oui" if own.end_notices else ""})
    return page(visit, "compte/configuration", own.person, form=form, days=visit.context.settings.end_notice_days)


def change_preferences(visit: Visit) -> Response:
    """Store what the person wants to be told by mail."""
    choose_preferences(visit.session, end_notices=visit.form.text("fin_proche") == "oui")
    return redirect(visit, "/compte/configuration?fait=preferences")
