"""Forms sent before signing in: their token is bound to a cookie that is set with the page."""

from typing import Any

from chalice.app import Response

from chalicelib.http.visit import Visit
from chalicelib.identity import sessions
from chalicelib.identity.sessions import PRE_SESSION
from chalicelib.web.render import page


def browser_id(visit: Visit) -> str:
    """Return the id of the browser before a sign-in, a new one when it has none."""
    return visit.cookie(PRE_SESSION) or sessions.random_token()


def form_page(visit: Visit, template: str, *, pre_session: str = "", **values: Any) -> Response:
    """Return the page of such a form, or of its draft; `Proof.PRE_SESSION` checks that the form was sent from it.

    `pre_session` is the `browser_id` where the page holds something else that is bound to it.
    """
    context = visit.context
    pre_session = pre_session or browser_id(visit)
    cookie = sessions.set_cookie(sessions.cookie_name(context.settings, PRE_SESSION), pre_session, context.settings)
    token = sessions.csrf_token(pre_session, context.keys)
    return page(visit, template, cookies=(cookie,), **{"form": visit.form, "pre_csrf": token, **values})
