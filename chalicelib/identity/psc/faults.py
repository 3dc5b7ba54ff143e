"""Why a sign-in by card fails, as one word of a closed list for the log: nothing of a person or of a token."""

from enum import StrEnum


class PscFault(StrEnum):
    """Why a sign-in fails."""

    # What the browser brings back: anybody can cause these.
    STATE = "state"  # not begun in this browser, or longer ago than ten minutes
    DENIED = "denied"  # Pro Santé Connect answered with an error, mostly because the person gave up
    CODE = "code"  # missing, already used or too old
    SERVER_ERROR = "server_error"  # Pro Santé Connect says by way of the browser that it is out of order
    # What Pro Santé Connect answers to us, and is not good enough.
    SIGNATURE = "signature"  # the id_token is missing, or not signed by a published key
    ISSUER = "issuer"  # the id_token is another provider's
    AUDIENCE = "audience"  # the id_token is for another client: is the client id right?
    NONCE = "nonce"  # the id_token is of another sign-in
    DATES = "dates"  # the id_token is out of date: is a clock wrong?
    CLAIMS = "claims"  # the id_token names nobody
    ACR = "acr"  # authenticated with less assurance than asked
    USERINFO = "userinfo"  # says nothing usable, or is somebody else's
    # Pro Santé Connect is out of reach, or we are set up wrongly: nobody can sign in.
    DISCOVERY = "discovery"  # what it publishes of itself is missing, or of another issuer
    JWKS = "jwks"  # its keys cannot be read
    TOKEN_ENDPOINT = "token_endpoint"  # noqa: S105 - the name of an endpoint, which answers with an error
    USERINFO_ENDPOINT = "userinfo_endpoint"
    INVALID_CLIENT = "invalid_client"  # our secret, key or certificate is refused
    SETUP = "setup"  # our way to prove ourselves cannot even be used
    TIMEOUT = "timeout"  # no answer in time
    TLS = "tls"  # no secure connection: a certificate, theirs or ours
    NETWORK = "network"  # no connection, or an answer that cannot be read

    @property
    def is_anybodys(self) -> bool:
        """Whether anybody can cause it with a browser: it is then no reason to wake somebody up."""
        return self in {PscFault.STATE, PscFault.DENIED, PscFault.CODE, PscFault.SERVER_ERROR}


class PscFailed(Exception):
    """A sign-in by card that did not succeed, and why."""

    def __init__(self, fault: PscFault) -> None:
        self.fault = fault
        super().__init__(fault)


class PscRefused(PscFailed):
    """A sign-in that must not succeed; starting again may help."""


class PscUnavailable(PscFailed):
    """Pro Santé Connect is out of reach, broken or not set up; nothing is wrong with the person."""
