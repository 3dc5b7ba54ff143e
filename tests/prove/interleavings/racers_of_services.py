"""The questions of the portal's services, of which a yes notes that the délégué's account is used."""

from collections.abc import Mapping

from chalicelib.acts.decide import Question, Semantic, answer
from chalicelib.acts.delegated_use import note_delegated_use
from chalicelib.acts.naming import ACCOUNT, SPACE, Named
from chalicelib.acts.password_use import note_use_of_open_account
from tests.integration.scenes import CLAIRE
from tests.prove.interleavings.racers import Racer
from tests.prove.interleavings.stage import Stage


def _ask(stage: Stage) -> None:
    """Ask whether the délégué may see payments; the answer itself depends on what was read, and is not compared."""
    question = Question(Named(ACCOUNT, stage.delegue), "paiements", Named(SPACE, CLAIRE))
    answer(stage.context(), [question], Semantic.EXECUTE_ALL)


OF_SERVICES: Mapping[str, Racer] = {
    "a service asks for the delegue": Racer((answer, note_delegated_use, note_use_of_open_account), _ask),
}
