"""What anybody may know: where decisions are asked for (AuthZEN §9), and the keys of tokens (RFC 7517 §5)."""

from chalicelib.access.replies import KEYS, METADATA
from chalicelib.access.signing import NoSigner, signer
from chalicelib.http.operations import Call, Reply, operation
from chalicelib.http.routes import ACCESS
from chalicelib.http.urls import absolute

_KEPT = 3600
"""How long these documents may be kept; a new key is published longer than that before it signs."""

_ENDPOINTS = {
    "access.evaluation:evaluate": "access_evaluation_endpoint",
    "access.evaluation:evaluate_many": "access_evaluations_endpoint",
    "access.search:search_subject": "search_subject_endpoint",
    "access.search:search_resource": "search_resource_endpoint",
    "access.search:search_action": "search_action_endpoint",
}
"""Views, and what the metadata call their addresses."""


@operation("lireConfiguration", "Où les décisions se demandent", gives=METADATA)
def authzen_configuration(call: Call[None]) -> Reply:
    """Return the metadata of the decision point (§9.1)."""
    found = {"policy_decision_point": absolute("").rstrip("/")}
    paths = {_ENDPOINTS[endpoint.view]: endpoint.path for endpoint in ACCESS if endpoint.view in _ENDPOINTS}
    return Reply(found | {name: absolute(path) for name, path in paths.items()}, kept=_KEPT)


@operation("lireCles", "Les clés publiques des jetons", gives=KEYS)
def jwks(call: Call[None]) -> Reply:
    """Return the public keys of tokens, the next one before it is used; none where no token is given."""
    try:
        return Reply({"keys": list(signer().public_keys())}, kept=_KEPT)
    except NoSigner:
        return Reply({"keys": []})
