"""The two lines of a delegation that dashboards show: the délégant's and the délégué's."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import (
    GIVEN_BACK_WITHIN,
    Delegation,
    EndRequest,
    Forewarned,
    is_wish,
    near_end,
    request_in_time,
    status_in_time,
)
from chalicelib.domain.people import Name
from chalicelib.domain.periods import Validity, day_in_paris
from chalicelib.domain.reviews import review_on
from chalicelib.domain.statuses import Origin, Reason, Status
from chalicelib.store import keys
from chalicelib.store.codec import tagged_builder
from chalicelib.store.delegations import TTL_AFTER_PURGE
from chalicelib.store.table import Item, Key, epoch
from chalicelib.store.value_attribute import ValueAttribute
from chalicelib.store.writes import Update

Raw = dict[str, Any]
"""An item as DynamoDB sends it."""


class Summary(NamedTuple):
    """The content of a line of a dashboard. `name` and `address` are those of the other party.

    A field that is as by default is not stored, so no default may ever change.
    `lost_at`: the time of the last loss of a structure that may still be given back.
    """

    id: str
    name: Name
    address: str
    profil: ProfilId
    validity: Validity
    structures: int
    status: Status
    gone_at: datetime
    entered_at: datetime
    reason: Reason | None = None
    proposal_until: datetime | None = None
    undeliverable: bool = False
    lost_at: datetime | None = None
    undelivered: bool = False
    ended: bool = False
    forewarned: Forewarned | None = None
    origin: Origin = Origin.CREATION
    end_request: EndRequest | None = None

    def status_at(self, now: datetime) -> Status | None:
        """The status at `now`; None when the delegation counts as gone."""
        return status_in_time(self.status, self.validity, self.gone_at, now, ended=self.ended)

    @property
    def is_wish(self) -> bool:
        """Whether a délégué asks for it, and the délégant has not completed and validated it yet."""
        return is_wish(self.origin, self.status)

    @property
    def is_empty(self) -> bool:
        """Whether it has no structure left. Those of a wish are still to be chosen."""
        return not self.structures and not self.is_wish

    @property
    def address_is_correctable(self) -> bool:
        """Whether the demand is known not to have arrived, so that the délégant may correct the address."""
        return self.undeliverable or self.undelivered

    def proposal_at(self, now: datetime) -> datetime | None:
        """Return the end of the proposal that waits for an answer at `now`; None when there is none."""
        return self.proposal_until if self.proposal_until and now < self.proposal_until else None

    def end_request_at(self, now: datetime) -> EndRequest | None:
        """Return the request for a prolongation that waits for the délégant's answer at `now`."""
        return request_in_time(self.end_request, self.validity, now)

    def is_near_end_at(self, now: datetime) -> bool:
        """Whether its last day is near enough for the délégué to ask for a later one."""
        return near_end(self.validity, now)

    def answer_until(self, now: datetime) -> datetime:
        """Return the deadline of the next answer: to a proposal that waits, else to the delegation."""
        return self.proposal_at(now) or self.gone_at

    def opens_at(self, now: datetime) -> bool:
        """Whether the délégué may act in the délégant’s name at `now`."""
        return self.opens_as(self.status_at(now), now)

    def opens_as(self, status: Status | None, now: datetime) -> bool:
        """Whether he may, when `status` is known to be that of `now`: once its period is over, none is Validée."""
        return status is Status.VALIDEE and not self.is_empty and self.validity.starts_at <= now

    def may_reopen_at(self, now: datetime) -> bool:
        """Whether a card or the directory has closed it, and may still open it again as it was.

        See `transitions/given_back.py`.
        """
        ended_at = self.entered_at if self.reason is Reason.NON_EXCLUSIF else None
        closed_at = self.lost_at if self.is_empty else ended_at
        return closed_at is not None and now - closed_at <= GIVEN_BACK_WITHIN

    def starts_later(self, today: date) -> bool:
        """Whether the first day of validity is after `today`."""
        return today < self.validity.start


class Row(NamedTuple):
    """What a list reads of a line: its content, and the days of the last use and of the last « Garder », as stored."""

    content: Summary
    used_on: str | None = None
    kept_on: str | None = None

    @property
    def review_on(self) -> date:
        """The day from which its délégant is to review the access."""
        kept_on = date.fromisoformat(self.kept_on) if self.kept_on else None
        return review_on(self.content.validity, self.content.entered_at, kept_on)

    def is_to_review_at(self, now: datetime) -> bool:
        """Whether it is open, and its délégant has neither given nor kept it for a year."""
        return self.content.opens_at(now) and self.review_on <= day_in_paris(now)


class SummaryItem(Item, discriminator="summary"):
    """One line of the dashboard of the délégant or of the délégué.

    `used_on`: the day of the last use, and `kept_on` that on which the délégant last decided to keep it, in his line
    alone. Acts on the delegation leave both as they are.
    """

    gone_at = NumberAttribute()
    content = ValueAttribute(Summary)
    used_on = UnicodeAttribute(null=True)
    kept_on = UnicodeAttribute(null=True)

    @property
    def row(self) -> Row:
        """What a list reads of it."""
        return Row(self.content, self.used_on, self.kept_on)


_KIND = {"S": Item.kind.serialize(SummaryItem)}


def rows_below(stored: Iterable[Raw], prefix: str) -> list[Row]:
    """Return the lines of one list among items that were read as they are stored: a list has a thousand of them."""
    read = tagged_builder(Summary)
    return [_row(read, one) for one in stored if one.get("kind") == _KIND and one["sk"]["S"].startswith(prefix)]


def _row(read: Callable[[Any], Summary], stored: Raw) -> Row:
    used_on, kept_on = stored.get("used_on"), stored.get("kept_on")
    return Row(read(stored["content"]), used_on and used_on.get("S"), kept_on and kept_on.get("S"))


def items_beside(stored: Iterable[Raw]) -> dict[Key, Item]:
    """Return the items among those that are no lines of a list, by their keys."""
    return {item.key: item for item in (Item.from_raw_data(one) for one in stored if one.get("kind") != _KIND)}


def _summary(delegation: Delegation, name: Name, address: str) -> Summary:
    proposal = delegation.proposal
    return Summary(
        id=delegation.id,
        name=name,
        address=address,
        profil=delegation.profil,
        validity=delegation.terms.validity,
        structures=len(delegation.terms.structures),
        status=delegation.status,
        gone_at=delegation.gone_at,
        entered_at=delegation.entered_at,
        reason=delegation.reason,
        proposal_until=proposal.lapses_at if proposal else None,
        undeliverable=delegation.undeliverable,
        lost_at=max((lost.at for lost in delegation.lost), default=None),
        undelivered=delegation.undelivered,
        ended=delegation.ended,
        forewarned=delegation.forewarned,
        origin=delegation.origin,
        end_request=delegation.end_request,
    )


def _summary_item(key: tuple[str, str], summary: Summary) -> SummaryItem:
    return SummaryItem(
        pk=key[0],
        sk=key[1],
        gone_at=epoch(summary.gone_at),
        content=summary,
        ttl=epoch(summary.gone_at + TTL_AFTER_PURGE),
    )


def given_item(delegation: Delegation) -> SummaryItem:
    """Return the line of the délégant's dashboard."""
    delegue = delegation.delegue
    key = keys.given(delegation.delegant.account_id, delegation.id)
    return _summary_item(key, _summary(delegation, delegue.name, delegue.address))


def given_kept(delegation: Delegation) -> Update:
    """Return the write of the line of a delegation that exists: it keeps what access decisions have noted in it."""
    item = given_item(delegation)
    actions: list[Action] = [
        SummaryItem.gone_at.set(item.gone_at),
        SummaryItem.content.set_to(item.content),
        SummaryItem.ttl.set(item.ttl),
        SummaryItem.kind.set(SummaryItem),
        SummaryItem.v.set(item.v),
    ]
    return Update(SummaryItem(*item.key), actions)


def received_item(delegation: Delegation) -> SummaryItem:
    """Return the line of the délégué's space."""
    key = keys.received(delegation.delegue.account_id, delegation.id)
    return _summary_item(key, _summary(delegation, delegation.delegant.name, ""))
