"""The sign-in by card over HTTP, with a Pro Santé Connect that answers at once with a given userinfo."""

import copy
import json
from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.create import Asked, create
from chalicelib.acts.invited import Shown
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers, Name, Practice
from chalicelib.identity import psc
from chalicelib.identity.psc import SignedIn
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, PracticeItem, to_practice
from chalicelib.store.table import find, read
from infra.local import samples
from tests.browser import Browser
from tests.builders import DAY
from tests.integration.replays import again, replayed
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes
from tests.integration.world import LOOKUP, World

Userinfo = dict[str, Any]

CLAIRES, HUGOS, ALEXANDRES = "899900001019", "3929900019/0000000007", "899900001076"
"""National identifiers of the samples: a doctor with three cabinets, the director of a clinic, a locum."""

ATTACHED, STUDENT, DOUBLE, E_CPS = "899900001118", "899900001126", "899900001134", "899900001142"
EMPLOYEE, MIDWIFE, SURGEON = "3639900125/0000000051", "899900001159", "899900001167"

NONE = Identifiers()
TYPED_BY_DELEGANT = Identifiers(rpps_adeli="99900001076", categorie=MEDECIN, specialite="01")


def userinfo_of(national_id: str) -> Userinfo:
    """Return a copy of a sample person's userinfo, which a test may change."""
    return copy.deepcopy(dict(samples.practitioners()[national_id]))


def activities(said: Userinfo) -> list[dict[str, str]]:
    """Return the activities of the only exercice, to be changed in place."""
    (exercice,) = said["SubjectRefPro"]["exercices"]
    found: list[dict[str, str]] = exercice["activities"]
    return found


class Cards:
    """People of the samples who sign in by card."""

    def __init__(self, scenes: Scenes) -> None:
        self.scenes, self.world = scenes, scenes.world
        self._created = 0

    def knows(self, account_id: str, national_id: str) -> None:
        """Link a card to an account."""
        pk, sk = keys.alias("psc", national_id, LOOKUP)
        AliasItem(pk=pk, sk=sk, account_id=account_id).save()

    def person(self, account_id: str, national_id: str) -> None:
        """Give a sample person an account, linked to the card."""
        (one,) = (person for person in samples.people() if person.national_id == national_id)
        self.world.person(account_id, one.email, Name(one.civilite, one.prenom, one.nom))
        self.knows(account_id, national_id)

    def signs_in(self, said: Mapping[str, Any]) -> Browser:
        """Sign in with this userinfo."""
        return _come_back(self.world, json.dumps(said))

    def practice(self, account_id: str) -> Practice:
        """Return the stored practice of an account."""
        key = keys.practice(account_id)
        return to_practice(find(read([key]), PracticeItem, key))

    def create(self, profil: ProfilId, delegue: str, identifiers: Identifiers = NONE, period: int = -1) -> str:
        """Have Claire delegate at all her structures, for a period of its own unless its number is given."""
        number = self._created if period < 0 else period
        self._created += 1
        name = ("card", profil, delegue, identifiers, number, self._created)
        return replayed(name, lambda: self._create(profil, delegue, identifiers, number))

    def _create(self, profil: ProfilId, delegue: str, identifiers: Identifiers, number: int) -> str:
        context, start = runtime.context(), self.scenes.today + number * 30 * DAY
        ids = tuple(structure.id for structure in self.practice(CLAIRE).structures)
        asked = AskedTerms(start.isoformat(), (start + 20 * DAY).isoformat(), ids, toutes_structures=True)
        shown = Shown(KNOWN[delegue], delegue, known=True)
        form = Asked(profil.value, asked, identifiers)
        return create(context, self.scenes.session(CLAIRE), shown, form, f"formulaire-{self._created}")

    def three(self) -> dict[str, str]:
        """Have Claire create one delegation in each live status; return their ids."""
        number, self._created = self._created, self._created + 3
        return {**replayed(("three", number), lambda: self._three(number))}

    def _three(self, number: int) -> dict[str, str]:
        self._created = number
        found = {"validee": self.create(ProfilId.COMPTABLE, PAUL)}
        accept_in_space(runtime.context(), self.scenes.session(PAUL), found["validee"], 1)
        found["a_valider"] = self.create(ProfilId.COMPTABLE, LEA)
        accept_by_link(runtime.context(), self.scenes.token(found["a_valider"], Purpose.ACCEPT))
        found["en_cours"] = self.create(ProfilId.COMPTABLE, PAUL)
        return found

    def snapshot(self) -> list[dict[str, Any]]:
        """Return everything that a card may change: accounts, practices, delegations, grants, notifications.

        The mail about the sign-in itself is none of it.
        """
        kinds = {"head", "practice", "delegation", "summary", "grant", "guard", "history", "mail", "notice"}
        warning = AccountMail.NOUVELLE_CONNEXION.value
        return [item for item in self.world.items() if item["kind"]["S"] in kinds and warning not in item["sk"]["S"]]

    def structures(self, delegation_id: str) -> set[str]:
        """Return the structures of a delegation, by id."""
        return set(self.scenes.delegation(delegation_id).terms.structure_ids)

    def grants(self, delegation_id: str) -> set[str]:
        """Return the structures of the delegation's grant."""
        return {
            structure["M"]["id"]["S"]
            for grant in self.world.of_kind("grant")
            if grant["delegation_id"]["S"] == delegation_id
            for structure in grant["terms"]["M"]["structures"]["L"]
        }

    def notifications(self, account_id: str) -> str:
        """Return the text of a person's page of notifications."""
        return self.scenes.browser(account_id).get("/notifications").text


@again
def _come_back(world: World, said: str) -> Browser:
    """Return a browser that has come back from Pro Santé Connect with this userinfo."""
    browser = world.browser()
    with patch.object(psc, "finish", lambda *_: SignedIn(json.loads(said), "", "eidas1")):
        page = browser.get("/connexion/retour?code=c&state=s")
    assert page.status == 200, page.text
    return browser
