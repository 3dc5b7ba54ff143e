"""Each check of a password chosen by the link of a mail, alone."""

import pytest

from chalicelib import runtime
from chalicelib.acts.choose_password import Chosen, choose_password_by_link
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.refusals import Code, Refused
from chalicelib.store.accounts import password_item
from tests.integration.refused_input import unchanged
from tests.integration.scene_parts import password_hash
from tests.integration.scenes import PAUL, Scenes
from tests.integration.test_story import PASSWORD
from tests.sessions import CALLER

OPENING = Opening("MME", "Nouvelle", "Zoé", "", "", PASSWORD, PASSWORD, consent=True)


@pytest.mark.parametrize(
    ("chosen", "field"),
    [(Chosen("court", "court"), "mot_de_passe"), (Chosen(PASSWORD, PASSWORD + "!"), "confirmation")],
    ids=["too short", "typed otherwise"],
)
def test_a_refused_password_does_not_use_up_the_link(scenes: Scenes, chosen: Chosen, field: str) -> None:
    token = scenes.account_link(AccountPurpose.NEW_PASSWORD).rsplit("/", 1)[1]
    with unchanged(scenes.world), pytest.raises(Refused) as refused:
        choose_password_by_link(runtime.context(), token, chosen, CALLER)
    assert field in refused.value.fields
    choose_password_by_link(runtime.context(), token, Chosen(PASSWORD, PASSWORD), CALLER)
    assert password_hash(PAUL)


def test_opening_an_account_never_overwrites_a_password(scenes: Scenes) -> None:
    found = scenes.invitation()
    account_id = scenes.delegation(found).delegue.account_id
    password_item(account_id, "un-autre").save()
    with unchanged(scenes.world), pytest.raises(Refused) as refused:
        open_account(runtime.context(), scenes.token(found, Purpose.OPEN_ACCOUNT), OPENING)
    assert refused.value.code is Code.CONFLICT
