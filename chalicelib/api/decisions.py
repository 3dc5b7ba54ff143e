"""What the délégant decides of one delegation: validate, re-send, correct the address."""

from chalicelib.acts.correct import correct
from chalicelib.acts.resend import resend
from chalicelib.acts.validate import validate
from chalicelib.api.calls import BY_DELEGANT, IF_MATCH, IF_MATCH_IF_ANY, Call
from chalicelib.api.etags import etag_of, hint_if_any, hint_of
from chalicelib.api.lookups import VERIFICATION, shown_of
from chalicelib.api.shapes import DONE, done
from chalicelib.domain.refusals import Code
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Choice, Record
from chalicelib.identity.sessions import new_id

CORRECTION = Record(name="Correction", fields={"verification": VERIFICATION})
_ETAG = {"ETag": "La délégation après l’action."}


@operation(
    "validerDelegation",
    "Valider une délégation acceptée",
    description="Un numéro qui est déjà celui d’un autre compte n’est pas validé\u00a0: le délégant doit le savoir. "
    "Avec numero_retire=oui, la délégation est validée sans lui.",
    query={"numero_retire": Choice(values=("oui",), description="Le délégant a vu que le numéro est d’un autre.")},
    headers=IF_MATCH,
    gives=DONE,
    says=_ETAG,
    refuses=(*BY_DELEGANT, Code.TERMS_CHANGED, Code.NOT_EXCLUSIVE, Code.NUMBER_OF_ANOTHER),
)
def validate_delegation(call: Call) -> Reply:
    """Validate the delegation that the ETag stands for."""
    hint, version = hint_of(call.headers["If-Match"], call.context.now)
    seen = "numero_retire" in call.query
    delegation = validate(call.context, call.caller, call.delegation_id, hint, version, without_number=seen)
    return Reply(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})


@operation(
    "renvoyerDemande",
    "Renvoyer l’e-mail de la demande",
    description="Les liens des e-mails précédents ne fonctionnent plus\u00a0; la date limite ne change pas.",
    headers=IF_MATCH_IF_ANY,
    status=204,
    refuses=(*BY_DELEGANT, Code.TOO_MANY_RESENDS),
)
def resend_mail(call: Call) -> Reply:
    """Send the invitation or the demand again."""
    resend(call.context, call.caller, call.delegation_id, hint_if_any(call), new_id())
    return Reply(status=204)


@operation("corrigerAdresse",
    "Corriger une adresse à laquelle la demande n’est pas arrivée",
    takes=CORRECTION,
    headers=IF_MATCH,
    gives=DONE,
    says=_ETAG,
    refuses=(
        *BY_DELEGANT, Code.DELIVERABLE, Code.ONESELF, Code.NOT_EXCLUSIVE, Code.ACCOUNT_APPEARED, Code.OVERLAP,
        Code.LIMIT,
    ),
)  # fmt: skip
def correct_address(call: Call) -> Reply:
    """Send the demand to the address that was looked up."""
    hint, _ = hint_of(call.headers["If-Match"], call.context.now)
    delegation = correct(call.context, call.caller, call.delegation_id, hint, shown_of(call))
    return Reply(done(delegation, call.context.now), headers={"ETag": etag_of(delegation, call.context.now)})
