"""Every setting of the service, with its type, read once from the environment of the function."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from chalicelib.domain.modes import CARD, Mode


class Settings(NamedTuple):
    """One field for each environment variable, which has the same name in capitals (specification §7: defaults)."""

    stage: str = "dev"
    table_name: str = "delegation"
    directory_table: str = ""
    """The table of the national directory; empty for a stage without one: then only cards say who is who."""
    directory_url: str = ""
    """Where the extraction is downloaded each night; empty for a stage whose operator loads it."""
    restored_table: str = ""
    """The name of the table again if it was restored; the table then stays shut until it is reconciled."""
    public_base_url: str = "http://127.0.0.1:8000"
    mail_from: str = "ne-pas-repondre@delegation.example"
    mail_configuration_set: str = ""
    secrets_parameter: str = "/delegation/dev/secrets"
    assistance_number: str = "3608"
    log_level: str = "INFO"
    service_version: str = "0.1.0"
    mails_per_second: int = 0
    """The most mails a second that leave, where SES allows more; 0: as many as it allows. SES's own rate is read."""
    mails_at_once: int = 8
    """How many mails the schedule sends side by side, and the mailer half as many: each waits most of its time."""
    mail_tries: int = 12
    feedback_topic: str = "delegation-feedback"
    due_queue: str = "delegation-due.fifo"
    """The queue through which the acts of time of a busy minute reach several workers (store/due_queue.py)."""
    due_workers: int = 4
    """How many of these workers run side by side. Each makes some twenty acts a second."""
    synthetic: int = 0
    """1: a synthetic delegation lives every quarter of an hour, and an alarm rings when it does not."""
    stream_arn: str = "arn:aws:dynamodb:eu-west-3:000000000000:table/delegation/stream/absent"

    psc_issuer: str = ""
    psc_discovery_url: str = ""
    psc_client_id: str = ""
    psc_acr_values: str = "eidas1"
    psc_client_auth: str = "client_secret_post"
    acting_modes: str = "CARD"
    """The values of `authMode`, of Pro Santé Connect, with which a délégant may act, separated by spaces. Beside `CARD`
    a stage may list that of the e-CPS; any other lets him look only."""
    sign_in_modes: str = ""
    """The modes with which the délégués of a profil may act, where they are fewer than in the catalogue, as
    `remplacant=carte,mobile assistant_medical=carte`."""

    purge_after_days: int = 30
    reminder_before_days: int = 7
    closed_kept_days: int = 90
    end_notice_days: int = 15
    """Days before the last day of a delegation at which both its parties are told that it ends soon."""
    unused_access_days: int = 90
    """How long after its last use an open delegation is shown to its délégant as unused."""
    history_kept_days: int = 365
    longest_validity_days: int = 3 * 365 + 1
    resends_per_day: int = 3
    resends_in_all: int = 10
    asks_per_day: int = 5
    """How many delegations one délégué may ask for in a day, by the links of all délégants."""
    open_wishes: int = 10
    """How many of them may wait for a délégant at once."""
    asks_per_link: int = 50
    """How many delegations may be asked for by one link in a day."""
    ask_mails_per_day: int = 5
    """How many links to ask by are mailed to one address in a day, whoever types it."""
    blocked_people: int = 300
    """How many people a délégant may block, so that they can ask him for nothing."""
    lookups_per_hour: int = 30
    creations_per_day: int = 50
    prolongations_asked_per_day: int = 5
    live_delegations: int = 1000
    login_failures: int = 10
    login_failures_per_origin: int = 100
    login_lock_minutes: int = 15
    """How long the sign-in to an address is closed after so many failures. Each further time it is twice as long."""
    login_lock_longest_minutes: int = 480
    login_quiet_hours: int = 24
    """How long after a lock, without a failure, the next one is as short as the first again."""
    trusted_origin_header: str = ""
    """The header in which the only proxy before the API writes the caller's network address. Empty when there is no
    proxy: then no header is trusted."""
    known_browser_days: int = 180
    """How long after a sign-in its browser has its own count of failures, and its sign-ins are told by no mail."""
    new_browser_mails_per_day: int = 5
    """How many sign-ins from browsers that an account does not know are told to its owner by mail."""
    password_resets_per_hour: int = 3
    """How many links for a new password one browser, or one network origin, may request for one address."""
    password_reset_mails_per_hour: int = 12
    """How many of them all strangers together may request for one address; known browsers are counted separately."""
    unused_days: int = 183
    """How long after the last use of an account its password opens nothing, until a link or a card proves it again."""
    unused_notice_days: int = 14
    """How long before that its owner is told by mail."""
    fresh_proof_minutes: int = 5
    """How long after a sign-in an act that weakens the account needs no second proof."""
    address_changes_per_hour: int = 5
    session_idle_minutes: int = 30
    session_longest_minutes: int = 240
    open_sessions: int = 20

    token_keys: str = ""
    """KMS keys, separated by spaces: the first one signs, all are published. Empty, in the local stage only: a key of
    this process."""
    token_audiences: str = "amelipro"  # noqa: S105 - the name of the services that take the tokens
    token_seconds: int = 300
    credential_kept_seconds: int = 30
    evaluations_at_once: int = 50
    service_addresses: str = ""
    """Where the services of the catalogue open, as `paiements=https://…`, separated by spaces. A service without an
    address is named in the space « pour le compte de … », and does not open from there."""

    @property
    def base_path(self) -> str:
        """The path that API Gateway puts before every route (`/api`); empty behind a custom domain."""
        return urlsplit(self.public_base_url).path.rstrip("/")

    @property
    def addresses_of_services(self) -> Mapping[str, str]:
        """The address of each service that has one, by the service's id."""
        pairs = (entry.partition("=") for entry in self.service_addresses.split())
        return {service: address for service, _, address in pairs}

    @property
    def modes_that_act(self) -> frozenset[Mode]:
        """The modes of sign-in with which a délégant may act."""
        return frozenset(Mode.CARTE if value == CARD else Mode.MOBILE for value in self.acting_modes.split())

    @property
    def modes_of_profils(self) -> Mapping[str, frozenset[str]]:
        """The modes of each profil for which the stage admits fewer than the catalogue."""
        pairs = (entry.partition("=") for entry in self.sign_in_modes.split())
        return {profil: frozenset(modes.split(",")) for profil, _, modes in pairs}

    @property
    def is_local(self) -> bool:
        """Whether this is the stage of a developer's machine, which has plain HTTP and so no `Secure` cookie."""
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
    """Return the settings of this process; where a context is at hand, its own are used."""
    return read_settings(os.environ)
