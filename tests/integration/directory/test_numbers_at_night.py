"""A number of a place that the national directory no longer names ends with it (specification §1, §8)."""

from infra.local import samples
from tests.integration.cards import CLAIRES
from tests.integration.directory.nights import CLAIRE as LISTED
from tests.integration.directory.nights import LOCUM, Nights
from tests.integration.scenes import CLAIRE
from tests.integration.test_numbers_at_the_sign_in import CABINET, comes_by_card, gets_in
from tests.small_directory import directory_at


def test_the_second_night_without_a_place_ends_its_number_and_another_gives_it_back(nights: Nights) -> None:
    with directory_at(str(samples.DIRECTORY_FILE)):
        comes_by_card(nights.cards, CLAIRE, CLAIRES)
    for _ in range(2):
        assert gets_in(nights.world, CABINET)
        nights.next(*LISTED[1:], LOCUM)
    assert not gets_in(nights.world, CABINET)
    nights.next(*LISTED, LOCUM)
    assert gets_in(nights.world, CABINET)
