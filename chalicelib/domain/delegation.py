"""A delegation: its terms, its stored state, and its state at a given moment."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.admission import Admission
from chalicelib.domain.catalogue import ProfilId, Service, services_opened
from chalicelib.domain.people import Delegant, Delegue, Structure
from chalicelib.domain.periods import ONE_DAY, Validity, end_of_day, start_of_day
from chalicelib.domain.policy import Policy
from chalicelib.domain.statuses import CLOSED, WAITING, Origin, Reason, Status


class Terms(NamedTuple):
    """The period and the structures that are granted. The services follow from the profil."""

    validity: Validity
    structures: tuple[Structure, ...]

    @property
    def structure_ids(self) -> frozenset[str]:
        """The identifiers of the structures."""
        return frozenset(structure.id for structure in self.structures)

    def contains(self, other: "Terms") -> bool:
        """Whether `other` grants nothing more than these terms."""
        return self.validity.contains(other.validity) and self.structure_ids >= other.structure_ids

    def common_with(self, other: "Terms") -> "Terms | None":
        """Return the terms that both grant; None when they share nothing."""
        validity = self.validity.intersection(other.validity)
        structures = tuple(s for s in self.structures if s.id in other.structure_ids)
        return Terms(validity, structures) if validity and structures else None


class Proposal(NamedTuple):
    """Wider terms that wait for an answer while the present ones hold (specification §3, « change: extend »)."""

    terms: Terms
    lapses_at: datetime


class ChangeEnd(StrEnum):
    """How a proposal ended. A proposal that another change replaces has no end."""

    ACCEPTED = "acceptee"
    REFUSED = "refusee"
    LAPSED = "expiree"


class LastChange(NamedTuple):
    """The last proposal: the version of the terms in its links, and its end, which a late click is shown."""

    terms_version: int
    end: ChangeEnd | None = None


class Lost(NamedTuple):
    """A structure that was taken away, and when. It is given back if it is named again in time."""

    structure: Structure
    at: datetime


class Interrupted(NamedTuple):
    """The state of a delegation when its remplaçant turned out not to be exclusive, and the time of that."""

    status: Status
    entered_at: datetime
    gone_at: datetime
    reminded: bool
    at: datetime


class Forewarned(NamedTuple):
    """The last day of validity that both parties were forewarned of, and the day of the délégant's mail about it."""

    end: date
    mail_on: date


class EndRequest(NamedTuple):
    """A later last day that the délégué has asked for, and when. `start`: the new first day, if it was over by then."""

    end: date
    at: datetime
    start: date | None = None


GIVEN_BACK_WITHIN = timedelta(days=30)
"""The time within which a right that was taken away is given back if it is named again (specification §1)."""


class Delegation(NamedTuple):
    """One delegation, as stored. `revision` grows at every write; `terms_version` whenever its terms change.

    `nonce` is that of the links that work. `gone_at` is the instant from which the delegation counts as gone, whatever
    is still stored. `entered_at` is the start of its status; `asked_at` is when the person who must act was last asked
    or informed again, if ever. `undeliverable`: no mail reaches the délégué's address; `undelivered`: the last demand
    did not arrive, and the address may be right. `lost` are the structures that may be given back: the délégant still
    grants them, and the délégué has not agreed to do without. `interrupted` is a state that may be given back whole.
    `forewarned`: which end was told before it comes. `end_request`: the prolongation that the délégué asks for.
    """

    id: str
    delegant: Delegant
    delegue: Delegue
    profil: ProfilId
    terms: Terms
    status: Status
    nonce: str
    created_at: datetime
    entered_at: datetime
    gone_at: datetime
    created_unknown: bool
    terms_version: int = 1
    revision: int = 1
    reason: Reason | None = None
    proposal: Proposal | None = None
    resent_at: tuple[datetime, ...] = ()
    asked_at: datetime | None = None
    reminded: bool = False
    ended: bool = False
    undeliverable: bool = False
    lost: tuple[Lost, ...] = ()
    interrupted: Interrupted | None = None
    last_change: LastChange | None = None
    undelivered: bool = False
    forewarned: Forewarned | None = None
    origin: Origin = Origin.CREATION
    end_request: EndRequest | None = None

    @property
    def is_wish(self) -> bool:
        """Whether a délégué asks for it, and the délégant has not completed and validated it yet."""
        return is_wish(self.origin, self.status)

    @property
    def is_empty(self) -> bool:
        """Whether its terms have no structure left. Such a delegation cannot be accepted, and causes no reminder.

        The structures of a wish are still to be chosen, so it is not empty.
        """
        return not self.terms.structures and not self.is_wish

    @property
    def address_is_correctable(self) -> bool:
        """Whether the demand is known not to have arrived, so that the délégant may correct the address."""
        return self.undeliverable or self.undelivered

    def status_at(self, now: datetime) -> Status | None:
        """Return the status at `now`; None once the delegation counts as purged or forgotten (specification §3)."""
        return status_in_time(self.status, self.terms.validity, self.gone_at, now, ended=self.ended)

    def is_in_force_at(self, now: datetime) -> bool:
        """Whether it grants its terms on the days of its period, which may still be to come.

        Pages, grants, access decisions and searches all use this one property.
        """
        return self.status_at(now) is Status.VALIDEE

    def opens_at(self, now: datetime) -> bool:
        """Whether the délégué may act in the délégant's name at `now`, if he signs in as his profil asks."""
        return self.is_in_force_at(now) and self.terms.validity.holds(now)

    def opens_to(self, admission: Admission, now: datetime) -> bool:
        """Whether the délégué may act in the délégant's name at `now`, as he signed in."""
        return self.opens_at(now) and admission.opens(self.profil)

    def services_at(self, structure: Structure) -> tuple[Service, ...]:
        """Return the services that it opens at one of its structures; neither its status nor its period is checked."""
        return services_opened(self.profil, self.delegue.identifiers, structure.categorie, structure.specialite)

    def proposal_at(self, now: datetime) -> Proposal | None:
        """Return the proposal that still waits for an answer at `now`."""
        if self.proposal is None or now >= self.proposal.lapses_at:
            return None
        return self.proposal

    def end_request_at(self, now: datetime) -> EndRequest | None:
        """Return the request for a prolongation that waits for the délégant's answer at `now`."""
        return request_in_time(self.end_request, self.terms.validity, now)

    def is_near_end_at(self, now: datetime) -> bool:
        """Whether its last day is near enough, before or after, for the délégué to ask for a later one."""
        return near_end(self.terms.validity, now)

    def is_of_change(self, version: int, now: datetime) -> bool:
        """Whether an answer to the terms of `version` is about a proposal, even one that has ended."""
        last = self.last_change
        return self.proposal_at(now) is not None or (last is not None and last.terms_version == version)

    def lost_at(self, now: datetime) -> tuple[Lost, ...]:
        """Return the structures that were taken away and may still be given back at `now`."""
        return tuple(lost for lost in self.lost if now - lost.at <= GIVEN_BACK_WITHIN)

    def periods_at(self, now: datetime) -> tuple[Validity, ...]:
        """Return the periods that no other delegation of the same délégué and profil may overlap at `now`."""
        status = self.status_at(now)
        if status is None or status in CLOSED:
            return ()
        proposal = self.proposal_at(now)
        return (self.terms.validity, proposal.terms.validity) if proposal else (self.terms.validity,)


def is_wish(origin: Origin, status: Status) -> bool:
    """Whether a delegation of this origin and stored status waits for the délégant to complete and validate it."""
    return origin is Origin.DEMANDE and status is Status.A_VALIDER


def status_in_time(
    status: Status, validity: Validity, gone_at: datetime, now: datetime, *, ended: bool
) -> Status | None:
    """Return the status at `now`, which time may have changed; None from `gone_at` on, as purged or forgotten.

    `ended`: the end was noted, so that a request that began before it, or whose clock is behind, finds it over too.
    """
    if now >= gone_at:
        return None
    if status is Status.VALIDEE and (ended or now >= validity.ends_at):
        return Status.TERMINEE
    return status


ASKED_BEFORE = timedelta(days=60)
ASKED_AFTER = timedelta(days=30)
"""How long before and after its last day the délégué may ask for a prolongation (specification §3)."""


def near_end(validity: Validity, now: datetime) -> bool:
    """Whether the end of `validity` is near enough for a prolongation to be asked for at `now`."""
    return start_of_day(validity.end - ASKED_BEFORE) <= now < start_of_day(validity.end + ASKED_AFTER + ONE_DAY)


def request_in_time(request: EndRequest | None, validity: Validity, now: datetime) -> EndRequest | None:
    """Return the request while it can be granted: its last day is not over, and the end has not overtaken it."""
    if request is None or now >= start_of_day(request.end + ONE_DAY):
        return None
    return None if request.at < validity.ends_at <= now else request


def gone_at(delegation: Delegation, policy: Policy) -> datetime:
    """Return the instant from which `delegation` counts as gone: always the end of a day in Paris.

    A delegation that waits is gone a delay after the day it entered its status, and at the latest on its last day of
    validity. A closed one is gone when it is no longer kept.
    """
    ends_at = delegation.terms.validity.ends_at
    if delegation.status in WAITING:
        return min(end_of_day(delegation.entered_at + policy.purge_after), ends_at)
    closed_at = ends_at if delegation.status is Status.VALIDEE else delegation.entered_at
    return end_of_day(closed_at + policy.closed_kept)


def revised(delegation: Delegation) -> Delegation:
    """Return `delegation` with the next revision and the same deadline, even if the setting has changed since."""
    return delegation._replace(revision=delegation.revision + 1)


def settled(delegation: Delegation, policy: Policy) -> Delegation:
    """Return `delegation` with the next revision and a new deadline: it enters a status or gets another period."""
    return revised(delegation)._replace(gone_at=gone_at(delegation, policy))


def without_proposal(delegation: Delegation, end: ChangeEnd) -> Delegation:
    """Return `delegation` without its proposal, and with a note of how that ended."""
    last = delegation.last_change or LastChange(delegation.terms_version)
    return delegation._replace(proposal=None, last_change=last._replace(end=end))
