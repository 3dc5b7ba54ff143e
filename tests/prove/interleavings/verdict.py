"""What every run of a pair has to be: the invariants hold, and all is as if one of the two had acted at one moment."""

import json
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from chalicelib.acts.confirm_address import NeedsOwner
from chalicelib.acts.follow_link import DeadLink
from chalicelib.acts.join_accounts import NeedsCard
from chalicelib.acts.people import SignedOut
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.gone import Gone
from chalicelib.domain.people import Practice
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.accounts import PracticeItem, to_practice
from chalicelib.store.calls import Busy
from tests.prove.interleavings.enumeration import Outcome, Players, Run, alone, at_one_moment, runs
from tests.prove.interleavings.footprint import COUNTS, Key
from tests.prove.interleavings.ledger import Ledger, State
from tests.prove.interleavings.player import Player, drawn
from tests.prove.interleavings.racers import Racer
from tests.prove.interleavings.scenes import RACERS
from tests.prove.interleavings.stage import Stage
from tests.prove.invariants import acts_of, sent_twice, violations
from tests.prove.seen import Seen

Pair = tuple[str, str]
(_, HEAD), (_, SESSIONS) = keys.head(""), keys.sessions("")
DONE = "done"
_ERROR = "error"
_TRY_AGAIN = frozenset({f"refused: {Code.CONFLICT.value}", "Busy"})
"""Told to somebody for whom nothing was done, however he came to it."""

FREE: dict[str, str] = {
    "close one's account": (
        "it ends one delegation after another: what somebody does in between to one that it has not reached is done, "
        "and a second tab is told that its page showed others"
    ),
    "close the account that is kept": (
        "it looks for joined accounts, then closes: one that is joined in between is joined, and all of it ends"
    ),
    "join an invitation": (
        "the account is what is joined, not the delegation: somebody whose link was alive when he came has proved it, "
        "though the delegation itself is answered or deleted at this very moment"
    ),
}
"""Racers who may win beside another where one after the other only one of them would, and why that is right."""


NONCES = [urlsafe_b64encode(drawn(number, 1, 9)).decode() for number in (0, 1)]
"""What each of two racers draws for the links of a delegation."""

_BEAT = "schedule"
"""A beat looks for acts of time, then for mails: it may send the first mail of another's act and come too early for the
second. The next beat does what it has left, so where a beat meets another, both may be compared after one more."""

_LESS = "the delegant's card names a structure less"
_IN_BETWEEN = (
    "the card's sign-in writes the delegation, then the practice: a change in between is told that the terms have "
    "changed, one after both that the structure is no longer the delegant's"
)
_TWO_SOURCES = (
    "two sources about one person, read at the same moment, that say otherwise: each writes the delegations, then the "
    "practice; what one has taken the other may give back in between, and nothing stays open beyond the practice"
)
_REMOVED = (
    "a sign-in that has found the account of a passkey, which is removed before it is read, counts as a failed one of "
    "that account; one that comes later knows no account"
)
_ASKS = "a service asks for the delegue"
_UNNOTED = (
    "the answer is that of the grant that it has read; of one that ends before the use is noted no use is noted, and "
    "no refusal either, because the answer was yes"
)
FREE_PAIRS: dict[frozenset[str], str] = {
    frozenset({"confirm an address", "read the notifications"}): (
        "what was asked in a session before a new address ended it is done, though what follows counts as unread again"
    ),
    frozenset({"remove a passkey", "sign in with a passkey"}): _REMOVED,
    frozenset({"a restore removes a passkey", "sign in with a passkey"}): _REMOVED,
    frozenset({"sign in with a passkey", "call the change of address off"}): _REMOVED,
    frozenset({"give up", _ASKS}): _UNNOTED,
    frozenset({"delete", _ASKS}): _UNNOTED,
    frozenset({_LESS, _ASKS}): _UNNOTED,
    frozenset({"shorten", _LESS}): _IN_BETWEEN,
    frozenset({"extend", _LESS}): _IN_BETWEEN,
    frozenset({_LESS, "the delegant's card names both structures"}): _TWO_SOURCES,
    frozenset({"the delegue's card names a cabinet of his own", "the delegue's card names none"}): _TWO_SOURCES,
    frozenset({"the directory's second night", "the delegant's card names both structures"}): _TWO_SOURCES,
    frozenset({"the delegue's card names a cabinet of his own"}): (
        "of two cards at the same moment, the mail about a new browser may name its owner as the other card names him"
    ),
    frozenset({"confirm an address", "sign in"}): (
        "who has typed the former address before it moved, and the right password, is signed in to the same account"
    ),
}
"""Pairs that may come to what neither order leads to, and why that is right. The invariants hold all the same."""


class Examined(NamedTuple):
    """What came of a pair: how many runs, what was wrong in which, who was told that he had done something."""

    runs: int
    wrong: list[str]
    winners: frozenset[str]


class Judge:
    """Judges the runs of one scene; what was looked at once is known."""

    def __init__(self, stage: Stage, ledger: Ledger) -> None:
        self.stage = stage
        self.ledger = ledger
        self.acts: Counter[Act] = Counter()
        self._players: dict[tuple[int, str], Player] = {}
        self._known: dict[tuple[int, tuple[str, ...]], list[str]] = {}

    def players(self, pair: Pair) -> Players:
        """Return the two racers. Who meets several others is asked once what he does."""
        return self._player(0, pair[0]), self._player(1, pair[1])

    def _player(self, number: int, name: str) -> Player:
        if (number, name) not in self._players:
            stage, racer = self.stage, RACERS[name]
            self._players[number, name] = Player(
                number, partial(_told, stage, racer), partial(stage.goes_on, racer.is_worker)
            )
        return self._players[number, name]

    def writing(self, racers: Iterable[str]) -> frozenset[str]:
        """Return those who change the table when nobody else is there."""
        found = {name: alone(self.ledger, self._player(0, name), self.ledger.first) for name in racers}
        return frozenset(name for name, (state, _) in found.items() if state is not self.ledger.first)

    def _have_steps(self, pair: Pair) -> bool:
        """Whether both act in several steps: then they mix, and neither does all that he does at one moment."""
        return all(alone(self.ledger, self._player(0, name), self.ledger.first)[1] > 1 for name in pair)

    def examine(self, pair: Pair) -> Examined:
        """Run all that a pair can come to."""
        count, wrong, winners = 0, list[str](), set[str]()
        wanted = self._wanted(pair)
        for run in runs(self.ledger, self.players(pair)):
            count += 1
            wrong += [f"{' × '.join(pair)}, number {run.number}: {said}" for said in self._wrong(pair, run, wanted)]
            winners |= {name for name, told in zip(pair, run.outcome.told, strict=True) if told == DONE}
        return Examined(count, wrong, frozenset(winners))

    def wrong(self, pair: Pair, run: Run) -> list[str]:
        """Return what is wrong with one run of a pair."""
        return list(self._wrong(pair, run, self._wanted(pair)))

    def _wanted(self, pair: Pair) -> set[Outcome]:
        return {run.outcome for run in at_one_moment(self.ledger, self.players(pair))}

    def _wrong(self, pair: Pair, run: Run, wanted: set[Outcome]) -> Iterator[str]:
        yield from (told for told in run.outcome.told if told.startswith(_ERROR))
        yield from self._violations(run)
        if FREE.keys() & {*pair} or frozenset(pair) in FREE_PAIRS:
            return
        if not self._is_as_wanted(pair, run.outcome, wanted):
            told = sorted({outcome.told for outcome in wanted})
            yield f"{run.outcome.told}, {'another state' if run.outcome.told in told else f'not {told}'}"

    def _is_as_wanted(self, pair: Pair, outcome: Outcome, wanted: set[Outcome]) -> bool:
        by_state = not self._have_steps(pair)
        if is_as_wanted(outcome, wanted, by_state=by_state):
            return True
        return _BEAT in pair and is_as_wanted(self._later(outcome), map(self._later, wanted), by_state=by_state)

    def _later(self, outcome: Outcome) -> Outcome:
        """Return what the next beat of the schedule makes of it."""
        return outcome._replace(state=alone(self.ledger, self._player(0, _BEAT), outcome.state)[0])

    def _violations(self, run: Run) -> list[str]:
        key = run.outcome.state.number, tuple(sorted(run.sent))
        if key not in self._known:
            seen = self.stage.seen(run.outcome.state, run.sent)
            self._known[key] = [
                *violations(seen),
                *(f"sent twice: {name}" for name in sent_twice(seen)),
                *_beyond(seen),
            ]
            self.acts |= acts_of(seen)
        return self._known[key]


def is_as_wanted(outcome: Outcome, wanted: Iterable[Outcome], *, by_state: bool) -> bool:
    """Whether an outcome is one of these, or somebody was told to try again and nothing was done for him.

    Unless `by_state`, what both were told is all that is compared.
    """
    for other in wanted:
        if by_state and not _same(other.state, outcome.state):
            continue
        if all(mine == theirs or mine in _TRY_AGAIN for mine, theirs in zip(outcome.told, other.told, strict=True)):
            return True
    return False


def _same(one: State, other: State) -> bool:
    """Whether all is the same but the counts of attempts, sessions that open nothing, and who drew a nonce."""
    differing = {key for key, _ in one.items.items() ^ other.items.items()}
    # Attempts that were made for nothing count: they may be more.
    left = {
        pk.partition("#")[2]
        for pk, sk in differing
        if not pk.startswith(COUNTS) and not (sk == SESSIONS and _alive(one, pk) == _alive(other, pk))
    }
    return all(_of(one, owner) == _swapped(_of(other, owner)) for owner in left)


def _of(state: State, owner: str) -> dict[Key, str]:
    return {key: text for key, text in state.items.items() if key[0].partition("#")[2] == owner}


def _swapped(items: dict[Key, str]) -> dict[Key, str]:
    """Return what is about one delegation as it were if the other racer had drawn the nonce that its links name."""
    first, second = NONCES
    return {key: text.replace(first, "\0").replace(second, first).replace("\0", second) for key, text in items.items()}


def _alive(state: State, pk: str) -> set[str]:
    """Return the sessions that are open; one of an earlier generation than its account opens nothing."""
    head, sessions = (json.loads(state.items.get((pk, sk), "{}")) for sk in (HEAD, SESSIONS))
    generation = int(head.get("epoch", {"N": "0"})["N"])
    opened = sessions.get("opened", {"M": {}})["M"]
    return {name for name, one in opened.items() if int(one["M"]["epoch"]["N"]) >= generation}


def _told(stage: Stage, racer: Racer) -> str:
    try:
        given = racer.play(stage)
    except (Refused, DeadLink, SignedOut, NeedsCard, NeedsOwner, Busy) as error:
        return _why(error)
    except Exception as error:
        return f"{_ERROR}: {type(error).__name__}: {error}"
    return "nothing to do" if given is False else DONE


def _why(error: Exception) -> str:
    if isinstance(error, Gone):
        return f"gone: {error.end}"
    if isinstance(error, Refused):
        return f"refused: {error.code.value}"
    return f"dead: {error.why.value}" if isinstance(error, DeadLink) else type(error).__name__


def _beyond(seen: Seen) -> Iterator[str]:
    """Yield what is open beyond the practices. All have written theirs: only a crash leaves it until the next card."""
    practices = {practice.pk.split("#", 1)[1]: to_practice(practice) for practice in seen.of(PracticeItem)}
    for delegation in seen.delegations:
        if delegation.status_at(seen.now) is not Status.VALIDEE:
            continue
        given = practices.get(delegation.delegant.account_id, Practice())
        if {one.id for one in delegation.terms.structures} - {one.id for one in given.structures}:
            yield f"{delegation.id}: a place that its délégant has no more"
        received = practices.get(delegation.delegue.account_id, Practice())
        if delegation.profil is ProfilId.REMPLACANT and received.liberal:
            yield f"{delegation.id}: a locum with a cabinet of his own"
