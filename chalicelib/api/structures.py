"""The délégant's own structures."""

from chalicelib.acts.show_account import show_account
from chalicelib.api.operations import Answer, Call, Resource
from chalicelib.api.shapes import STRUCTURE, structure_of
from chalicelib.http.schema import Many, Record

resource = Resource("Catalogue")

STRUCTURES = Record(name="Structures", fields={"structures": Many(of=STRUCTURE)})


@resource.declare("GET", "/structures", "listerStructures", "Vos cabinets et établissements", gives=STRUCTURES)
def structures(call: Call) -> Answer:
    """Return the structures read at the last sign-in by card."""
    own = show_account(call.session)
    return Answer({"structures": [structure_of(structure) for structure in own.practice.structures]})
