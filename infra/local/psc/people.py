"""The people who may be chosen on the page, and their means of identification."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from infra.local import samples
from infra.local.psc.memory import Identity


class Means(StrEnum):
    """A means of identification; its value is the userinfo's `authMode`."""

    CARD = "CARD"
    MOBILE = "MOBILE"

    @property
    def label(self) -> str:
        """Its name on the page."""
        return {Means.CARD: "Carte CPS ou CPE", Means.MOBILE: "Application mobile e-CPS"}[self]


@dataclass(frozen=True)
class Practitioner:
    """One line of the page."""

    national_id: str
    name: str
    description: str
    userinfo: Mapping[str, Any]

    def signed_in_with(self, means: Means) -> Identity:
        """Return this person signed in with `means`, or with the e-CPS if he has no card."""
        own = Means(self.userinfo["authMode"])
        return Identity({**self.userinfo, "authMode": (means if own is Means.CARD else own).value})


def practitioners() -> Mapping[str, Practitioner]:
    """Return the sample practitioners, by national identifier."""
    descriptions = {person.national_id: person.description for person in samples.people()}
    return {
        national_id: Practitioner(
            national_id=national_id,
            name=f"{userinfo['given_name']} {userinfo['family_name']}",
            description=descriptions.get(national_id, ""),
            userinfo=userinfo,
        )
        for national_id, userinfo in samples.practitioners().items()
    }
