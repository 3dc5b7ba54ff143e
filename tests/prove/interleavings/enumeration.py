"""Every run of two racers that differs from the others in the order of two calls that depend on each other.

A run is told by its number: the choices made while both racers were before a call, as binary digits after a one; 0 is
the first racer's turn.

The reduction is that of sleep sets (Godefroid, « Partial-Order Methods for the Verification of Concurrent Systems »,
chapter 5): a racer whose turn was tried first at some point sleeps in the runs where the other goes first, until a call
is made on which his own depends. While he sleeps, his turn would only lead to what was seen.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tests.prove.interleavings.footprint import Call, depend, footprint
from tests.prove.interleavings.ledger import Answer, Ledger, State
from tests.prove.interleavings.player import Player, Stop

Players = tuple[Player, Player]
_AWAKE: frozenset[int] = frozenset()


class Outcome(NamedTuple):
    """What a run has led to: what each racer was told, and what the table holds."""

    told: tuple[str, str]
    state: State


class Run(NamedTuple):
    """One interleaving: its number, whose each call was, its outcome, and the mails that SES was given."""

    number: int
    turns: tuple[int, ...]
    outcome: Outcome
    sent: tuple[str, ...]


class Position(NamedTuple):
    """A moment of a run: what the table holds, and the answers that each racer has had."""

    ledger: Ledger
    players: Players
    state: State
    answers: tuple[tuple[Answer, ...], tuple[Answer, ...]] = ((), ())
    turns: tuple[int, ...] = ()
    choices: tuple[int, ...] = (1,)

    @property
    def stops(self) -> tuple[Stop, Stop]:
        """Where both have come to."""
        first, second = (player.after(had) for player, had in zip(self.players, self.answers, strict=True))
        return first, second

    @property
    def calls(self) -> dict[int, Call]:
        """The call that each racer is about to make who is not done."""
        return {number: stop.call for number, stop in enumerate(self.stops) if stop.call is not None}

    def after(self, number: int) -> "Position":
        """Return where the turn of one racer leads to."""
        calls = self.calls
        state, answer = self.ledger.call(self.state, calls[number])
        first, second = self.answers
        answers = ((*first, answer), second) if number == 0 else (first, (*second, answer))
        choices = (*self.choices, number) if len(calls) > 1 else self.choices
        return self._replace(state=state, answers=answers, turns=(*self.turns, number), choices=choices)

    @property
    def run(self) -> Run:
        """What it is at its end."""
        first, second = self.stops
        number = int("".join(map(str, self.choices)), 2)
        return Run(number, self.turns, Outcome((first.told, second.told), self.state), first.sent + second.sent)


def runs(ledger: Ledger, players: Players, *, reduced: bool = True) -> Iterator[Run]:
    """Yield each run from the ledger's first state; all interleavings that there are unless `reduced`."""
    return _from(Position(ledger, players, ledger.first), _AWAKE, reduced=reduced)


def _from(position: Position, asleep: frozenset[int], *, reduced: bool) -> Iterator[Run]:
    calls = position.calls
    if not calls:
        yield position.run
    marks = {number: footprint(call, position.state.shard_of) for number, call in calls.items()}
    for number in sorted(calls.keys() - asleep):
        still = {other for other in asleep if not depend(marks[other], marks[number])}
        yield from _from(position.after(number), frozenset(still) if reduced else _AWAKE, reduced=reduced)
        asleep |= {number}


def replay(ledger: Ledger, players: Players, number: int) -> Run:
    """Return the run of this number."""
    choices = iter([int(digit) for digit in f"{number:b}"[1:]])
    position = Position(ledger, players, ledger.first)
    while calls := position.calls:
        position = position.after(next(choices) if len(calls) > 1 else next(iter(calls)))
    return position.run


def at_one_moment(ledger: Ledger, players: Players) -> Iterator[Run]:
    """Yield the runs in which one racer does all that he does at one moment, between two steps of the other.

    A step ends with a write after which its racer reads anew, or has done. An act of one step comes before or after.
    """
    for outer in (0, 1):
        position = Position(ledger, players, ledger.first)
        yield _to_the_end(position, 1 - outer, outer)
        while outer in position.calls:
            before, position = position, position.after(outer)
            following = position.calls.get(outer)
            if position.state is not before.state and (following is None or following.is_read):
                yield _to_the_end(position, 1 - outer, outer)


def _to_the_end(position: Position, *order: int) -> Run:
    for number in order:
        while number in position.calls:
            position = position.after(number)
    return position.run


def alone(ledger: Ledger, player: Player, state: State) -> tuple[State, int]:
    """Return the state that a racer leaves who meets nobody from `state` on, and in how many steps."""
    answers, steps, wrote = tuple[Answer, ...](), 0, False
    while (call := player.after(answers).call) is not None:
        if call.is_read and wrote:
            steps, wrote = steps + 1, False
        before = state
        state, answer = ledger.call(state, call)
        answers, wrote = (*answers, answer), wrote or state is not before
    return state, steps + wrote
