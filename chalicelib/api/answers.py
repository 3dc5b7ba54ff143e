"""What the délégué answers to a delegation received: accept, refuse, disown, withdraw, give up."""

from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.disown import disown_in_space
from chalicelib.acts.give_up import give_up
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.acts.withdraw import withdraw_in_space
from chalicelib.api.operations import ACTING, Answer, Call, Resource
from chalicelib.api.shapes import DONE, VERSION, done
from chalicelib.domain.refusals import Code
from chalicelib.http.schema import Flag, Record

resource = Resource("Délégations reçues")

ACCEPTANCE = Record(
    name="Acceptation",
    fields={
        "version": VERSION,
        "compris": Flag(ticked=True, description="J’ai compris que j’agirai au nom et pour le compte du délégant."),
    },
)
ANSWER = Record(name="Reponse", fields={"version": VERSION})
_REFUSALS = (*ACTING, Code.TERMS_CHANGED, Code.NOT_ALLOWED)


@resource.declare(
    "POST",
    "/received-delegations/{delegation_id}/accept",
    "accepterDelegation",
    "Accepter la délégation, ou sa modification",
    takes=ACCEPTANCE,
    gives=DONE,
    refuses=(*_REFUSALS, Code.NOT_EXCLUSIVE),
)
def accepted(call: Call) -> Answer:
    """Accept what was shown at this version."""
    transition = accept_in_space(call.context, call.session, call.delegation_id, int(call.body["version"]))
    return Answer(done(transition.subject, call.context.now))


@resource.declare(
    "POST",
    "/received-delegations/{delegation_id}/refuse",
    "refuserDelegation",
    "Refuser la délégation, ou sa modification",
    takes=ANSWER,
    gives=DONE,
    refuses=_REFUSALS,
)
def refused(call: Call) -> Answer:
    """Refuse what was shown at this version."""
    transition = refuse_in_space(call.context, call.session, call.delegation_id, int(call.body["version"]))
    return Answer(done(transition.subject, call.context.now))


@resource.declare(
    "POST",
    "/received-delegations/{delegation_id}/disown",
    "nePasConnaitre",
    "«\u00a0Je ne travaille pas avec ce praticien\u00a0»",
    takes=ANSWER,
    status=204,
    refuses=_REFUSALS,
)
def disowned(call: Call) -> Answer:
    """Tell that one does not work with the délégant."""
    disown_in_space(call.context, call.session, call.delegation_id, int(call.body["version"]))
    return Answer(status=204)


@resource.declare(
    "POST",
    "/received-delegations/{delegation_id}/withdraw",
    "retirerAcceptation",
    "Retirer son acceptation, tant que le délégant n’a pas validé",
    status=204,
    refuses=ACTING,
)
def withdrew(call: Call) -> Answer:
    """Withdraw one's acceptance."""
    withdraw_in_space(call.context, call.session, call.delegation_id)
    return Answer(status=204)


@resource.declare(
    "POST",
    "/received-delegations/{delegation_id}/give-up",
    "renoncer",
    "Renoncer à une délégation validée, avec effet immédiat",
    status=204,
    refuses=ACTING,
)
def gave_up(call: Call) -> Answer:
    """Give up."""
    give_up(call.context, call.session, call.delegation_id)
    return Answer(status=204)
