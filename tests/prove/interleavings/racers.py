"""The acts on a delegation, each as somebody does it in whichever scene he finds himself."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.ask import Opened, Wish, ask, ask_while_opening
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.block import block, unblock
from chalicelib.acts.change import change
from chalicelib.acts.complete import complete
from chalicelib.acts.correct import correct
from chalicelib.acts.create import Asked, create
from chalicelib.acts.delete import delete
from chalicelib.acts.disown import disown_by_link, disown_in_space
from chalicelib.acts.free_address import free_address
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown, account_shown
from chalicelib.acts.make_up_purge import make_up_purge
from chalicelib.acts.note_delivery import note_delivery, note_missed, note_reachable
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.other_account import tell_other_account
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.prolong_several import Ticked, prolong_several
from chalicelib.acts.refuse import refuse_by_link, refuse_in_space
from chalicelib.acts.resend import resend
from chalicelib.acts.review_access import keep_access
from chalicelib.acts.send_mail import send_mail
from chalicelib.acts.terms import AskedEnd, AskedTerms
from chalicelib.acts.validate import validate
from chalicelib.acts.withdraw import withdraw_by_link, withdraw_in_space
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers, Name
from chalicelib.store import keys
from chalicelib.workers import due, feedback, schedule, stream
from tests.builders import DAY
from tests.integration.outbox.outbox import TTL, record
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, an_open_link, asked_terms, completed
from tests.integration.test_story import PASSWORD
from tests.prove.interleavings.stage import Stage

Play = Callable[[Stage], object]
ZOE = "zoe@exemple.fr"
YANN = "yann@exemple.fr"


@dataclass(frozen=True)
class Racer:
    """What somebody does, and the acts and workers that it stands for. `is_worker`: his clock is the workers'."""

    covers: tuple[Callable[..., object], ...]
    play: Play
    is_worker: bool = False


def _by_link(act: Callable[..., object], purpose: Purpose) -> Racer:
    return Racer((act,), lambda stage: act(stage.context(), stage.tokens[purpose]))


def _shown(act: Callable[..., object]) -> Racer:
    """In the délégué's space, on the terms that the scene is about."""
    return Racer((act,), lambda stage: act(stage.context(), stage.session(stage.delegue), stage.found, stage.version))


def _in_space(act: Callable[..., object]) -> Racer:
    return Racer((act,), lambda stage: act(stage.context(), stage.session(stage.delegue), stage.found))


def _open_account(stage: Stage) -> object:
    opening = Opening("MME", "Nouvelle", "Zoé", "", "", PASSWORD, PASSWORD, consent=True)
    return open_account(stage.context(), stage.tokens[Purpose.OPEN_ACCOUNT], opening)


def _changing(start: int, end: int, key: str) -> Racer:
    def play(stage: Stage) -> object:
        today = stage.scenes.today
        asked = asked_terms(today + start * DAY, today + end * DAY)
        return change(stage.context(), stage.session(CLAIRE), stage.found, Hint(), stage.version, asked, key)

    return Racer((change,), play)


def _creating(who: str, start: int, key: str) -> Racer:
    """Create a delegation for the délégué of the scene, as he was shown when it began."""

    def play(stage: Stage) -> object:
        today = stage.scenes.today
        asked = Asked(ProfilId.COMPTABLE.value, asked_terms(today + start * DAY, today + 60 * DAY), Identifiers())
        shown = Shown(stage.address, stage.delegue, known=stage.delegue in KNOWN)
        return create(stage.context(), stage.session(who), shown, asked, key)

    return Racer((create, account_shown), play)


def _inviting(who: str, address: str, key: str, account_id: str = "") -> Racer:
    """Invite an address that nobody has, as far as is known."""
    shown = Shown(address, account_id or f"compte-{key}", known=False)

    def play(stage: Stage) -> object:
        today = stage.scenes.today
        asked = Asked(ProfilId.COMPTABLE.value, asked_terms(today, today + 9 * DAY), Identifiers())
        return create(stage.context(), stage.session(who), shown, asked, key)

    return Racer((create, account_shown, free_address), play)


def _correcting(shown: Shown) -> Racer:
    hint = Hint(profil=ProfilId.COMPTABLE.value)
    return Racer((correct,), lambda stage: correct(stage.context(), stage.session(CLAIRE), stage.found, hint, shown))


def _resending(key: str) -> Racer:
    return Racer((resend,), lambda stage: resend(stage.context(), stage.session(CLAIRE), stage.found, Hint(), key))


def _delete(stage: Stage) -> object:
    return delete(stage.context(), stage.session(CLAIRE), stage.found, Hint())


def _keep(stage: Stage) -> None:
    keep_access(stage.context(), stage.session(CLAIRE), stage.found, Hint())


def _prolong(stage: Stage) -> object:
    asked = AskedEnd((stage.scenes.today + 60 * DAY).isoformat())
    return change(stage.context(), stage.session(CLAIRE), stage.found, Hint(), stage.version, asked, "prolonger-seul")


def _prolong_several(stage: Stage) -> object:
    ticked = (Ticked(stage.found, stage.last_day),)
    return prolong_several(stage.context(), stage.session(CLAIRE), ticked, 1, "", "prolonger-plusieurs")


def _asking(link_id: str, start: int, key: str) -> Racer:
    """Ask by Claire's link, as the délégué of the scene."""

    def play(stage: Stage) -> object:
        first, last = (stage.scenes.today + day * DAY for day in (start, start + 40))
        wish = Wish(ProfilId.COMPTABLE.value, first.isoformat(), last.isoformat(), Identifiers())
        return ask(stage.context(), stage.session(stage.delegue), an_open_link(link_id), wish, key)

    return Racer((ask,), play)


def _ask_while_opening(stage: Stage) -> object:
    """Ask by the address of the scene, as somebody whose account is not active."""
    first = stage.scenes.today + 50 * DAY
    wish = Wish(ProfilId.COMPTABLE.value, first.isoformat(), first.isoformat(), Identifiers())
    opened = Opened(stage.delegue, stage.address, Name("MME", "Zoé", "Nouvelle"))
    return ask_while_opening(stage.context(), opened, an_open_link(), wish, "demander-en-ouvrant")


def _complete(stage: Stage) -> object:
    asked = completed(stage.scenes.today, stage.last_day)
    return complete(stage.context(), stage.session(CLAIRE), stage.found, Hint(), stage.version, asked)


def _refuse_and_block(stage: Stage) -> object:
    return delete(stage.context(), stage.session(CLAIRE), stage.found, Hint(), blocks=True)


def _asking_longer(days: int, key: str) -> Racer:
    def play(stage: Stage) -> object:
        today = stage.scenes.today
        asked = AskedTerms(today.isoformat(), (today + days * DAY).isoformat())
        return ask_longer(stage.context(), stage.session(stage.delegue), stage.found, asked, key)

    return Racer((ask_longer,), play)


def _grant(stage: Stage) -> object:
    fin = (stage.scenes.today + 45 * DAY).isoformat()
    return grant_longer(stage.context(), stage.session(CLAIRE), stage.found, Hint(), stage.version, fin, "accorder")


def _decline(stage: Stage) -> object:
    return decline_longer(stage.context(), stage.session(CLAIRE), stage.found, Hint(), "refuser")


def _validate(stage: Stage) -> object:
    return validate(stage.context(), stage.session(CLAIRE), stage.found, Hint(), stage.version)


def _removal(stage: Stage) -> None:
    stream.handle({"Records": [record("REMOVE", old=image, who=TTL) for image in stage.images]})


def _report(kind: str) -> Play:
    return lambda stage: feedback.handle(stage.reports[kind])


BY_DELEGUE: Mapping[str, Racer] = {
    "open an account": Racer((open_account,), _open_account),
    "accept by link": _by_link(accept_by_link, Purpose.ACCEPT),
    "accept in the space": _shown(accept_in_space),
    "refuse by link": _by_link(refuse_by_link, Purpose.REFUSE),
    "refuse in the space": _shown(refuse_in_space),
    "disown by link": _by_link(disown_by_link, Purpose.DISOWN),
    "disown in the space": _shown(disown_in_space),
    "name another account": _by_link(tell_other_account, Purpose.OTHER_ACCOUNT),
    "withdraw by link": _by_link(withdraw_by_link, Purpose.WITHDRAW),
    "withdraw in the space": _in_space(withdraw_in_space),
    "give up": _in_space(give_up),
    "ask for the same days": _asking("lien-1", 0, "demander"),
    "ask for the same days in another tab": _asking("lien-1", 2, "demander-aussi"),
    "ask by an address": Racer((ask_while_opening,), _ask_while_opening),
    "ask to prolong": _asking_longer(50, "demander"),
    "ask to prolong in another tab": _asking_longer(70, "demander-encore"),
}

BY_DELEGANT: Mapping[str, Racer] = {
    "validate": Racer((validate,), _validate),
    "complete": Racer((complete,), _complete),
    "refuse and block": Racer((delete, block), _refuse_and_block),
    "let ask again": Racer((unblock,), lambda stage: unblock(stage.context(), stage.session(CLAIRE), stage.delegue)),
    "delete": Racer((delete,), _delete),
    "keep": Racer((keep_access,), _keep),
    "shorten": _changing(0, 10, "raccourcir"),
    "extend": _changing(0, 30, "prolonger"),
    "prolong": Racer((change,), _prolong),
    "prolong several at once": Racer((prolong_several,), _prolong_several),
    "grant a prolongation": Racer((grant_longer,), _grant),
    "decline a prolongation": Racer((decline_longer,), _decline),
    "send again": _resending("renvoyer"),
    "send again in another tab": _resending("autre-onglet"),
    "correct to a known address": _correcting(Shown(KNOWN[PAUL], PAUL, known=True)),
    "correct to a new address": _correcting(Shown(YANN, "compte-yann", known=False)),
    "create for the same days": _creating(CLAIRE, 5, "memes-jours"),
    "create for the same days in another tab": _creating(CLAIRE, 8, "memes-jours-2"),
    "create as another delegant": _creating(HELENE, 0, "autre-delegant"),
    "invite a new address": _inviting(CLAIRE, YANN, "inviter"),
    "invite the address of a closed account": _inviting(HELENE, KNOWN[PAUL], "inviter-de-nouveau", PAUL),
    "invite the address of a closed account as another delegant": _inviting(CLAIRE, KNOWN[PAUL], "inviter-encore"),
    "invite a new address as another delegant": _inviting(HELENE, YANN, "inviter-aussi"),
}


def _message(stage: Stage) -> None:
    due.handle({"Records": [{"body": json.dumps(["delegation", *keys.delegation(stage.found)])}]})


BY_WORKERS: Mapping[str, Racer] = {
    "time passes": Racer((pass_time,), lambda stage: pass_time(stage.context(), stage.found), is_worker=True),
    "schedule": Racer((schedule.handle,), lambda _: schedule.handle(), is_worker=True),
    "a message of a wave": Racer((due.handle, pass_time), _message, is_worker=True),
    "stream: mails": Racer(
        (stream.handle, send_mail), lambda stage: stream.handle({"Records": stage.images}), is_worker=True
    ),
    "stream: a removal": Racer((stream.handle, make_up_purge), _removal, is_worker=True),
    "feedback: it came back": Racer((feedback.handle, note_delivery), _report("Bounce"), is_worker=True),
    "feedback: it was not delivered": Racer((feedback.handle, note_missed), _report("Transient"), is_worker=True),
    "feedback: it arrived": Racer((feedback.handle, note_reachable), _report("Delivery"), is_worker=True),
}
