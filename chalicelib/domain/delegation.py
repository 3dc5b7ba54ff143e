"""A delegation: its terms, its state, and what it is at a given moment."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Delegant, Delegue, Structure
from chalicelib.domain.periods import Validity, end_of_day, whole_second
from chalicelib.domain.policy import Policy
from chalicelib.domain.statuses import CLOSED, WAITING, Reason, Status


class Terms(NamedTuple):
    """What is granted: when and where. What it opens follows from the profil."""

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
        """Return what both grant; None when that is nothing."""
        validity = self.validity.intersection(other.validity)
        structures = tuple(s for s in self.structures if s.id in other.structure_ids)
        return Terms(validity, structures) if validity and structures else None


class Proposal(NamedTuple):
    """Wider terms that wait for the délégué's answer while the old ones hold (spec §3, « change: extend »)."""

    terms: Terms
    lapses_at: datetime


class ChangeEnd(StrEnum):
    """How a proposal was answered, or not; one that another change replaces has no end."""

    ACCEPTED = "acceptee"
    REFUSED = "refusee"
    LAPSED = "expiree"


class LastChange(NamedTuple):
    """The last proposal: the version of the terms that its links carry, and its end. A late click is told of it."""

    terms_version: int
    end: ChangeEnd | None = None


class Lost(NamedTuple):
    """A structure that was taken away, and when: named again soon enough, it is given back."""

    structure: Structure
    at: datetime


class Interrupted(NamedTuple):
    """What a delegation was when its remplaçant turned out not to be exclusive, and when that was."""

    status: Status
    entered_at: datetime
    gone_at: datetime
    reminded: bool
    at: datetime


GIVEN_BACK_WITHIN = timedelta(days=30)
"""How long after it was taken away something is given back when it is named again (spec §1)."""


class Due(StrEnum):
    """What time itself will do next to a delegation."""

    REMIND = "rappel"
    PURGE = "purge"
    END = "fin"
    LAPSE = "proposition"


class Delegation(NamedTuple):
    """One delegation, as stored. `revision` grows at every write; `terms_version` whenever its terms change.

    `nonce` is what the links in force carry. `gone_at` is the instant from which it counts as gone, whatever is
    still stored. `entered_at` is when it came into its status, `asked_at` when whoever must act there was last asked
    or told anew, if he was. `undeliverable`: nothing reaches the délégué's address; `undelivered`: the last demand did
    not arrive, and the address may be right. `lost` are structures that may be given back: those that the délégant
    still grants and the délégué has not agreed to do without. `interrupted` is what may be given back whole.
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

    @property
    def is_empty(self) -> bool:
        """Whether no structure is left of what it grants: nobody can accept that, nor is reminded of it."""
        return not self.terms.structures

    @property
    def address_is_correctable(self) -> bool:
        """Whether the demand is known not to have arrived, so that the délégant may correct the address."""
        return self.undeliverable or self.undelivered

    def status_at(self, now: datetime) -> Status | None:
        """Return the status at `now`; None once it counts as purged or forgotten (spec §3)."""
        status = status_in_time(self.status, self.terms.validity, self.gone_at, now)
        # Time has noted its end: a request that began before, or whose clock is behind, finds it over all the same.
        return Status.TERMINEE if self.ended and status is Status.VALIDEE else status

    def is_in_force_at(self, now: datetime) -> bool:
        """Whether it gives what its terms say, on the days of its period; they may be still to come.

        Pages, grants, access decisions and searches all rest on this one property.
        """
        return self.status_at(now) is Status.VALIDEE

    def opens_at(self, now: datetime) -> bool:
        """Whether the délégué may act in the délégant's name at `now`."""
        return self.is_in_force_at(now) and self.terms.validity.holds(now)

    def proposal_at(self, now: datetime) -> Proposal | None:
        """Return the proposal that still waits for an answer at `now`."""
        if self.proposal is None or now >= self.proposal.lapses_at:
            return None
        return self.proposal

    def is_of_change(self, version: int, now: datetime) -> bool:
        """Whether an answer to the terms of `version` is about a proposal, one that is over included."""
        last = self.last_change
        return self.proposal_at(now) is not None or (last is not None and last.terms_version == version)

    def lost_at(self, now: datetime) -> tuple[Lost, ...]:
        """Return what was taken away and may still be given back at `now`."""
        return tuple(lost for lost in self.lost if now - lost.at <= GIVEN_BACK_WITHIN)

    def periods_at(self, now: datetime) -> tuple[Validity, ...]:
        """Return the periods that no other delegation of the same délégué and profil may overlap at `now`."""
        status = self.status_at(now)
        if status is None or status in CLOSED:
            return ()
        proposal = self.proposal_at(now)
        return (self.terms.validity, proposal.terms.validity) if proposal else (self.terms.validity,)


def status_in_time(status: Status, validity: Validity, gone_at: datetime, now: datetime) -> Status | None:
    """Return what `status` has come to at `now`; None from `gone_at` on, when it counts as purged or forgotten."""
    if now >= gone_at:
        return None
    if status is Status.VALIDEE and now >= validity.ends_at:
        return Status.TERMINEE
    return status


def gone_at(delegation: Delegation, policy: Policy) -> datetime:
    """Return the instant from which `delegation` counts as gone: always the end of a day in Paris.

    Waiting: the day of entry into the status + delay, at most the last day of validity. Closed: what is kept.
    """
    ends_at = delegation.terms.validity.ends_at
    if delegation.status in WAITING:
        return min(end_of_day(delegation.entered_at + policy.purge_after), ends_at)
    closed_at = ends_at if delegation.status is Status.VALIDEE else delegation.entered_at
    return end_of_day(closed_at + policy.closed_kept)


def remind_at(delegation: Delegation, policy: Policy) -> datetime:
    """Return when whoever must act is reminded: before the purge, or half-way if that is shorter (spec §7).

    Half-way from when he was last asked: nobody is reminded of what he was sent a moment ago.
    """
    waiting = delegation.gone_at - (delegation.asked_at or delegation.entered_at)
    return delegation.gone_at - min(policy.reminder_before, waiting / 2)


def next_due(delegation: Delegation, policy: Policy) -> tuple[Due, datetime] | None:
    """Return what time will do next to `delegation`, and when; None when nothing is left but removal."""
    dues: list[tuple[Due, datetime]] = []
    if delegation.status in WAITING:
        purge = (Due.PURGE, delegation.gone_at)
        nobody = delegation.reminded or delegation.is_empty
        dues.append(purge if nobody else (Due.REMIND, whole_second(remind_at(delegation, policy))))
    if delegation.status is Status.VALIDEE and not delegation.ended:
        dues.append((Due.END, delegation.terms.validity.ends_at))
    if dues and delegation.proposal:
        dues.append((Due.LAPSE, delegation.proposal.lapses_at))
    return min(dues, key=lambda due: due[1], default=None)


def revised(delegation: Delegation) -> Delegation:
    """Return `delegation` one revision on; its deadline stays, whatever delay has been set since."""
    return delegation._replace(revision=delegation.revision + 1)


def settled(delegation: Delegation, policy: Policy) -> Delegation:
    """Return `delegation` one revision on, as it enters a status or gets another period: its deadline is set anew."""
    return revised(delegation)._replace(gone_at=gone_at(delegation, policy))


def without_proposal(delegation: Delegation, end: ChangeEnd) -> Delegation:
    """Return `delegation` with nothing proposed any more, and how that ended."""
    last = delegation.last_change or LastChange(delegation.terms_version)
    return delegation._replace(proposal=None, last_change=last._replace(end=end))
