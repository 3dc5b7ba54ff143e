"""« Configuration d’amelipro »: the e-mails that one may do without, or ask for."""

from chalice.app import Response

from chalicelib.acts.preferences import Preferences, choose_preferences, show_preferences
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import shown_again
from chalicelib.web.render import page, redirect

PATH = "/compte/configuration"


def preferences_page(visit: Visit) -> Response:
    """Show what the person is told by mail."""
    own = show_preferences(visit.session)
    typed = visit.draft is not None and not visit.draft.done
    form = visit.form if typed else _form_of(own)
    return page(visit, "compte/configuration", own.person, form=form, days=visit.context.settings.end_notice_days)


def _form_of(own: Preferences) -> Form:
    ticked = {name: "oui" for name, wanted in (("revue", own.reviews), ("resume", own.weekly)) if wanted}
    return Form({"fin_proche": "oui" if own.end_notices else "non", **ticked})


def change_preferences(visit: Visit) -> Response:
    """Store what the person wants to be told by mail."""
    form, chosen = visit.form, visit.form.text("fin_proche")
    if chosen not in {"oui", "non"}:
        return shown_again(visit, PATH, form.with_errors({"fin_proche": "Choisissez comment être averti(e)."}))
    reviews, weekly = (form.text(name) == "oui" for name in ("revue", "resume"))
    choose_preferences(visit.context, visit.session, end_notices=chosen == "oui", reviews=reviews, weekly=weekly)
    return redirect(visit, f"{PATH}?fait=preferences")
