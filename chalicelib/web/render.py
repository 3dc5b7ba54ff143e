"""Pages from templates, and redirections."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.people import Person
from chalicelib.http.cookies import renewed
from chalicelib.http.frame import Frame, ShownPerson
from chalicelib.http.inline import inlined
from chalicelib.http.security import Headers, headers
from chalicelib.http.urls import url
from chalicelib.http.visit import Visit
from chalicelib.templating import html_environment
from chalicelib.version import shown_version
from chalicelib.web.flash import flash_of

_OF_A_PATH = "/?&=#%~:@!$'()*+,;"
"""Characters that stand in a path and its query as they are; others are escaped, as an address of a header must be."""


def page(
    visit: Visit,
    template: str,
    person: Person | None = None,
    *,
    status: int | None = None,
    cookies: tuple[str, ...] = (),
    without_flash: bool = False,
    forms_lead_to: Iterable[str] = (),
    **values: Any,
) -> Response:
    """Return the page made of `templates/pages/<template>.html`; a form that is shown again keeps its status.

    `forms_lead_to` as in `http/security.py`. `without_flash`: the message that the address names is not true of what
    the page shows.
    """
    status = status or (visit.draft.status if visit.draft else 200)
    frame = _frame(visit, person, without_flash=without_flash)
    found = html_environment().get_template(f"pages/{template}.html")
    body = found.render(url=url, frame=frame, csrf=visit.csrf, **values)
    given: Headers = {"Content-Type": "text/html; charset=utf-8"}
    safe = headers(visit.context.settings, forms_lead_to=forms_lead_to)
    return Response(body, status_code=status, headers=given | safe | _set_cookies(visit, cookies))


def _frame(visit: Visit, person: Person | None, *, without_flash: bool) -> Frame:
    settings = visit.context.settings
    return Frame(
        person=_shown(visit, person),
        assistance_number=settings.assistance_number,
        service_version=shown_version(settings),
        flash=None if without_flash else flash_of(visit.query.text("fait")),
        inlined=inlined(),
    )


def redirect(visit: Visit, path: str, *, cookies: tuple[str, ...] = ()) -> Response:
    """Send the browser, by GET, to another page of the service or to an absolute URL."""
    location = path if path.startswith("http") else url(quote(path, safe=_OF_A_PATH))
    given: Headers = {"Content-Type": "text/plain; charset=utf-8", "Location": location}
    return Response("", status_code=303, headers=given | headers(visit.context.settings) | _set_cookies(visit, cookies))


def _shown(visit: Visit, person: Person | None) -> ShownPerson | None:
    if person is None:
        return None
    head = person.head
    return ShownPerson(head.account.id, head.account.name.full, head.detail, head.unread, visit.csrf, head.suppressed)


def _set_cookies(visit: Visit, cookies: tuple[str, ...]) -> Headers:
    """Return the given cookies; without any, the cookie that renews the session."""
    return {"Set-Cookie": list(cookies)} if cookies else renewed(visit.session, visit.context)
