"""The tests' own reader of HTML reads our pages and mails as the library's parser does."""

from html.parser import HTMLParser

from tests.integration.world import Exchange
from tests.markup import Reader, attributes
from tests.unit.mails.composing import AnyKind, composed_mail, every_kind, part

Heard = list[tuple[str, str, dict[str, str]]]
WRITTEN = """<!DOCTYPE html><!-- <a> --><a HREF="/x?a=1&amp;b=2" hidden title='a > b'>A&nbsp;&lt; B</a><br/>
<input value=bare disabled><script>if (1 < 2 && "</a>") {}</script><style>a > b {}</style>end&eacute; 1 < 2"""


class Ours(Reader):
    """Notes all that it is told."""

    def __init__(self) -> None:
        self.heard: Heard = []

    def handle_starttag(self, tag: str, written: str) -> None:
        self.heard.append(("begins", tag, attributes(written)))

    def handle_endtag(self, tag: str) -> None:
        self.heard.append(("ends", tag, {}))

    def handle_data(self, data: str) -> None:
        self.heard.append(("text", data, {}))


class OfTheLibrary(HTMLParser):
    """Notes all that it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: Heard = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.heard.append(("begins", tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.heard.append(("ends", tag, {}))

    def handle_data(self, data: str) -> None:
        self.heard.append(("text", data, {}))


def assert_read_alike(html: str) -> None:
    """Read HTML in both ways."""
    ours, theirs = Ours(), OfTheLibrary()
    ours.feed(html)
    theirs.feed(html)
    theirs.close()
    assert joined(ours.heard) == joined(theirs.heard)


def joined(heard: Heard) -> Heard:
    """Return it with the texts that follow each other as one: the library cuts some in two."""
    found: Heard = []
    for what, told, more in heard:
        if what == "text" and found and found[-1][0] == "text":
            found[-1] = ("text", found[-1][1] + told, {})
        else:
            found.append((what, told, more))
    return found


def test_each_way_to_write_html_is_read_as_by_the_library() -> None:
    assert_read_alike(WRITTEN)


@every_kind
def test_a_mail_is_read_as_by_the_library(kind: AnyKind) -> None:
    assert_read_alike(part(composed_mail(kind), "html"))


def test_every_page_is_read_as_by_the_library(crawl: list[Exchange]) -> None:
    pages = {found.body for found in crawl if "html" in found.header("Content-Type")}
    assert pages
    for page in pages:
        assert_read_alike(page)
