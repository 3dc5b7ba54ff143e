"""How much of a processor one mail takes: claimed, composed in both parts, sent, marked."""

import time
from datetime import timedelta

from chalicelib.workers import stream
from tests.bench.scene import fresh_world
from tests.bench.warm import Watch
from tests.integration.scenes import Scenes
from tests.integration.world import World, insertion

_INVITATIONS = 24


def milliseconds_of_a_mail(watch: Watch) -> float:
    """Return the processor time of a mail, without SES and DynamoDB."""
    sent, taken = 0, 0.0
    with fresh_world() as world:
        scenes = Scenes(world)
        for _ in range(_INVITATIONS):
            scenes.invitation()
            world.now += timedelta(seconds=1)
            event = {"Records": _written(world)}
            emulated, begun = watch.emulated, time.thread_time()
            stream.handle(event)
            taken += time.thread_time() - begun - (watch.emulated - emulated)
            sent += len(event["Records"])
    return 1000 * taken / sent


def _written(world: World) -> list[dict[str, object]]:
    """Return the unsent mails, as records of the stream."""
    return [insertion(item) for item in world.of_kind("mail") if item["state"]["S"] == "a_envoyer"]
