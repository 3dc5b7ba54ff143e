"""A browser without a screen, which follows redirections, stores cookies, and fills in the forms of pages.

It imports nothing of the application; `Transport` carries a request to a server, in this process or elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import SimpleCookie
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from tests.markup import Reader, attributes

Answer = tuple[int, list[tuple[str, str]], str]
Transport = Callable[[str, str, Mapping[str, str], str], Answer]
"""(method, URL, headers, body) → (status, headers, body)."""


@dataclass
class Field:
    """One control of a form."""

    name: str
    value: str
    kind: str
    checked: bool = False
    action: str = ""


@dataclass
class FormOnPage:
    """A form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def targets(self) -> list[str]:
        """Where its buttons send it: the action of the form, and those of single buttons."""
        return [self.action, *dict.fromkeys(control.action for control in self.fields if control.action)]

    def target(self, ending: str) -> str | None:
        """Return the address that ends with `ending`, to which it can be sent; None when there is none."""
        return next((target for target in self.targets if urlsplit(target).path.endswith(ending)), None)

    def filled(self, given: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
        """Return the fields that the browser sends: those of the page, with the given ones replaced."""
        kept = [
            (control.name, control.value)
            for control in self.fields
            if control.name and control.name not in given and _is_sent(control)
        ]
        typed = [
            (name, value)
            for name, values in given.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        return kept + typed


def _is_sent(control: Field) -> bool:
    return control.kind != "submit" and (control.kind not in {"checkbox", "radio"} or control.checked)


@dataclass
class Row:
    """A row in the body of a table: the text of each cell, and the links in them."""

    cells: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page:
    """The page at the end of a request, read as HTML when a test looks at what it shows."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: str

    @cached_property
    def _shown(self) -> "_Parser":
        parser = _Parser()
        parser.feed(self.body)
        return parser

    @property
    def forms(self) -> list[FormOnPage]:
        """Its forms."""
        return self._shown.forms

    @cached_property
    def text(self) -> str:
        """What one reads, on one line."""
        return _joined(self._shown.words)

    @property
    def links(self) -> list[tuple[str, str]]:
        """The text of each link, and where it leads."""
        return self._shown.links

    @property
    def rows(self) -> list[Row]:
        """The rows of its tables."""
        return self._shown.rows

    def header(self, name: str) -> str:
        """Return a header, empty when absent."""
        return header_of(self.headers, name)

    @property
    def leads_to(self) -> str:
        """Where a redirection leads; empty when it is none."""
        location = self.header("location") if self.status in {301, 302, 303} else ""
        return urldefrag(urljoin(self.url, location)).url if location else ""

    def form(self, action: str) -> FormOnPage:
        """Return the one form that can be sent to where `action` ends; of several, the one that people fill in."""
        found = [form for form in self.forms if form.target(action) is not None]
        if len(found) > 1:
            found = [form for form in found if any(field.kind not in {"hidden", "submit"} for field in form.fields)]
        assert len(found) == 1, f"{len(found)} forms for {action} on {self.url}: {[form.action for form in self.forms]}"
        return found[0]

    def link(self, label: str) -> str:
        """Return the target of the link with this text."""
        found = {urljoin(self.url, href) for text, href in self.links if label in text}
        assert len(found) == 1, f"{len(found)} links « {label} » on {self.url}: {self.links}"
        return found.pop()


_TAGS = frozenset({"form", "a", "wbr", "select", "input", "button", "option", "tbody", "tr", "td", "th"})


class _Parser(Reader):
    def __init__(self) -> None:
        self.forms: list[FormOnPage] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._form: FormOnPage | None = None
        self._select = ""
        self._href: str | None = None
        self._link_words: list[str] = []
        self.rows: list[Row] = []
        self._in_body = False
        self._cell_words: list[str] | None = None
        self._glued = False

    def handle_starttag(self, tag: str, written: str) -> None:
        if tag not in _TAGS:
            return
        given = attributes(written)
        if tag == "form":
            self._form = FormOnPage(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a":
            self._href, self._link_words = given.get("href"), []
        elif tag == "wbr":
            self._glued = True
        elif tag == "select":
            self._select = given.get("name", "")
        elif self._form is not None and tag in {"input", "button"}:
            kind = given.get("type", "text" if tag == "input" else "submit")
            value = given.get("value", "on" if kind == "checkbox" else "")
            action = given.get("formaction", "")
            self._form.fields.append(Field(given.get("name", ""), value, kind, "checked" in given, action))
        elif self._form is not None and tag == "option" and self._select and "selected" in given:
            self._form.fields.append(Field(self._select, given.get("value", ""), "option"))
        self._start_of_table_part(tag)

    def _start_of_table_part(self, tag: str) -> None:
        if tag == "tbody":
            self._in_body = True
        elif tag == "tr" and self._in_body:
            self.rows.append(Row())
        elif tag in {"td", "th"} and self._in_body:
            self._cell_words = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "a" and self._href is not None:
            self.links.append((_joined(self._link_words), self._href))
            if self._cell_words is not None:
                self.rows[-1].links.append(self.links[-1])
            self._href = None
        self._end_of_table_part(tag)

    def _end_of_table_part(self, tag: str) -> None:
        if tag == "tbody":
            self._in_body = False
        elif tag in {"td", "th"} and self._cell_words is not None:
            self.rows[-1].cells.append(_joined(self._cell_words))
            self._cell_words = None

    def handle_data(self, data: str) -> None:
        self._say(self.words, data)
        if self._href is not None:
            self._say(self._link_words, data)
        if self._cell_words is not None:
            self._say(self._cell_words, data)
        self._glued = False

    def _say(self, words: list[str], data: str) -> None:
        if self._glued:
            data = words.pop() + data
        words.append(data)


class Browser:
    """One person's browser."""

    def __init__(self, transport: Transport, base_url: str) -> None:
        self._transport = transport
        self._base_url = base_url
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        """Sent with every request."""

    def get(self, path: str, method: str = "GET", **headers: str) -> Page:
        """Open a path of the service, or a full address."""
        return self._request(method, self._absolute(path), "", headers)

    def look(self, path: str, method: str = "GET", **headers: str) -> Page:
        """Open a path, and do not follow where it leads."""
        return self._answer(method, self._absolute(path), "", headers)

    def post(self, path: str, fields: list[tuple[str, str]] | Mapping[str, str], **headers: str) -> Page:
        """Send a form without opening its page."""
        given = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", **headers}
        return self._request("POST", self._absolute(path), urlencode(fields), given)

    def submit(self, page: Page, action: str, **given: str | list[str]) -> Page:
        """Fill in and send the form of `page` to its address that ends with `action`."""
        form = page.form(action)
        pairs = form.filled(given)
        target = urljoin(page.url, form.target(action) or "")
        if form.method == "get":
            return self.get(f"{urldefrag(target).url.split('?', maxsplit=1)[0]}?{urlencode(pairs)}")
        return self.post(target, pairs)

    def _absolute(self, path: str) -> str:
        return path if path.startswith("http") else self._base_url + path

    def _request(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Page:
        for _ in range(8):
            page = self._answer(method, url, body, headers)
            if not page.leads_to:
                return page
            method, url, body, headers = "GET", page.leads_to, "", {}
        raise AssertionError(f"too many redirects, last to {url}")

    def _answer(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Page:
        sent = {"Accept": "text/html", **self.headers, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, received, content = self._transport(method, url, sent, body)
        self._keep_cookies(received)
        return Page(url, status, received, content)

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() != "set-cookie":
                continue
            for key, morsel in SimpleCookie(value).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[key] = morsel.value
                else:
                    self.cookies.pop(key, None)


def _joined(words: list[str]) -> str:
    return " ".join(" ".join(words).split())


def read_html(content: str) -> Page:
    """Return the page of HTML that no server sent, such as the part of a mail."""
    return Page("", 200, [], content)


def header_of(headers: Iterable[tuple[str, str]], name: str) -> str:
    """Return a header by its name in any case, empty when absent."""
    return next((value for key, value in headers if key.lower() == name.lower()), "")
