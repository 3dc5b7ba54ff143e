"""The délégué's answers to a delegation received: accept, refuse, disown, withdraw, give up."""

from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.disown import disown_in_space
from chalicelib.acts.give_up import give_up
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.acts.withdraw import withdraw_in_space
from chalicelib.api.calls import ACTING, Call
from chalicelib.api.shapes import DONE, VERSION, done
from chalicelib.domain.refusals import Code
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Flag, Record

ACCEPTANCE = Record(
    name="Acceptation",
    fields={
        "version": VERSION,
        "compris": Flag(ticked=True, description="J’ai compris que j’agirai au nom et pour le compte du délégant."),
    },
)
ANSWER = Record(name="Reponse", fields={"version": VERSION})
_REFUSALS = (*ACTING, Code.TERMS_CHANGED, Code.NOT_ALLOWED)


@operation(
    "accepterDelegation",
    "Accepter la délégation, ou sa modification",
    description="Un numéro RPPS qui n’est pas celui de la carte du délégué, ou que l’annuaire attribue à quelqu’un "
    "d’autre, n’est accepté qu’avec numero_vu=oui\u00a0; le délégant doit alors valider la délégation.",
    body=ACCEPTANCE,
    query={"numero_vu": Choice(values=("oui",), description="Le délégué a vu ce qui fait douter du numéro.")},
    content=DONE,
    refusals=(*_REFUSALS, Code.NOT_EXCLUSIVE, Code.NUMBER_IN_DOUBT),
    is_repeatable=True,
)
def accept(call: Call) -> Reply:
    """Accept the terms of this version."""
    version, seen = int(call.body["version"]), "numero_vu" in call.query
    transition = accept_in_space(call.context, call.caller, call.delegation_id, version, number_seen=seen)
    return Reply(done(transition.subject, call.context.now))


@operation(
    "refuserDelegation",
    "Refuser la délégation, ou sa modification",
    body=ANSWER,
    content=DONE,
    refusals=_REFUSALS,
    is_repeatable=True,
)
def refuse(call: Call) -> Reply:
    """Refuse the terms of this version."""
    transition = refuse_in_space(call.context, call.caller, call.delegation_id, int(call.body["version"]))
    return Reply(done(transition.subject, call.context.now))


@operation(
    "nePasConnaitre",
    "«\u00a0Je ne travaille pas avec ce praticien\u00a0»",
    body=ANSWER,
    status=204,
    refusals=_REFUSALS,
    is_repeatable=True,
)
def disown(call: Call) -> Reply:
    """Say that the délégué does not work with the délégant."""
    disown_in_space(call.context, call.caller, call.delegation_id, int(call.body["version"]))
    return Reply(status=204)


@operation(
    "retirerAcceptation",
    "Retirer son acceptation, tant que le délégant n’a pas validé",
    status=204,
    refusals=ACTING,
    is_repeatable=True,
)
def withdraw_acceptance(call: Call) -> Reply:
    """Withdraw an acceptance."""
    withdraw_in_space(call.context, call.caller, call.delegation_id)
    return Reply(status=204)


@operation(
    "renoncer",
    "Renoncer à une délégation validée, avec effet immédiat",
    status=204,
    refusals=ACTING,
    is_repeatable=True,
)
def give_up_delegation(call: Call) -> Reply:
    """Give a delegation up."""
    give_up(call.context, call.caller, call.delegation_id)
    return Reply(status=204)
