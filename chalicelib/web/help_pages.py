"""Help and legal pages: the same for everybody, without a read of the table."""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.web.render import page
from chalicelib.web.routes import Pages
from chalicelib.web.visit import Visit

pages = Pages()

SUBJECTS = ("aide", "a-propos", "configuration", "mentions-legales", "cgu", "accessibilite")


def _view(subject: str) -> Callable[[Visit], Response]:
    def show(visit: Visit) -> Response:
        return page(visit, f"help/{subject}")

    return show


for _subject in SUBJECTS:
    pages.get(f"/{_subject}")(_view(_subject))
