"""The ends that operations carry out: again after a restore, or because a person is erased. Nobody is told of them."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import End
from chalicelib.domain.transitions.outcome import Transition

ENDS: Mapping[Act, End] = {
    Act.DELETE: End.SUPPRIMEE,
    Act.WITHDRAW: End.RETIREE,
    Act.GIVE_UP: End.RENONCEE,
    Act.PURGE: End.PURGEE,
}
"""The acts after which a delegation is gone, and how it then says that it ended."""


def end_again(delegation: Delegation, act: Act, actor: Actor, at: datetime) -> Transition:
    """End a delegation by an act that ended it at `at`, whatever its status is now: the logs say that it was allowed.

    Raises KeyError for an act that ends nothing.
    """
    return Transition(act, actor, at, before=delegation, after=None, end=ENDS[act])


def remove(delegation: Delegation, at: datetime) -> Transition:
    """End a delegation as time ends what nobody treats: nobody in particular has ended it."""
    return end_again(delegation, Act.PURGE, Actor.TIME, at)
