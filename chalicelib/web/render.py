"""From a template and values to an answer."""

from dataclasses import dataclass
from typing import Any

from chalice.app import Response

from chalicelib.acts.people import Person
from chalicelib.identity import sessions
from chalicelib.templating import html_environment
from chalicelib.web.flash import Flash, flash_of
from chalicelib.web.security import Headers, headers
from chalicelib.web.urls import url
from chalicelib.web.visit import Visit


@dataclass(frozen=True)
class ShownPerson:
    """The person in the header of a page."""

    name: str
    detail: str
    unread: int
    csrf: str


@dataclass(frozen=True)
class Frame:
    """What stands around every page."""

    person: ShownPerson | None
    assistance_number: str
    service_version: str
    flash: Flash | None


def page(
    visit: Visit,
    template: str,
    person: Person | None = None,
    *,
    status: int = 200,
    cookies: tuple[str, ...] = (),
    **values: Any,
) -> Response:
    """Return the page made of `templates/pages/<template>.html`."""
    settings = visit.context.settings
    frame = Frame(
        person=_shown(visit, person),
        assistance_number=settings.assistance_number,
        service_version=settings.service_version,
        flash=flash_of(visit.query.text("fait")),
    )
    body = (
        html_environment()
        .get_template(f"pages/{template}.html")
        .render(url=url, frame=frame, csrf=visit.csrf, **values)
    )
    given: Headers = {"Content-Type": "text/html; charset=utf-8"}
    return Response(body, status_code=status, headers=given | headers(settings) | _set_cookies(visit, cookies))


def redirect(visit: Visit, path: str, *, cookies: tuple[str, ...] = ()) -> Response:
    """Send the browser to another page of the service, or to a whole address; by GET, whatever was sent."""
    location = path if path.startswith("http") else url(path)
    given: Headers = {"Content-Type": "text/plain; charset=utf-8", "Location": location}
    return Response("", status_code=303, headers=given | headers(visit.context.settings) | _set_cookies(visit, cookies))


def _shown(visit: Visit, person: Person | None) -> ShownPerson | None:
    if person is None:
        return None
    head = person.head
    return ShownPerson(head.account.name.full, head.detail, head.unread, visit.csrf)


def _set_cookies(visit: Visit, cookies: tuple[str, ...]) -> Headers:
    """Return the cookies to set: those given, or else the session's, pushed on while it is used."""
    context, session = visit.context, visit.session
    if cookies:
        return {"Set-Cookie": list(cookies)}
    if session is None or not sessions.should_renew(session, context.now):
        return {}
    value = sessions.write(session, context.keys, context.now, context.settings)
    return {"Set-Cookie": [sessions.set_cookie(sessions.cookie_name(context.settings), value, context.settings)]}
