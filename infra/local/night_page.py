"""The page « Cette nuit » of the local platform."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from chalice.app import Blueprint, Response

from chalicelib.directory.faults import BadExtraction
from infra.local import night
from infra.local.mailbox import FORM, READ, page


@dataclass(frozen=True)
class _Last:
    name: str
    choice: str
    outcomes: list[tuple[str, int]]


class NightPage:
    """The form of a night, and what followed from the one before."""

    def __init__(self, nights: night.Nights, base_path: str) -> None:
        self._nights, self._base_path = nights, base_path
        self._chosen = ""
        self._last: _Last | None = None

    def show(self, error: str = "", status: int = 200) -> Response:
        """Show the form."""
        return page(
            "night.html",
            self._base_path,
            status,
            people=night.people(),
            choices=night.CHOICES,
            possible=night.is_possible(),
            chosen=self._chosen,
            last=self._last,
            error=error,
        )

    def play(self, body: str | bytes) -> Response:
        """Play the night that the form asks for, and lead back to the page."""
        form = parse_qs(body.decode("utf-8", "replace") if isinstance(body, bytes) else body)
        national_id, choice = (form.get(name, [""])[0] for name in ("personne", "annuaire"))
        if national_id not in night.people() or choice not in night.CHOICES or not night.is_possible():
            return self.show("Choisissez une personne et ce que l’annuaire en dit.", 400)
        try:
            found = self._nights.play(national_id, choice)
        except BadExtraction as error:
            return self.show(f"L’extraction de cette nuit est refusée\u00a0: {error}.", 409)
        outcomes = [(night.OUTCOMES[name], count) for name, count in sorted(found.doubts.items()) if count]
        self._chosen = national_id
        self._last = _Last(night.people()[national_id], night.CHOICES[choice], outcomes)
        return Response("", headers={"Location": f"{self._base_path}/local/annuaire"}, status_code=303)


def night_blueprint(pages: NightPage) -> Blueprint:
    """Return the routes of the page."""
    blueprint = Blueprint(__name__)

    @blueprint.route("/local/annuaire", methods=READ)
    def show_night() -> Response:
        return pages.show()

    @blueprint.route("/local/annuaire", methods=["POST"], content_types=FORM)
    def play_night() -> Response:
        return pages.play(blueprint.current_request.raw_body)

    return blueprint
