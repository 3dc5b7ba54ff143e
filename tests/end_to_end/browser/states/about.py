"""Pages about the service, and its errors."""

from tests.end_to_end.browser.states.state import BOTH, Picture, State
from tests.end_to_end.browser.steps import without_token

STATES = (
    State("à propos", "help/a-propos", "/a-propos", picture=Picture("a-propos", "« À propos »")),
    State(
        "configuration", "help/configuration", "/configuration", picture=Picture("configuration", "« Configuration »")
    ),
    State(
        "mentions légales",
        "help/mentions-legales",
        "/mentions-legales",
        picture=Picture("mentions-legales", "« Mentions légales »"),
    ),
    State("CGU", "help/cgu", "/cgu", picture=Picture("cgu", "« CGU »")),
    State(
        "accessibilité", "help/accessibilite", "/accessibilite", picture=Picture("accessibilite", "« Accessibilité »")
    ),
    State("API", "api/documentation", "/api/v1/documentation", picture=Picture("api", "Documentation of the API")),
    State(
        "rubric unknown",
        "errors/erreur",
        "/compte/autre",
        "claire",
        status=404,
        picture=Picture("erreur-404", "A page that does not exist", BOTH),
    ),
    State(
        "e-mail, form of elsewhere",
        "errors/erreur",
        "/compte/e-mail",
        "claire",
        status=403,
        then=without_token,
        picture=Picture("erreur-403", "A form that comes from elsewhere"),
    ),
)
