"""The invariants of the whole table and of the mails in SES.

They do not depend on how the acts write: they compare the result with the table of specification §3.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.dues import next_due
from chalicelib.domain.overlaps import Hold, hold_of
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import WAITING, AccountStatus, Status
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.delegations import DelegationItem, TombstoneItem, from_item
from chalicelib.store.grants import GrantItem
from chalicelib.store.guards import GuardItem
from chalicelib.store.history import Entry, HistoryItem
from chalicelib.store.lines import SummaryItem, given_item, received_item
from chalicelib.store.mails import MailItem, daily_key
from chalicelib.store.notices import NoticeItem
from chalicelib.store.table import epoch
from tests.prove import spec_table
from tests.prove.invariants_of_accounts import (
    accounts_agree,
    addresses_agree,
    closings_agree,
    numbers_agree_with_practices,
    requests_agree,
    reviews_agree,
    summaries_agree,
    wishes_agree,
)
from tests.prove.seen import Seen


def violations(seen: Seen) -> list[str]:
    """Return a sentence for each violated rule."""
    return [said for rule in _RULES for said in rule(seen)]


def _entries(seen: Seen) -> dict[str, list[tuple[int, Entry]]]:
    found: dict[str, list[tuple[int, Entry]]] = {}
    for item in sorted(seen.of(HistoryItem), key=lambda item: item.key):
        owner = item.pk.split("#", 1)[1]
        found.setdefault(owner, []).append((int(item.sk), from_plain(Entry, item.content.as_dict())))
    return found


def history_agrees_with_state(seen: Seen) -> Iterator[str]:
    """The history has one entry for each revision, and folded it gives the state, or its tombstone."""
    entries = _entries(seen)
    states = {item.pk.split("#", 1)[1]: item for item in seen.items if item.sk == "STATE"}
    for owner in (entries.keys() - seen.removed) ^ (states.keys() - seen.removed):
        yield f"{owner}: history without state, or state without history"
    for owner in entries.keys() & states.keys():
        state, told = states[owner], entries[owner]
        assert isinstance(state, DelegationItem | TombstoneItem)
        if [number for number, _ in told] != list(range(1, int(state.revision) + 1)):
            yield f"{owner}: revisions {[number for number, _ in told]} for state {state.revision}"
        acts = [entry.act for _, entry in told]
        if isinstance(state, TombstoneItem):
            if spec_table.ENDS.get(acts[-1]) != state.end:
                yield f"{owner}: tombstone {state.end} after {acts[-1]}"
            continue
        yield from (f"{owner}: {said}" for said in spec_table.disagreement(acts, from_item(state)))


def mails_agree_with_history(seen: Seen) -> Iterator[str]:
    """Every act wrote its own mails, all of them, and nothing else wrote any."""
    written: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for row in seen.of(MailItem):
        if row.party != "titulaire":
            revision = int(row.sk.split("#", 1)[0])
            written.setdefault((row.about, revision), set()).add((row.mail_kind, row.party))
    for owner, told in _entries(seen).items():
        for revision, entry in told:
            found = frozenset(written.pop((owner, revision), set()))
            if found not in spec_table.MAILS[entry.act]:
                yield f"{owner}/{revision} {entry.act}: mails {sorted(found)}"
    yield from (f"{about}/{revision}: mails of nothing {kinds}" for (about, revision), kinds in written.items())


def notices_agree_with_history(seen: Seen) -> Iterator[str]:
    """Each party with an active account is notified of mails to it and of acts without a mail; not of its own acts."""
    told = Counter((item.delegation_id, item.sk[-6:], item.to_delegant) for item in seen.of(NoticeItem))
    rows = {(row.about, row.sk[:6], row.party): row for row in seen.of(MailItem)}
    reserved = {head.pk.split("#", 1)[1] for head in seen.of(HeadItem) if head.status == AccountStatus.RESERVEE.value}
    for owner, entries in _entries(seen).items():
        for number, entry in entries:
            revision = f"{number:06d}"
            row = rows.get((owner, revision, "delegant"))
            expected = int(
                (row is not None and entry.actor is not Actor.DELEGANT) or entry.act in spec_table.NOTICE_TO_DELEGANT
            )
            most = int(expected or entry.act in spec_table.NOTICE_WHILE_LIVE)
            if not expected <= told.pop((owner, revision, True), 0) <= most:
                yield f"{owner}/{revision} {entry.act}: notices to the délégant, not {expected}"
            row = rows.get((owner, revision, "delegue"))
            by_delegue = entry.actor.party is Party.DELEGUE
            most = int(not by_delegue and (row is not None or entry.act in spec_table.NOTICE_TO_DELEGUE))
            least = int(not by_delegue and row is not None and row.to_account in seen.always_active - reserved)
            if not least <= told.pop((owner, revision, False), 0) <= most:
                yield f"{owner}/{revision} {entry.act}: notices to the délégué, not {least} to {most}"
    yield from (f"notice of nothing: {key}" for key in told)


def counters_agree(seen: Seen) -> Iterator[str]:
    """The counter of the header counts the notifications that are not read."""
    counts = Counter(item.pk.split("#", 1)[1] for item in seen.of(NoticeItem) if not item.read)
    for head in seen.of(HeadItem):
        count = counts[head.pk.split("#", 1)[1]]
        if head.unread != count:
            yield f"{head.pk}: {head.unread} unread of {count}"


def grants_agree(seen: Seen) -> Iterator[str]:
    """A grant exists exactly for a Validée, on its terms; after the last day it may wait for the schedule."""
    grants = {item.delegation_id: item for item in seen.of(GrantItem)}
    for delegation in seen.delegations:
        grant = grants.pop(delegation.id, None)
        if delegation.status_at(seen.now) is Status.VALIDEE:
            key = keys.grant(delegation.delegue.account_id, delegation.delegant.account_id, delegation.id)
            if grant is None or grant.key != key or grant.terms.as_dict() != to_plain(delegation.terms):
                yield f"{delegation.id}: Validée without its grant"
        elif grant is not None and (delegation.status is not Status.VALIDEE or delegation.ended):
            yield f"{delegation.id}: a grant for {delegation.status}"
    yield from (f"{owner}: a grant of nothing" for owner in grants)


def guards_agree(seen: Seen) -> Iterator[str]:
    """A live delegation occupies its periods, and nothing else occupies one that still counts."""
    held = {(guard_key, owner): hold for guard_key, owner, hold in _holds(seen)}
    for delegation in seen.delegations:
        guard_key = keys.guard(delegation.delegant.account_id, delegation.delegue.account_id, delegation.profil)
        hold = held.get((guard_key, delegation.id))
        held.pop((guard_key, delegation.id), None)
        wanted = hold_of(delegation, seen.now)
        if wanted is not None and (hold is None or not set(wanted.periods) <= set(hold.periods)):
            yield f"{delegation.id}: holds {hold}, not {wanted}"
        if wanted is None and hold is not None:
            yield f"{delegation.id}: {delegation.status} still holds {hold}"
    yield from (f"{owner}: a hold of nothing" for _, owner in held)


def nothing_overlaps(seen: Seen) -> Iterator[str]:
    """No two delegations between the same people, for the same profil, occupy the same day.

    What is only asked for keeps the délégant from nothing: it may share the days of what he granted since.
    """
    for (guard_key, owner, hold), (other_key, other, theirs) in combinations(_holds(seen), 2):
        if hold.is_wish != theirs.is_wish:
            continue
        if guard_key == other_key and any(a.overlaps(b) for a in hold.periods for b in theirs.periods):
            yield f"{owner} and {other} overlap"


def _holds(seen: Seen) -> list[tuple[tuple[str, str], str, Hold]]:
    """Return every occupied period that still counts, with its guard and its delegation."""
    return [
        (guard.key, owner, hold)
        for guard in seen.of(GuardItem)
        for owner, plain in guard.periods.as_dict().items()
        if (hold := from_plain(Hold, plain)).until > seen.now
    ]


def dashboards_agree(seen: Seen) -> Iterator[str]:
    """Both lines of a delegation agree with it, and there are no others."""
    lines = {item.key: item for item in seen.of(SummaryItem)}
    for delegation in seen.delegations:
        for wanted in (given_item(delegation), received_item(delegation)):
            found = lines.pop(wanted.key, None)
            if found is None or found.content != wanted.content:
                yield f"{delegation.id}: line {wanted.key} is not what the delegation is"
    yield from (f"line of nothing: {key}" for key in lines)


def time_will_come(seen: Seen) -> Iterator[str]:
    """Every act of time is due at its time, and nothing else is due."""
    for item in seen.of(DelegationItem):
        delegation = from_item(item)
        due = next_due(delegation, seen.policy)
        too_late = delegation.status not in WAITING and seen.now >= delegation.gone_at
        if too_late and not item.due_at:
            continue  # an end that stayed unannounced for its whole retention is not announced
        if (item.due_at, item.due_shard is not None) != (epoch(due[1]) if due else None, due is not None):
            yield f"{item.pk}: due at {item.due_at}, not {due}"
    for row in seen.of(MailItem):
        shard = spec_table.SHARDS.get(row.state)
        if (row.due_shard or "").partition("#")[0] != (shard or ""):
            yield f"{row.id}: {row.state} in shard {row.due_shard}"


def undeliverable_is_told(seen: Seen) -> Iterator[str]:
    """A demand that SES could not deliver is marked as such."""
    delegations = {delegation.id: delegation for delegation in seen.delegations}
    mended = {item.pk.split("#", 1)[1]: item.mended_at for item in seen.of(HeadItem)}
    for row in seen.of(MailItem):
        delegation = delegations.get(row.about)
        if row.party != "delegue" or delegation is None or delegation.status_at(seen.now) is not Status.EN_COURS:
            continue
        same = (row.link_facts[1], row.link_facts[2]) == (delegation.delegue.account_id, delegation.nonce)
        same = same and row.facts.as_dict()["adresse"] == delegation.delegue.address
        # A bounce before the repair of the address no longer counts.
        same = same and row.written_at > mended.get(row.to_account, 0)
        if same and spec_table.has_failed_for_good(row) and not delegation.undeliverable:
            yield f"{delegation.id}: {row.id} came back and nobody was told"
        if same and spec_table.is_missed(row) and not delegation.address_is_correctable:
            # A delivery cancels it, even of an earlier demand when the address itself was doubted meanwhile.
            to_delegue = (one for one in seen.of(MailItem) if one.party == "delegue")
            his = [one for one in to_delegue if one.link_facts[:2] == row.link_facts[:2]]
            if not any(one.delivery == "remis" for one in his):
                yield f"{delegation.id}: {row.id} did not arrive and nobody was told"


def nothing_sent_for_nothing(seen: Seen) -> Iterator[str]:
    """Every mail that SES accepted has its row, and the states of the rows are true."""
    rows = {row.id: row for row in seen.of(MailItem)}
    yield from (f"sent for nothing: {name}" for name in seen.sent if name not in rows)
    for name, row in rows.items():
        if row.state == "envoye" and not seen.sent[name]:
            yield f"{name}: marked sent and SES never had it"
        if row.state == "annule" and not (spec_table.may_be_cancelled(row) or row.error == "sans_adresse"):
            yield f"{name}: a notice cancelled ({row.error})"
        if row.state in {"annule", "echec"} and not row.error:
            yield f"{name}: {row.state} without a reason"


def forewarnings_have_their_mail(seen: Seen) -> Iterator[str]:
    """Whatever ends soon and was told has the row of the mail that tells it; a row has told at least once."""
    told = {
        daily_key(AccountMail.FIN_PROCHE, one.delegant.account_id, one.forewarned.mail_on): one.id
        for one in seen.delegations
        if one.forewarned
    }
    yield from (f"{owner}: forewarned without a mail" for key, owner in told.items() if key not in seen.by_key)
    acts = [entry.act for entries in _entries(seen).values() for _, entry in entries]
    rows = [row for row in seen.of(MailItem) if row.mail_kind == AccountMail.FIN_PROCHE.value]
    if len(rows) > acts.count(Act.FOREWARN):
        yield f"{len(rows)} mails of what ends soon for {acts.count(Act.FOREWARN)} forewarnings"


def nothing_left_to_send(seen: Seen) -> list[str]:
    """Return the mails still unsent after the recovery, without those of a day whose hour has not come."""
    waiting = [row for row in seen.of(MailItem) if row.state in {"a_envoyer", "en_envoi"}]
    later = {row.id for row in waiting if row.mail_kind in spec_table.FOUND_LATER and row.written_at > epoch(seen.now)}
    return [f"{row.id}: still {row.state}" for row in waiting if row.id not in later]


def sent_twice(seen: Seen) -> dict[str, int]:
    """Return the mails that SES accepted more than once, with their counts."""
    return {name: count for name, count in seen.sent.items() if count > 1}


def acts_of(seen: Seen) -> Counter[Act]:
    """Count the acts, for the figures of a run."""
    return Counter(entry.act for told in _entries(seen).values() for _, entry in told)


_RULES: tuple[Callable[[Seen], Iterator[str]], ...] = (
    history_agrees_with_state,
    mails_agree_with_history,
    notices_agree_with_history,
    counters_agree,
    grants_agree,
    guards_agree,
    nothing_overlaps,
    dashboards_agree,
    time_will_come,
    addresses_agree,
    numbers_agree_with_practices,
    accounts_agree,
    requests_agree,
    wishes_agree,
    closings_agree,
    reviews_agree,
    summaries_agree,
    undeliverable_is_told,
    nothing_sent_for_nothing,
    forewarnings_have_their_mail,
)
