"""A past of Claire and Paul: every situation, most of them ended, built once and then put back."""

from typing import Any, NamedTuple

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.correct import correct
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.invited import Shown
from chalicelib.acts.resend import resend
from chalicelib.acts.sign_in import sign_in
from chalicelib.domain.decisions import Denial
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Refused
from chalicelib.store import denials, keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.delegations import to_item
from chalicelib.store.lines import given_item, received_item
from chalicelib.store.uses import UsesItem
from tests.builders import DAY
from tests.integration.kept_world import KeptWorld, kept_world
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, Scenes
from tests.integration.world import LOOKUP

RPPS = "10109876541"
"""The number that a délégant typed for Paul."""

CORRECTED = "juste@exemple.fr"
"""The address to which a demand to Paul was corrected."""


def put_back_past(scenes: Scenes) -> dict[str, str]:
    """Return every situation of Claire and Paul, most of them ended; it is built once, then put back."""
    if not _BUILT:
        found = _build(scenes)
        _BUILT.append(Kept(found, kept_world(scenes.world), {**vars(scenes)}))
    kept = _BUILT[0]
    kept.world.put_back(scenes.world)
    vars(scenes).update({**kept.scenes, "world": scenes.world, "_browsers": {}})
    return dict(kept.found)


class Kept(NamedTuple):
    """What was built once."""

    found: dict[str, str]
    world: KeptWorld
    scenes: dict[str, Any]


_BUILT: list[Kept] = []


def _build(scenes: Scenes) -> dict[str, str]:
    found: dict[str, str] = {}
    found |= {name: getattr(scenes, name)() for name in ("ended", "refused", "disowned", "given_up", "deleted")}
    found["purged"] = scenes.demand()
    note_use_by_paul(scenes, found["given_up"])
    scenes.world.deliver()
    scenes.world.pass_time(days=32)
    found["validated then deleted"] = scenes.validated()
    found["refused then deleted"] = scenes.refused()
    for name in ("validated then deleted", "refused then deleted"):
        delete(runtime.context(), scenes.session(CLAIRE), found[name], Hint())
    scenes.world.deliver()
    scenes.world.pass_time(days=100)
    scenes._free_from = None
    found["corrected"] = _corrected(scenes)
    found["sent again"] = scenes.demand()
    resend(runtime.context(), scenes.session(CLAIRE), found["sent again"], Hint(), "encore")
    found["live"] = scenes.validated()
    _with_rpps(scenes, found["live"])
    AliasItem(*keys.alias("rpps", RPPS, LOOKUP), account_id=PAUL).save()
    _looked_up_refused_and_locked(scenes)
    scenes.world.deliver()
    return found


def note_use_by_paul(scenes: Scenes, delegation_id: str) -> None:
    """Note that Paul used a delegation of Claire's today."""
    noted = UsesItem(*keys.uses(delegation_id, f"{scenes.today:%Y-%m}"), delegue_id=PAUL)
    noted.uses = {f"{scenes.today:%d}#paiements"}
    noted.save()


def _corrected(scenes: Scenes) -> str:
    """Build a demand that Paul never received, corrected to another person."""
    found = scenes.undeliverable(PAUL)
    context = runtime.context()
    correct(context, scenes.session(CLAIRE), found, Hint(), Shown(CORRECTED, "compte-juste", known=False))
    return found


def _with_rpps(scenes: Scenes, found: str) -> None:
    """Add Paul's number to a delegation."""
    delegation = scenes.delegation(found)
    known = Identifiers(rpps_adeli=RPPS)
    delegation = delegation._replace(delegue=delegation.delegue._replace(identifiers=known, entered=known))
    for item in (to_item(delegation, runtime.context().policy), given_item(delegation), received_item(delegation)):
        item.save()


def _looked_up_refused_and_locked(scenes: Scenes) -> None:
    context = runtime.context()
    scenes.browser(HELENE).submit(
        scenes.browser(HELENE).get("/delegations/nouvelle"), "/delegations/nouvelle", adresse=KNOWN[PAUL]
    )
    denials.count({denials.DeniedAccess(CLAIRE, PAUL, "paiements", Denial.NO_DELEGATION): 2}, context.now, 365 * DAY)
    ask_new_password(context, KNOWN[PAUL], Caller("192.0.2.7"))
    with pytest.raises(Refused):
        sign_in(context, KNOWN[PAUL], "faux", Caller("192.0.2.7"))
