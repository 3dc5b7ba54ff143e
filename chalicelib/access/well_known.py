"""What anybody may know: where decisions are asked for (AuthZEN §9), and the keys of tokens (RFC 7517 §5)."""

from chalicelib.access.answers import KEYS, METADATA
from chalicelib.access.endpoints import Answer, Ask, Endpoints
from chalicelib.access.signing import NoSigner, signer
from chalicelib.http.urls import absolute

endpoints = Endpoints()

_KEPT = 3600
"""How long these documents may be kept; a new key is published longer than that before it signs."""


@endpoints.get(
    "/.well-known/authzen-configuration", "lireConfiguration", "Où les décisions se demandent", gives=METADATA
)
def authzen_configuration(ask: Ask) -> Answer:
    """Return the metadata of the decision point (§9.1)."""
    paths = {
        "access_evaluation_endpoint": "/access/v1/evaluation",
        "access_evaluations_endpoint": "/access/v1/evaluations",
        "search_subject_endpoint": "/access/v1/search/subject",
        "search_resource_endpoint": "/access/v1/search/resource",
        "search_action_endpoint": "/access/v1/search/action",
    }
    found = {"policy_decision_point": absolute("").rstrip("/")}
    return Answer(found | {name: absolute(path) for name, path in paths.items()}, kept=_KEPT)


@endpoints.get("/.well-known/jwks.json", "lireCles", "Les clés publiques des jetons", gives=KEYS)
def jwks(ask: Ask) -> Answer:
    """Return the public keys of tokens, the next one before it is used; none where no token is given."""
    try:
        return Answer({"keys": list(signer().public_keys())}, kept=_KEPT)
    except NoSigner:
        return Answer({"keys": []})
