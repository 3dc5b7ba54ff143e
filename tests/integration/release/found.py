"""What a release makes of a table that another one left: each page, form, link, mail and act of time.

It runs in the tree of any release. What it says is the same for the tables of two releases that may stand side by side.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from chalicelib import runtime
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.periods import day_in_paris
from chalicelib.http.routes import API, PAGES
from chalicelib.settings import settings
from chalicelib.store import secrets
from chalicelib.workers import stream
from tests.browser import Browser, FormOnPage, Page
from tests.dynamodb.memory import service
from tests.dynamodb.memory.table import key_of
from tests.integration import small_aws
from tests.integration.release.left import Left
from tests.integration.scenes import CLAIRE, PAUL
from tests.integration.world import World, insertion
from tests.whole import IS_WHOLE

_HOURS = (1, 24 * 3, 24 * 10, 24 * 20, 24 * 32, 24 * 63, 24 * 130)
"""When the schedule runs: after reminders, last days, purges and the ends of accounts."""
_OWN = {CLAIRE: ("/delegations/", "/api/v1/delegations/"), PAUL: ("/recues/", "/pour-le-compte/", "/api/v1/received-")}
_OF_NOBODY = {"/aide", "/a-propos", "/configuration", "/mentions-legales", "/cgu", "/accessibilite", "/sante"}
_TYPED = {
    "adresse": "nouvelle@exemple.fr",
    "choix": "mois-1",
    "civilite": "MME",
    "compris": "oui",
    "confirmation": "Jardin-Fleuri-27",
    "consentement": "oui",
    "mot_de_passe": "Jardin-Fleuri-27",
    "nom": "Nouvelle",
    "prenom": "Zoé",
    "profil": "comptable",
    "structures": "cabinet-1",
}
"""What people type or choose, where a form asks for it."""
_TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
Facts = dict[str, str]


class Shown(NamedTuple):
    """A page, who opened it, and the delegation that it is about."""

    name: str
    who: str
    found: str
    page: Page


class Successor:
    """The release of this tree, before a table that was left."""

    def __init__(self, left: Left, asked: Collection[str]) -> None:
        """`asked` are the situations to look at."""
        self.left = left
        self.asked = {name: found for name, found in left.situations.items() if name in asked}
        self.world = World()
        secrets.forget()
        runtime.set_clock(lambda: self.world.now)
        self.world.create()
        small_aws.PARAMETERS[settings().secrets_parameter] = json.dumps(left.secrets)

    def facts(self) -> Facts:
        """Return everything that this release says and does, by what was asked of it."""
        return {**self._pages(), **self._forms(), **self._mails(), **self._time(), **self._removals(), **self._portal()}

    def _begin(self) -> None:
        """Put the table back as it was left."""
        service.create(settings().table_name)
        table = service.table(settings().table_name)
        for item in self.left.items:
            table.put(item)
        self.world.now = self.left.later

    def _browser(self, who: str) -> Browser:
        browser = self.world.browser()
        browser.cookies = dict(self.left.cookies.get(who, {}))
        return browser

    # Pages and forms

    @cached_property
    def _shown(self) -> list[Shown]:
        """Every page of each person in each situation, the pages of links, and that of the form under way."""
        self._begin()
        pages = [page for who in _OWN for page in self._pages_of(who)]
        for name, path in self.left.links.items():
            situation = name.split()[1]
            if situation in self.asked or situation not in self.left.situations:
                found = self.asked.get(situation, "")
                pages.append(Shown(f"link {name}", "", found, self._browser("").get(self._as_mailed(path))))
        pages.append(Shown("step", CLAIRE, "", self._browser(CLAIRE).get(self.left.step)))
        return pages

    def _as_mailed(self, path: str) -> str:
        """Return the path of a link as a mail of the release before has it: with a wish in it, where somebody asks."""
        day = day_in_paris(self.world.now).isoformat()
        wish = f"?profil=comptable&debut={day}&fin={day}"
        return f"{path}{wish}" if path.startswith(f"/{AccountPurpose.ASK}/") else path

    def _pages_of(self, who: str) -> Iterator[Shown]:
        browser = self._browser(who)
        for route in sorted({endpoint.path for endpoint in (*PAGES, *API) if endpoint.method == "GET"}):
            if "{" not in route and route not in _OF_NOBODY:
                yield Shown(f"{who} {route}", who, "", browser.get(route))
            elif route.startswith(_OWN[who]) and set(re.findall("{.*?}", route)) == {"{delegation_id}"}:
                for situation, found in self.asked.items():
                    path = route.replace("{delegation_id}", found)
                    yield Shown(f"{who} {route} {situation}", who, found, browser.get(path))

    def _pages(self) -> Facts:
        return {shown.name: f"{shown.page.status} {self._named(shown.page.url)}" for shown in self._shown}

    def _forms(self) -> Facts:
        """Send every form that a page shows, each on the table as it was left."""
        sent: dict[tuple[str, str, str], tuple[Shown, FormOnPage]] = {}
        for shown in self._shown:
            for form in shown.page.forms:
                for target in form.targets if form.method == "post" else ():
                    sent.setdefault((shown.who, urlsplit(target).path, shown.found), (shown, form))
        return {
            f"{shown.name} sends {self._named(target)}": self._after(shown, form, target)
            for (_, target, _), (shown, form) in sent.items()
            if not target.endswith("/deconnexion")
        }

    def _after(self, shown: Shown, form: FormOnPage, target: str) -> str:
        self._begin()
        page = self._browser(shown.who).post(urljoin(shown.page.url, target), form.filled(_given(form)))
        # « Ouvrir » of the notifications leads to the newest, and several are as new.
        where = self._named(page.url) if shown.found else ""
        return f"{page.status} {where}, {self._state(shown.found)}, mails: {self._sent_since_left()}"

    def _sent_since_left(self) -> list[str]:
        """Return what new mails say; by default, their kinds."""
        already = {key_of(item) for item in self.left.items}
        rows: Iterable[dict[str, Any]] = (
            item for item in service.table(settings().table_name).items() if item["kind"]["S"] == "mail"
        )
        rows = sorted((item for item in rows if key_of(item) not in already), key=key_of)
        return self._sent(rows) if IS_WHOLE else sorted(_kind_of(row) for row in rows)

    def _sent(self, rows: list[dict[str, Any]]) -> list[str]:
        before = len(self.world.mails())
        stream.handle({"Records": [insertion(item) for item in rows]})
        return sorted(mail.subject for mail in self.world.mails()[before:])

    def _state(self, found: str) -> str:
        """Return how a delegation stands: its kind, and its status or what ended it."""
        if not found:
            return ""
        item = service.table(settings().table_name).item((f"DELEG#{found}", "STATE")) or {}
        content = item.get("content", {}).get("M", {})
        told = [item.get("kind", {}), item.get("revision", {}), content.get("status", {}), item.get("end", {})]
        return " ".join(str(value) for one in told for value in one.values())

    # Mails, time, the stream, the portal

    def _mails(self) -> Facts:
        """Send each mail; by default one of each kind, to each party and in each state."""
        self._begin()
        rows = self.world.of_kind("mail")
        if not IS_WHOLE:
            rows = list({(_kind_of(row), row["state"]["S"]): row for row in rows}.values())
        return {f"mail {self._named(' '.join(key_of(row)))}": str(self._sent([row])) for row in rows}

    def _time(self) -> Facts:
        """Let the schedule run again and again."""
        self._begin()
        facts: Facts = {}
        for hours in _HOURS:
            self.world.now = self.left.later
            self.world.pass_time(hours=hours)
            facts |= {f"{name} after {hours} h": self._state(found) for name, found in self.left.situations.items()}
        return facts

    def _removals(self) -> Facts:
        """Let TTL overtake the schedule for each delegation."""
        facts = {}
        for situation, found in self.asked.items():
            self._begin()
            self.world.now += timedelta(hours=_HOURS[-1])
            key = (f"DELEG#{found}", "STATE")
            image = service.table(settings().table_name).item(key) or {}
            service.table(settings().table_name).remove(key)
            change = {"Keys": {name: image[name] for name in ("pk", "sk")}, "OldImage": image}
            stream.handle({"Records": [{"eventName": "REMOVE", "dynamodb": change, "userIdentity": _TTL}]})
            facts[f"removal {situation}"] = f"{self._state(found)}, mails: {self._sent_since_left()}"
        return facts

    def _portal(self) -> Facts:
        """Ask for a decision with the credential that was left."""
        self._begin()
        question = {
            "subject": {"type": "account", "id": PAUL},
            "action": {"name": "paiements"},
            "resource": {"type": "espace", "id": CLAIRE},
        }
        headers = {"Authorization": f"Bearer {self.left.bearer}", "Content-Type": "application/json"}
        address = f"{settings().public_base_url}/access/v1/evaluation"
        _, _, answer = self.world._carry("POST", address, headers, json.dumps(question))
        return {"decision": self._named(answer)}

    def _named(self, text: str) -> str:
        """Return a text without what is drawn at random."""
        text = re.sub(r"/[\w.~-]{24,}", "/<token>", text)
        for situation, found in self.left.situations.items():
            text = text.replace(found, f"<{situation}>")
        return re.sub(r"(brouillon|cle|apres)=[^&]+", r"\1=…", text)


def _kind_of(row: dict[str, Any]) -> str:
    """Return the kind of a mail, and to whom it goes."""
    return str(row["sk"]["S"].partition("#")[2])


def _given(form: FormOnPage) -> dict[str, str]:
    """Return what is typed into a form, and the first of its buttons that says something; none that leads elsewhere."""
    asked = {field.name for field in form.fields if not field.value or field.kind in {"checkbox", "radio", "submit"}}
    asked |= {"civilite"} if "prenom" in asked else set()  # a list of which nothing is chosen yet
    buttons = ((field.name, field.value) for field in form.fields if field.kind == "submit" and field.name)
    pressed = dict([next(buttons, ("", ""))])
    shorter = {field.name: _day_before(field.value) for field in form.fields if field.name == "fin" and field.value}
    typed = {**pressed, **_TYPED}
    return {**{name: value for name, value in typed.items() if name in asked - {"service", ""}}, **shorter}


def _day_before(typed: str) -> str:
    return f"{datetime.strptime(typed, '%d/%m/%Y') - timedelta(days=1):%d/%m/%Y}"  # noqa: DTZ007 - a day
