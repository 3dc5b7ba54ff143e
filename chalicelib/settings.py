"""Every setting of the service, typed, read once from the environment of the function."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class Settings(NamedTuple):
    """One field for each environment variable of the same name in capitals; spec §7 gives the defaults."""

    stage: str = "dev"
    table_name: str = "delegation"
    directory_table: str = ""
    """The table of the national directory; empty for a stage without one: then only cards say who is who."""
    directory_url: str = ""
    """Where the extraction is downloaded each night; empty for a stage whose operator loads it."""
    restored_table: str = ""
    """The table's name again when it was restored: it stays shut until it is reconciled."""
    public_base_url: str = "http://127.0.0.1:8000"
    mail_from: str = "ne-pas-repondre@delegation.example"
    mail_configuration_set: str = ""
    secrets_parameter: str = "/delegation/dev/secrets"
    assistance_number: str = "3608"
    log_level: str = "INFO"
    service_version: str = "0.1.0"
    mails_per_second: int = 14
    mail_tries: int = 12
    feedback_topic: str = "delegation-feedback"
    stream_arn: str = "arn:aws:dynamodb:eu-west-3:000000000000:table/delegation/stream/absent"

    psc_issuer: str = ""
    psc_discovery_url: str = ""
    psc_client_id: str = ""
    psc_acr_values: str = "eidas1"
    psc_client_auth: str = "client_secret_post"

    purge_after_days: int = 30
    reminder_before_days: int = 7
    closed_kept_days: int = 90
    history_kept_days: int = 365
    longest_validity_days: int = 3 * 365 + 1
    resends_per_day: int = 3
    resends_in_all: int = 10
    lookups_per_hour: int = 30
    creations_per_day: int = 50
    live_delegations: int = 1000
    login_failures: int = 10
    login_failures_per_origin: int = 100
    login_lock_minutes: int = 15
    trusted_origin_header: str = ""
    """The header in which the one proxy before the API writes the caller's network address; none: the API is asked
    directly, and no header says anything of the caller."""
    known_browser_days: int = 180
    """How long a browser has a count of failures of its own after a sign-in in it."""
    password_resets_per_hour: int = 3
    """Links for a new password that one browser, or one network origin, may ask for an address."""
    password_reset_mails_per_hour: int = 12
    """Those that strangers together may have sent to one address; browsers known to its owner are counted beside."""
    fresh_proof_minutes: int = 5
    """After a sign-in, how long what weakens an account needs no second proof."""
    address_changes_per_hour: int = 5
    session_idle_minutes: int = 30
    session_longest_minutes: int = 240
    open_sessions: int = 20

    token_keys: str = ""
    """KMS keys, separated by spaces: the first signs, all are published. None: a key of this process, locally only."""
    token_audiences: str = "amelipro"  # noqa: S105 - whom the tokens are for
    token_seconds: int = 300
    credential_kept_seconds: int = 30
    evaluations_at_once: int = 50

    @property
    def base_path(self) -> str:
        """The path that API Gateway puts before every route (`/api`), or nothing behind a custom domain."""
        return urlsplit(self.public_base_url).path.rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether this is the stage of one's own machine: plain HTTP, so no `Secure` cookie."""
        return self.stage == "local"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Build the settings from `environment`; raises ValueError when a number is not one."""
    values: dict[str, Any] = {}
    for name, kind in Settings.__annotations__.items():
        text = environment.get(name.upper())
        if text is None:
            continue
        values[name] = int(text) if kind is int else text
    return Settings(**values)


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    return read_settings(os.environ)
