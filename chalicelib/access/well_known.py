"""Public documents: the metadata of the decision point (AuthZEN §9), and the keys of tokens (RFC 7517 §5)."""

from chalicelib.access.replies import KEYS, METADATA
from chalicelib.access.signing import NoSigner, signer
from chalicelib.http.operations import Call, Reply, operation
from chalicelib.http.routes import ACCESS
from chalicelib.http.urls import absolute

_KEPT = 3600
"""Seconds for which these documents may be cached. A new key is published for longer before it signs."""

_ENDPOINTS = {
    "access.evaluation:evaluate": "access_evaluation_endpoint",
    "access.evaluation:evaluate_many": "access_evaluations_endpoint",
    "access.search:search_subject": "search_subject_endpoint",
    "access.search:search_resource": "search_resource_endpoint",
    "access.search:search_action": "search_action_endpoint",
}
"""Views, and the names of their URLs in the metadata."""


@operation("lireConfiguration", "Où les décisions se demandent", content=METADATA)
def authzen_configuration(call: Call[None]) -> Reply:
    """Return the metadata of the decision point (§9.1)."""
    metadata = {"policy_decision_point": absolute("").rstrip("/")}
    paths = {_ENDPOINTS[endpoint.view]: endpoint.path for endpoint in ACCESS if endpoint.view in _ENDPOINTS}
    return Reply(metadata | {name: absolute(path) for name, path in paths.items()}, max_age=_KEPT)


@operation("lireCles", "Les clés publiques des jetons", content=KEYS)
def jwks(call: Call[None]) -> Reply:
    """Return the public keys of tokens, the next key included; none where no token is issued."""
    try:
        return Reply({"keys": list(signer().public_keys())}, max_age=_KEPT)
    except NoSigner:
        return Reply({"keys": []})
