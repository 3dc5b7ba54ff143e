"""Sends requests in the browsers of people, one at a time, and returns the answer to each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from chalicelib import runtime
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode
from tests.browser import Browser, Page
from tests.integration.world import Exchange, World


class Requests:
    """The browsers of people, one for each, and the requests that they send."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._browsers: dict[tuple[str, Mode], Browser] = {}

    def browser(self, who: str = "", mode: Mode = Mode.CARTE) -> Browser:
        """Return the browser of a person, signed in, or of a visitor; one for each person."""
        known = self._browsers.get((who, mode))
        if known is None:
            known = self.world.signed_in(who, mode) if who else self.world.browser()
            self._browsers[who, mode] = known
        return known

    def ask(self, browser: Browser, method: str, path: str, **headers: str) -> Exchange:
        """Send one GET or HEAD and return its own answer, without following a redirection."""
        browser.look(path, method, **headers)
        return self.world.exchanges[-1]

    def send(
        self, browser: Browser, path: str, fields: Iterable[tuple[str, str]] | Mapping[str, str], **headers: str
    ) -> Exchange:
        """Send one POST and return its own answer, without following a redirection."""
        given = fields if isinstance(fields, Mapping) else list(fields)
        return self._first(lambda: browser.post(path, given, **headers))

    def submit(self, browser: Browser, page: Page, action: str, **given: str | list[str]) -> Exchange:
        """Send a form as its page shows it and return the answer to it."""
        return self._first(lambda: browser.submit(page, action, **given))

    def redirection(self, browser: Browser, path: str, fields: Mapping[str, str]) -> str:
        """Send one POST and return the address to which it leads, with its query; empty where it leads nowhere."""
        already = len(self.world.exchanges)
        browser.post(path, fields)
        return self.world.exchanges[already].header("location")

    def _first(self, act: Callable[[], object]) -> Exchange:
        """Return the answer to a request; of a form that its own page shows again, that page, with the form's calls."""
        already = len(self.world.exchanges)
        act()
        first, *then = self.world.exchanges[already:]
        target = urlsplit(first.header("location"))
        is_shown_again = first.method == "POST" and (
            "brouillon=" in target.query or target.path.endswith(first.path.split("?", maxsplit=1)[0])
        )
        return replace(then[-1], calls=first.calls) if is_shown_again and then else first

    def forms_token(self, browser: Browser) -> str:
        """Return the token that the forms of this browser's session carry; empty when nobody is signed in."""
        context = runtime.context()
        cookie = browser.cookies.get(sessions.cookie_name(context.settings), "")
        session = sessions.read(cookie, context.keys, context.now, context.settings)
        return sessions.form_token(session, context.keys, context.now) if session else ""


def with_query(path: str, fields: Mapping[str, str]) -> str:
    """Return an address with a query."""
    return f"{path}?{urlencode(fields)}"
