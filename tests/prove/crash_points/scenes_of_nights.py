"""Scenes of the national directory: nights that doubt, end and give back, and a look-up."""

from collections.abc import Callable, Mapping
from pathlib import Path

from chalicelib.acts import follow_directory, load_directory, look_up_number, note_doubts, settle_doubts
from chalicelib.acts.load_directory import LEASE
from chalicelib.acts.show_account import show_account
from chalicelib.domain.people import Delegue, Identifiers, Name
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.workers import directory
from infra.local.extraction import Line, header, lines_of, text_of
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, KNOWN, PAUL
from tests.integration.world import LOOKUP
from tests.prove.crash_points.scenario import Scenario, context_now, nothing, session_of
from tests.prove.crash_points.scenes_of_cards import LOCUM, delegate_to_locum
from tests.prove.crash_points.stage import Kept, Stage

_AS_LOCUM = Line(LOCUM, "REMPLAÇANT", "PAUL", civilite="M")
_WITH_CABINET = _AS_LOCUM._replace(place="R99900009999", genre="GENR01")
_WITHOUT_NUMBER = Delegue(PAUL, KNOWN[PAUL], Name(), Identifiers(), Identifiers())
_OTHERS = [line for number in range(6) for line in lines_of(number)]


def _night(stage: Stage) -> None:
    """Run the function of the night; a repetition runs on the same day, after the lease of the crashed one."""
    if stage.now.isoformat() != stage.kept.get("tonight"):
        stage.world.now += LEASE
    directory.handle(lambda: 900.0)


def _publish(line: Line) -> None:
    Path(settings().directory_url).write_text(header() + "".join(map(text_of, [*_OTHERS, line])), encoding="utf-8")


def _before(*nights: Line, tonight: Line) -> Callable[[Stage], Kept]:
    """Prepare a scene in which Paul, a locum with his own card, has had these nights."""

    def prepare(stage: Stage) -> Kept:
        pk, sk = keys.alias("psc", LOCUM, LOOKUP)
        AliasItem(pk=pk, sk=sk, account_id=PAUL).save()
        found = delegate_to_locum(stage)
        for line in nights:
            _publish(line)
            _night(stage)
            stage.world.now += DAY
        _publish(tonight)
        return {"id": found, "tonight": stage.now.isoformat()}

    return prepare


def _look_up(stage: Stage) -> None:
    look_up_number.look_up_number(context_now(), show_account(session_of(stage)), LOCUM[1:])


_COVERED = (directory.handle, follow_directory.load_and_follow, load_directory.load)

SCENARIOS: Mapping[str, Scenario] = {
    "directory: a first night says that a locum has his cabinet": Scenario(
        (*_COVERED, note_doubts.note_doubts), _before(_AS_LOCUM, tonight=_WITH_CABINET), _night
    ),
    "directory: a second night says so": Scenario(
        (*_COVERED, settle_doubts.settle_doubts), _before(_AS_LOCUM, _WITH_CABINET, tonight=_WITH_CABINET), _night
    ),
    "directory: a later night says that it was a mistake": Scenario(
        (*_COVERED, settle_doubts.settle_doubts),
        _before(_AS_LOCUM, _WITH_CABINET, _WITH_CABINET, tonight=_AS_LOCUM),
        _night,
    ),
    "look an RPPS up": Scenario((look_up_number.look_up_number,), _before(_AS_LOCUM, tonight=_AS_LOCUM), _look_up),
    "count an RPPS typed for a wish": Scenario(
        (look_up_number.look_up_typed,),
        nothing,
        lambda _: look_up_number.look_up_typed(context_now(), CLAIRE, Identifiers(LOCUM[1:]), _WITHOUT_NUMBER),
    ),
}
