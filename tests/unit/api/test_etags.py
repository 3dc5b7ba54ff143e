"""The ETag of a delegation names the state shown to the délégant; any other text is refused (RFC 9110)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from chalicelib.acts.given import Hint, seen_of
from chalicelib.api.etags import etag_of, seen_in
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from tests.builders import DAY, NOW, a_delegation, a_proposal

OURS: list[object] = [1, 1, "compte", "comptable", "en_cours", False]


def etag_with(parts: object) -> str:
    """Return an ETag that holds these parts."""
    return f'"{urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")}"'


def parts_of(etag: str) -> list[object]:
    """Return the parts of an ETag."""
    text = etag.strip('"')
    parts: list[object] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return parts


def test_an_etag_holds_the_state_the_delegue_the_profil_and_the_version_of_the_terms() -> None:
    delegation = a_delegation(Status.VALIDEE, revision=4, terms_version=2)
    account, profil = delegation.delegue.account_id, delegation.profil.value
    assert parts_of(etag_of(delegation, NOW)) == [4, 2, account, profil, "validee", False]


def test_an_etag_changes_when_time_alone_changes_the_delegation() -> None:
    validated = a_delegation(Status.VALIDEE, proposal=a_proposal(lapses_at=NOW + DAY))
    ends_at = validated.terms.validity.ends_at
    moments = [NOW, NOW + DAY, ends_at, validated.gone_at]
    shown = [parts_of(etag_of(validated, moment))[4:] for moment in moments]
    assert shown == [["validee", True], ["validee", False], ["terminee", False], ["", False]]


def test_an_etag_names_the_items_that_the_act_reads() -> None:
    seen = seen_in(etag_with([7, 3, *OURS[2:]]))
    assert (seen.hint, seen.terms_version) == (Hint("compte", "comptable"), 3)


def test_an_etag_weakened_by_a_proxy_is_still_read() -> None:
    delegation = a_delegation(Status.VALIDEE)
    etag = etag_of(delegation, NOW)
    for sent in (etag, f"W/{etag}", f" W/{etag} "):
        assert seen_in(sent) == seen_of(delegation, NOW)
        assert seen_in(sent) != seen_of(delegation._replace(revision=delegation.revision + 1), NOW)


@pytest.mark.parametrize("longest", ["x" * 64, " ~"])
def test_the_longest_and_the_oddest_id_are_read(longest: str) -> None:
    assert seen_in(etag_with([1, 1, longest, *OURS[3:]])).delegue_id == longest


@pytest.mark.parametrize("place", [2, 3], ids=["delegue", "profil"])
@pytest.mark.parametrize("odd", [None, 7, ["a"], {"a": 1}, "é", "a\n", "x" * 65], ids=repr)
def test_an_etag_with_an_impossible_key_is_refused(place: int, odd: object) -> None:
    _is_refused(etag_with([*OURS[:place], odd, *OURS[place + 1 :]]))


@pytest.mark.parametrize("version", ["1", 1.0, None, [1]], ids=repr)
def test_an_etag_whose_version_is_no_number_is_refused(version: object) -> None:
    _is_refused(etag_with([1, version, *OURS[2:]]))


@pytest.mark.parametrize(
    "etag",
    [
        "",
        "*",
        "W/",
        'W/""',
        'W/W/"AAAA"',
        '"',
        '"é"',
        '"AAAA"',
        etag_with([]),
        etag_with([1, 1, "compte"]),
        etag_with(None),
    ],
)
def test_a_malformed_etag_is_refused(etag: str) -> None:
    _is_refused(etag)


def _is_refused(etag: str) -> None:
    with pytest.raises(Refused) as refusal:
        seen_in(etag)
    assert refusal.value.code is Code.STALE
