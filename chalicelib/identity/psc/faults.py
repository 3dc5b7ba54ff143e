"""Why a sign-in by card fails: one word of a closed list for the log, with nothing of a person or a token."""

from enum import StrEnum


class PscFault(StrEnum):
    """Why a sign-in fails."""

    # The browser brings these back, so anybody can cause them.
    STATE = "state"  # the sign-in began in another browser, or more than ten minutes ago
    DENIED = "denied"  # Pro Santé Connect reports an error, usually because the person gave up
    CODE = "code"  # the code is missing, used or too old
    SERVER_ERROR = "server_error"  # Pro Santé Connect reports through the browser that it is out of order
    # The response of Pro Santé Connect is not acceptable.
    SIGNATURE = "signature"  # the id_token is missing, or not signed by a published key
    ISSUER = "issuer"  # the id_token comes from another provider
    AUDIENCE = "audience"  # the id_token is for another client: is the client id right?
    NONCE = "nonce"  # the id_token belongs to another sign-in
    DATES = "dates"  # the id_token is out of date: is a clock wrong?
    CLAIMS = "claims"  # the id_token names nobody
    ACR = "acr"  # the assurance level is lower than required
    USERINFO = "userinfo"  # the userinfo is unusable, or another person's
    # Pro Santé Connect is out of reach, or this service is set up wrongly: nobody can sign in.
    DISCOVERY = "discovery"  # the discovery document is missing, or of another issuer
    JWKS = "jwks"  # the provider's keys cannot be read
    TOKEN_ENDPOINT = "token_endpoint"  # noqa: S105 - the name of an endpoint, which responds with an error
    USERINFO_ENDPOINT = "userinfo_endpoint"
    INVALID_CLIENT = "invalid_client"  # our secret, key or certificate is rejected
    SETUP = "setup"  # our own client authentication cannot be made
    TIMEOUT = "timeout"  # no response in time
    TLS = "tls"  # no secure connection, because of a certificate of theirs or ours
    NETWORK = "network"  # no connection, or a response that cannot be read

    @property
    def is_anybodys(self) -> bool:
        """Whether anybody can cause it with a browser, so that it needs no alarm."""
        return self in {PscFault.STATE, PscFault.DENIED, PscFault.CODE, PscFault.SERVER_ERROR}


class PscFailed(Exception):
    """A sign-in by card failed; `fault` says why."""

    def __init__(self, fault: PscFault) -> None:
        self.fault = fault
        super().__init__(fault)


class PscRefused(PscFailed):
    """The sign-in must not succeed; the person may start again."""


class PscUnavailable(PscFailed):
    """Pro Santé Connect is out of reach, broken or not set up; the person did nothing wrong."""
