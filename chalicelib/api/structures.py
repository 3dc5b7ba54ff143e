"""The délégant's own structures."""

from chalicelib.acts.show_account import show_account
from chalicelib.api.calls import Call
from chalicelib.api.shapes import STRUCTURE, structure_of
from chalicelib.http.operations import Reply, operation
from chalicelib.http.schema import Many, Record

STRUCTURES = Record(name="Structures", fields={"structures": Many(of=STRUCTURE)})


@operation("listerStructures", "Vos cabinets et établissements", content=STRUCTURES)
def list_structures(call: Call) -> Reply:
    """Return the structures read at the last sign-in by card."""
    own = show_account(call.caller)
    return Reply({"structures": [structure_of(structure) for structure in own.practice.structures]})
