"""The forms of OAuth and their replies, as records: exchange (RFC 8693 §2), introspection (RFC 7662 §2)."""

from chalicelib.acts.exchange import LONGEST_SECONDS, Fault
from chalicelib.acts.naming import ACCOUNT, CPE, EMAIL, RPPS
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.modes import Mode
from chalicelib.http.schema import Anything, Choice, Flag, Kind, Many, Record, Text, Whole

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the name of a type
JWT = "urn:ietf:params:oauth:token-type:jwt"
TYPES = {f"urn:amelipro:token-type:{kind}": kind for kind in (ACCOUNT, EMAIL, RPPS, CPE)}
"""The types of the identifiers that name people in an exchange. They prove nothing, and need not."""

CODE = "urn:amelipro:token-type:code"
"""The type of the code with which the space « pour le compte de … » opened a service. It names both people."""

INVALID_CLIENT, TEMPORARILY_UNAVAILABLE = "invalid_client", "temporarily_unavailable"

_TEXT = Text(longest=100_000, pattern="")
_PERSON = Text(longest=100_000, shortest=1, pattern="", description="Un compte, une adresse, un RPPS, une CPE.")
_TYPE = Choice(values=tuple(TYPES))
_SUBJECT_TYPE = Choice(values=(*TYPES, CODE))


def _form(name: str, fields: dict[str, Kind], *optional: str) -> Record:
    """Return a form that ignores other parameters (RFC 6749 §3.2)."""
    return Record(name=name, fields=fields, optional=frozenset(optional), others=_TEXT)


EXCHANGE = _form(
    "Echange",
    {
        "grant_type": Choice(values=(GRANT_TYPE,)),
        "subject_token": _PERSON,
        "subject_token_type": _SUBJECT_TYPE,
        "actor_token": Text(
            longest=100_000,
            shortest=1,
            pattern="",
            description="Le délégué\u00a0; absent avec une session ou un code.",
        ),
        "actor_token_type": _TYPE,
        "actor_mode": Choice(
            values=tuple(Mode),
            description="Comment le délégué s’est connecté\u00a0; absent avec une session ou un code.",
        ),
        "requested_token_type": Choice(values=("", ACCESS_TOKEN, JWT)),
        "scope": Text(longest=4000, pattern="", description="Des services, séparés par des espaces."),
        "audience": Text(longest=4000, pattern="", description="Peut être répété."),
    },
    *("actor_token", "actor_token_type", "actor_mode", "requested_token_type", "scope", "audience"),
)
INTROSPECTION = _form(
    "Interrogation",
    {"token": Text(longest=300_000, shortest=1, pattern=""), "token_type_hint": _TEXT},
    "token_type_hint",
)

KNOWN = EXCHANGE.fields.keys() | INTROSPECTION.fields.keys()
"""Names of parameters that an error may repeat."""

ISSUED = Record(
    name="JetonDonne",
    fields={
        "access_token": Text(longest=20_000),
        "issued_token_type": Choice(values=(ACCESS_TOKEN,)),
        "token_type": Choice(values=("Bearer",)),
        "expires_in": Whole(most=LONGEST_SECONDS),
        "scope": Text(longest=4000),
    },
)
_DETAIL = Record(name="DroitParStructure", fields={"type": Text(), "identifier": Text(), "actions": Many(of=Text())})
_NAME = Text(longest=1000, description="Dans un jeton donné pour un code seulement.")
_CLAIMS: dict[str, Kind] = {
    "iss": Text(longest=2000, format="uri"),
    "sub": Text(),
    "name": _NAME,
    "act": Record(name="Acteur", fields={"sub": Text(), "name": _NAME}, optional=frozenset({"name"})),
    "aud": Anything(description="Une destination, ou leur liste."),
    "client_id": Text(),
    "scope": Text(longest=4000),
    "authorization_details": Many(of=_DETAIL),
    "delegation": Text(),
    "profil": Choice(values=tuple(ProfilId)),
    "mode": Choice(values=tuple(Mode), description="Comment le délégué s’est connecté, si c’est connu."),
    "jti": Text(),
    "iat": Whole(most=2**40),
    "exp": Whole(most=2**40),
    "token_type": Choice(values=("Bearer",)),
}
STATE = Record(
    name="EtatDuJeton",
    description="Sans droit en vigueur pour ce service, « active » seul.",
    fields={"active": Flag(), **_CLAIMS},
    optional=frozenset(_CLAIMS),
)
ERROR = Record(
    name="ErreurOAuth",
    description="RFC 6749, §5.2.",
    fields={
        "error": Choice(values=(*Fault, INVALID_CLIENT, TEMPORARILY_UNAVAILABLE)),
        "error_description": Text(longest=1000),
    },
    optional=frozenset({"error_description"}),
)
