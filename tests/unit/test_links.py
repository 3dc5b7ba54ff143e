"""The links of mails: short, as strong as before, and the links of the form before still work (docs/security.md)."""

from datetime import timedelta

import pytest

from chalicelib import links
from chalicelib.acts.ids import new_id, new_nonce
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.mails import Purpose
from chalicelib.keyring import Keyring
from chalicelib.links import AccountLinkFacts, BadLink, LinkFault
from chalicelib.signing import seal
from tests.builders import NOW

KEYS = Keyring(("a-link-key",), ("a-session-key",), "a-lookup-key")
HOST = "https://delegation.amelipro.fr"
HOUR = timedelta(hours=1)
LONGEST = 138
"""Characters; 180 before. A signature of 256 bits takes 43 of them, two ids of 96 bits 32, the host 30."""


def test_the_longest_link_of_a_mail_stays_short() -> None:
    facts = LinkFacts(new_id(), new_id(), new_nonce(), 99)
    of_account = AccountLinkFacts(new_id(), new_id())
    urls = [HOST + links.path(purpose, links.sign(purpose, facts, KEYS, NOW)) for purpose in Purpose]
    urls += [
        HOST + links.path(purpose, links.sign_account(purpose, of_account, KEYS, NOW)) for purpose in AccountPurpose
    ]
    assert max(map(len, urls)) <= LONGEST


def test_a_link_carries_the_whole_signature() -> None:
    token = links.sign(Purpose.ACCEPT, LinkFacts("d", "a", "n", 1), KEYS, NOW)
    assert len(token.rpartition(".")[2]) == 43, "256 bits in base64"


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_gives_its_facts_back_under_its_word_and_under_its_letter(purpose: Purpose) -> None:
    facts = LinkFacts(new_id(), new_id(), new_nonce(), 12)
    token = links.sign(purpose, facts, KEYS, NOW)
    _, _, letter, written = links.path(purpose, token).split("/")
    assert links.purpose_named(letter) is links.purpose_named(purpose.value) is purpose
    assert links.read(purpose, written, KEYS, NOW + 9999 * HOUR) == facts


def test_a_link_of_the_form_before_still_works() -> None:
    facts, of_account = LinkFacts(new_id(), new_id(), new_nonce(), 3), AccountLinkFacts(new_id(), new_nonce())
    before = seal(list(facts), KEYS.links, "lien:accepter", NOW)
    assert links.read(Purpose.ACCEPT, before, KEYS, NOW) == facts
    with pytest.raises(BadLink):
        links.read(Purpose.REFUSE, before, KEYS, NOW)
    password = AccountPurpose.NEW_PASSWORD
    before = seal(list(of_account), KEYS.links, "lien:nouveau-mot-de-passe", NOW)
    assert links.read_account(password, before, KEYS, NOW + HOUR, HOUR) == of_account
    with pytest.raises(BadLink):
        links.read_account(password, before, KEYS, NOW + 2 * HOUR, HOUR)


def test_a_fact_cannot_be_altered_nor_a_link_used_for_another_purpose_nor_too_late() -> None:
    token = links.sign(Purpose.ACCEPT, LinkFacts("delegation", "account", "nonce", 1), KEYS, NOW)
    for altered in (token.replace("~1.", "~2."), token.replace("account", "other"), token.replace("~", "~~", 1)):
        assert _fault(Purpose.ACCEPT, altered) is LinkFault.FORGED
    assert _fault(Purpose.REFUSE, token) is LinkFault.OTHER_PURPOSE
    password = AccountPurpose.NEW_PASSWORD
    of_account = links.sign_account(password, AccountLinkFacts("account", "nonce"), KEYS, NOW)
    with pytest.raises(BadLink) as bad:
        links.read_account(password, of_account, KEYS, NOW + 2 * HOUR, HOUR)
    assert bad.value.fault is LinkFault.EXPIRED


def _fault(purpose: Purpose, token: str) -> LinkFault:
    with pytest.raises(BadLink) as bad:
        links.read(purpose, token, KEYS, NOW)
    return bad.value.fault
