"""Pages that only the local platform adds to the application: mails, clock, sample people."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from chalice.app import Blueprint, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from chalicelib.templating import jour
from infra.local.clock import LocalClock
from infra.local.mails import Mail, Mails
from infra.local.samples import SamplePerson

_PAGES = Path(__file__).with_name("pages")
READ = ["GET", "HEAD"]
FORM = ["application/x-www-form-urlencoded"]
_PARIS = ZoneInfo("Europe/Paris")
_LONGEST_STEP = 400
_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]»]")

_PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'"
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-top-navigation-by-user-activation allow-popups"
)


@dataclass(frozen=True)
class LocalPages:
    """The pages. They may advance the clock and make the schedule run at once."""

    mails: Mails
    clock: LocalClock
    people: tuple[SamplePerson, ...]
    base_path: str
    after_advance: Callable[[], object]

    def home(self) -> Response:
        """Show the other pages, and the people who may sign in."""
        return self._page("home.html", people=self.people)

    def mail_list(self) -> Response:
        """List every mail, newest first."""
        return self._page("mails.html", mails=self.mails.newest_first())

    def mail_list_as_json(self, after: str) -> Response:
        """Return every mail whose number is above one, oldest first, as JSON, for tests."""
        mails = [mail.as_json() for mail in self.mails.after(_whole_number(after) or 0)]
        return _response(json.dumps(mails, ensure_ascii=False), "application/json")

    def mail(self, number: str) -> Response:
        """Show one mail: its headers, its HTML part in a frame of its own, its text part with links."""
        return self._of_mail(number, lambda mail: self._page("mail.html", mail=mail))

    def mail_html(self, number: str) -> Response:
        """Return the HTML part alone, under a policy that lets nothing run; its links open in the whole window."""
        return self._of_mail(number, lambda mail: _response(_for_frame(mail.html), policy=_MAIL_POLICY))

    def clock_page(self) -> Response:
        """Show the local clock and the form that advances it."""
        return self._clock_page("", 200)

    def advance_clock(self, body: str | bytes) -> Response:
        """Advance the clock by the form's number of days, and make the schedule run."""
        form = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        days = _whole_number(parse_qs(form).get("jours", [""])[0])
        if days is None or not 1 <= days <= _LONGEST_STEP:
            error = f"Saisissez un nombre de jours entre 1 et {_LONGEST_STEP}."
            return self._clock_page(error, 400)
        self.clock.advance(timedelta(days=days))
        self.after_advance()
        return Response("", headers={"Location": f"{self.base_path}/local/horloge"}, status_code=303)

    def style(self) -> Response:
        """Return the style sheet of these pages."""
        return _response((_PAGES / "local.css").read_text(encoding="utf-8"), "text/css; charset=utf-8")

    def _clock_page(self, error: str, status: int) -> Response:
        now = self.clock.now()
        days = self.clock.offset.days
        return self._page("clock.html", status, now=now, days=days, error=error, longest=_LONGEST_STEP)

    def _of_mail(self, number: str, show: Callable[[Mail], Response]) -> Response:
        found = _whole_number(number)
        mail = self.mails.get(found) if found is not None else None
        return show(mail) if mail else self._page("no_mail.html", 404)

    def _page(self, template: str, status: int = 200, **facts: Any) -> Response:
        return page(template, self.base_path, status, **facts)


def page(template: str, base_path: str, status: int = 200, **facts: Any) -> Response:
    """Return a page of the local platform."""
    return _response(template_of(template).render(base_path=base_path, **facts), status=status)


def template_of(name: str) -> Template:
    """Return a template of these pages."""
    return _TEMPLATES.get_template(name)


def local_blueprint(pages: LocalPages) -> Blueprint:
    """Return the routes of `pages`, all below `/local`."""
    blueprint = Blueprint(__name__)
    blueprint.route("/local", methods=READ)(pages.home)
    blueprint.route("/local/mails", methods=READ)(pages.mail_list)
    blueprint.route("/local/mails.json/{after}", methods=READ)(pages.mail_list_as_json)
    blueprint.route("/local/mails/{number}", methods=READ)(pages.mail)
    blueprint.route("/local/mails/{number}/html", methods=READ)(pages.mail_html)
    blueprint.route("/local/horloge", methods=READ)(pages.clock_page)
    blueprint.route("/local/style.css", methods=READ)(pages.style)

    @blueprint.route("/local/horloge", methods=["POST"], content_types=FORM)
    def advance_clock() -> Response:
        return pages.advance_clock(blueprint.current_request.raw_body)

    return blueprint


def linked(text: str) -> Markup:
    """Return plain text as HTML whose addresses can be followed."""
    parts = []
    end = 0
    for url in _URL.finditer(text):
        parts += [escape(text[end : url.start()]), Markup('<a href="{0}">{0}</a>').format(url[0])]
        end = url.end()
    return Markup("").join([*parts, escape(text[end:])])


def _for_frame(html: str) -> str:
    """Make the links of a mail leave the frame it is shown in."""
    base = '<base target="_top">'
    with_base, found = re.subn(r"(<head[^>]*>)", rf"\1{base}", html, count=1, flags=re.IGNORECASE)
    return with_base if found else base + html


def _in_paris(instant: datetime) -> str:
    return instant.astimezone(_PARIS).strftime("%d/%m/%Y à %H:%M:%S")


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _response(
    body: str, content_type: str = "text/html; charset=utf-8", status: int = 200, policy: str = _PAGE_POLICY
) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": content_type,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(body, headers=headers, status_code=status)


_TEMPLATES = Environment(loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined)
_TEMPLATES.filters["linked"] = linked
_TEMPLATES.filters["in_paris"] = _in_paris
_TEMPLATES.filters["jour"] = jour
