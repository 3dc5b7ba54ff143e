"""The deployed service, seen from outside: browsers through API Gateway, people in the table, mails in SES."""

import http.client
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.people import Account, Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings, read_settings
from chalicelib.store.accounts import alias_item, head_item, practice_item
from chalicelib.store.table import Item
from tests.browser import Answer, Browser
from tests.builders import a_practice
from tests.integration.infra.emulator import Emulator
from tests.sessions import open_session_of, open_sessions_item

_SECONDS_FOR_A_MAIL = 60


class Deployed:
    """One deployed stage, with the clock of the machine."""

    def __init__(self, emulator: Emulator, tree: Path, stage: str) -> None:
        self.emulator = emulator
        config = json.loads((tree / ".chalice" / "config.json").read_text(encoding="utf-8"))
        self.environment: dict[str, str] = config["stages"][stage]["environment_variables"]
        self.settings: Settings = read_settings(self.environment)
        self.api = urlsplit(self.settings.public_base_url).hostname.partition(".")[0]  # type: ignore[union-attr]

    @property
    def now(self) -> datetime:
        """The present time."""
        return datetime.now(UTC)

    @cached_property
    def keys(self) -> Keyring:
        """The keys in force."""
        answer = self.emulator.client("ssm").get_parameter(Name=self.settings.secrets_parameter, WithDecryption=True)
        values = json.loads(answer["Parameter"]["Value"])
        return Keyring(tuple(values["links"]), tuple(values["sessions"]), values["lookup"])

    def delegant(self, prenom: str = "Claire") -> Account:
        """Give a general practitioner her account."""
        account_id = prenom.lower()
        address = f"{account_id}@cabinet.example"
        account = Account(account_id, AccountStatus.ACTIVE, address, Name("MME", prenom, "Exemple"), True)
        self._put(
            head_item(account, detail="Médecine générale"),
            open_sessions_item(account.id, self.now),
            alias_item(account.address, account.id, self.keys.lookup),
            practice_item(account.id, a_practice()),
        )
        return account

    def delegue(self, prenom: str) -> Account:
        """Give a person an active account."""
        account_id = prenom.lower()
        account = Account(account_id, AccountStatus.ACTIVE, f"{account_id}@exemple.fr", Name("MME", prenom, "Modèle"))
        self._put(
            head_item(account),
            open_sessions_item(account_id, self.now),
            alias_item(account.address, account.id, self.keys.lookup),
        )
        return account

    def _put(self, *items: Item) -> None:
        client = self.emulator.client("dynamodb")
        for item in items:
            client.put_item(TableName=self.settings.table_name, Item=item.to_dynamodb_dict())

    def browser(self) -> Browser:
        """A browser with nobody signed in."""
        return Browser(self._carry, self.settings.public_base_url)

    def signed_in(self, account_id: str) -> Browser:
        """A browser signed in with a card."""
        browser = self.browser()
        session = open_session_of(account_id, Mode.CARTE, self.now)
        value = sessions.write(session, self.keys, self.now, self.settings)
        browser.cookies[sessions.cookie_name(self.settings)] = value
        return browser

    def _carry(self, method: str, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """Send a request to the API Gateway of the emulated account only."""
        assert url.startswith(self.settings.public_base_url), f"{url} is not an address of the service"
        parts = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=60)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            sent = {**headers, "Host": f"{self.api}.execute-api.localhost"}
            connection.request(method, path, body.encode(), sent)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read().decode()
        finally:
            connection.close()

    def mail(self, to: str, subject: str, about: str = "") -> Any:
        """Wait for a mail to this address whose text contains `about`, and return it."""
        deadline = time.monotonic() + _SECONDS_FOR_A_MAIL
        while True:
            sent = [mail for mail in self.mails() if to in mail["To"] and subject in mail["Subject"]]
            found = [mail for mail in sent if about in mail["BodyText"]]
            if found:
                return found[-1]
            assert time.monotonic() < deadline, (
                f"no mail to {to}: {[(mail['To'], mail['Subject']) for mail in self.mails()]}"
            )
            time.sleep(0.5)

    def mails(self) -> list[dict[str, Any]]:
        """Return every mail that SES received."""
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=60)
        try:
            connection.request("GET", "/_ministack/ses/messages")
            by_account = json.loads(connection.getresponse().read())["messages"]
            return [message for messages in by_account.values() for message in messages]
        finally:
            connection.close()
