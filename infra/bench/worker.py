"""How much of a processor one mail takes: claimed, composed in both parts, sent, marked."""

import time
from datetime import timedelta

from infra.bench.scene import fresh_world
from infra.bench.warm import Watch
from tests.integration.scenes import Scenes

_INVITATIONS = 24


def milliseconds_of_a_mail(watch: Watch) -> float:
    """Return what a mail takes of the processor, SES and DynamoDB taken off."""
    sent, taken = 0, 0.0
    with fresh_world() as world:
        scenes = Scenes(world)
        for _ in range(_INVITATIONS):
            scenes.invitation()
            world.now += timedelta(seconds=1)  # within SES's rate
            emulated, begun = watch.emulated, time.thread_time()
            sent += len(world.deliver())
            taken += time.thread_time() - begun - (watch.emulated - emulated)
    return 1000 * taken / sent
