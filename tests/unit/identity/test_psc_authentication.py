"""The service proves its identity to Pro Santé Connect by the configured method alone."""

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt

from chalicelib.identity.psc import PscUnavailable, transport
from chalicelib.identity.psc.authentication import fetch_for, is_by_certificate, proof_of
from chalicelib.identity.psc.provider import Provider
from tests.unit.identity.provider_stub import (
    CLIENT,
    DISCOVERY,
    ENDPOINTS,
    ISSUER,
    KEYS,
    NOW,
    SETTINGS,
    Psc,
    json_answer,
    rsa_key,
)

TOKEN = ENDPOINTS["token_endpoint"]


def test_the_secret_is_sent_in_the_form_or_in_the_header() -> None:
    posted = proof_of(SETTINGS, KEYS, NOW, TOKEN)
    basic = proof_of(SETTINGS._replace(psc_client_auth="client_secret_basic"), KEYS, NOW, TOKEN)

    assert posted.form == {"client_id": CLIENT, "client_secret": "secret"}
    assert not posted.headers
    assert not basic.form
    assert base64.b64decode(basic.headers["Authorization"].removeprefix("Basic ")) == b"delegation:secret"


def test_a_private_key_signs_a_one_minute_assertion_for_the_token_endpoint() -> None:
    key = rsa_key()
    keys = KEYS._replace(psc_client_key=json.dumps({**key.as_dict(private=True), "alg": "PS256", "kid": "un"}))

    proof = proof_of(SETTINGS._replace(psc_client_auth="private_key_jwt"), keys, NOW, TOKEN)

    token = jwt.decode(proof.form["client_assertion"], key, algorithms=["PS256"])
    claims = token.claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == (CLIENT, CLIENT, TOKEN)
    assert claims["exp"] - claims["iat"] == 60
    assert token.header["kid"] == "un"
    assert proof.form["client_assertion_type"].endswith(":jwt-bearer")
    assert "client_secret" not in proof.form


def test_two_assertions_are_never_the_same() -> None:
    keys = KEYS._replace(psc_client_key=json.dumps(rsa_key().as_dict(private=True)))
    settings = SETTINGS._replace(psc_client_auth="private_key_jwt")

    assert proof_of(settings, keys, NOW, TOKEN).form != proof_of(settings, keys, NOW, TOKEN).form


def test_the_certificate_method_needs_no_secret_and_has_its_own_address() -> None:
    settings = SETTINGS._replace(psc_client_auth="tls_client_auth")
    psc = Psc()
    aliases = {"token_endpoint": "https://mtls.psc.test/token"}
    psc.answers[DISCOVERY] = json_answer({"issuer": ISSUER, **ENDPOINTS, "mtls_endpoint_aliases": aliases})

    assert proof_of(settings, KEYS, NOW, TOKEN).form == {"client_id": CLIENT}
    assert Provider(settings, NOW, psc).token_endpoint() == "https://mtls.psc.test/token"
    assert Provider(SETTINGS, NOW, psc).token_endpoint() == TOKEN
    assert is_by_certificate(settings) and not is_by_certificate(SETTINGS)
    assert fetch_for(SETTINGS, KEYS) is transport.fetch


def test_an_unknown_method_is_a_fault_of_the_deployment() -> None:
    with pytest.raises(ValueError, match="mot"):
        proof_of(SETTINGS._replace(psc_client_auth="mot"), KEYS, NOW, TOKEN)


# --- the certificate, against a server that asks for one


def _certificate(name: str) -> tuple[str, str]:
    """Return a private key and a self-signed certificate for 127.0.0.1, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=400))
        .not_valid_after(NOW + timedelta(days=4000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), built.public_bytes(serialization.Encoding.PEM).decode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        peer = self.connection.getpeercert()
        self.wfile.write(str(dict(part[0] for part in peer["subject"])["commonName"]).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the origin of a server that requires a client certificate, its authority, and that certificate."""
    server_key, server_certificate = _certificate("serveur")
    client_key, client_certificate = _certificate("client")
    own, authority = tmp_path / "own.pem", tmp_path / "authority.pem"
    own.write_text(server_key + server_certificate)
    authority.write_text(client_certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    context.load_verify_locations(authority)
    context.verify_mode = ssl.CERT_REQUIRED
    built = HTTPServer(("127.0.0.1", 0), _Handler)
    built.socket = context.wrap_socket(built.socket, server_side=True)
    built.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=built.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://localhost:{built.server_port}", server_certificate, client_key + client_certificate
    built.shutdown()
    thread.join()
    built.server_close()


def test_the_client_certificate_is_shown_to_a_server_that_asks_for_it(
    server: tuple[str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin, authority, certificate = server
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(authority)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    settings = SETTINGS._replace(psc_client_auth="tls_client_auth")
    fetch = fetch_for(settings, KEYS._replace(psc_client_certificate=certificate))

    assert fetch(f"{origin}/", {}).body == b"client"
    transport._tls.cache_clear()
    with pytest.raises(PscUnavailable):
        transport.fetch(f"{origin}/", {})
    transport._tls.cache_clear()
