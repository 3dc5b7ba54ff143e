"""Credentials of the portal's services. The command line makes, rotates and revokes them; every question needs one."""

import secrets
from dataclasses import replace
from datetime import timedelta

from chalicelib.context import Context
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.domain.refusals import Code, Refused
from chalicelib.store.credentials import Credential, digest, find_credential, list_credentials, save

PREFIX = "amelipro_"
"""The prefix of every bearer, by which scanners of source code recognise one that was published by mistake."""


def caller_of(context: Context, bearer: str) -> Credential | None:
    """Return the service of a bearer; None when the bearer is unknown, expired or revoked."""
    if not bearer.startswith(PREFIX):
        return None
    found = find_credential(bearer, context.keys.lookup, context.settings.credential_kept_seconds)
    return found if found and found.is_good(context.now) else None


def create_credential(context: Context, name: str, services: frozenset[str], life: timedelta) -> tuple[Credential, str]:
    """Make a credential of 256 random bits and return it with its bearer, which cannot be shown again.

    Raises `Refused` for a service that the catalogue does not know.
    """
    unknown = services - SERVICES_BY_ID.keys()
    if unknown:
        raise Refused(Code.FORM, f"unknown services: {', '.join(sorted(unknown))}")
    bearer = PREFIX + secrets.token_urlsafe(32)
    credential = Credential(digest(bearer, context.keys.lookup), name, services, context.now, context.now + life)
    save(credential)
    return credential, bearer


def rotate_credential(context: Context, name: str, life: timedelta, overlap: timedelta) -> tuple[Credential, str]:
    """Make a successor with the same services. Earlier credentials end after `overlap`, unless they end sooner."""
    current = _good(context, name)
    made = create_credential(context, name, current[-1].services, life)
    for credential in current:
        save(replace(credential, expires_at=min(credential.expires_at, context.now + overlap)))
    return made


def revoke_credential(context: Context, name: str) -> int:
    """End every credential of this name at once, and return their number."""
    current = _good(context, name)
    for credential in current:
        save(replace(credential, revoked_at=context.now))
    return len(current)


def _good(context: Context, name: str) -> list[Credential]:
    found = [one for one in list_credentials() if one.name == name and one.is_good(context.now)]
    if not found:
        raise Refused(Code.UNKNOWN, f"no credential in force is called {name}")
    return found
