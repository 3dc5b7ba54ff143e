"""Forms of whoever is not signed in: their token is bound to a cookie that comes with them."""

from typing import Any

from chalice.app import Response

from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.identity import sessions
from chalicelib.identity.sessions import PRE_SESSION
from chalicelib.web.render import page


def form_page(visit: Visit, template: str, form: Form, status: int = 200, **values: Any) -> Response:
    """Return the page of such a form; `Proof.PRE_SESSION` shows that it came from there."""
    context = visit.context
    pre_session = visit.cookie(PRE_SESSION) or sessions.random_token()
    cookie = sessions.set_cookie(sessions.cookie_name(context.settings, PRE_SESSION), pre_session, context.settings)
    token = sessions.csrf_token(pre_session, context.keys)
    return page(visit, template, status=status, cookies=(cookie,), form=form, pre_csrf=token, **values)
