"""The cost of a request: its number of calls to AWS, by operation."""

from collections import Counter
from collections.abc import Mapping

Calls = Mapping[str, int]

NONE: Calls = {}
READ: Calls = {"BatchGetItem": 1}
TWO_READS: Calls = {"BatchGetItem": 2}
QUERY: Calls = {"Query": 1}
WRITE: Calls = {"TransactWriteItems": 1}
ACT: Calls = {"BatchGetItem": 1, "TransactWriteItems": 1}
UNHINTED: Calls = {"BatchGetItem": 2, "TransactWriteItems": 1}
"""An act on a delegation whose délégué is known only once it is read."""

LIMITED: Calls = {"UpdateItem": 1}
GUESSED: Calls = {"BatchGetItem": 1, "UpdateItem": 3}
"""A guess of a stranger is counted: for the name, for the network, and unseen for the account."""
SESSION: Calls = WRITE
"""One is opened or ended, and its event is noted."""
FAILED: Calls = {"UpdateItem": 1}
"""A failed sign-in is counted for the owner to read."""
DELETED: Calls = {"DeleteItem": 1}
NOTED: Calls = {"PutItem": 1}
"""A look-up is recorded."""
DRAFT: Calls = {"PutItem": 1}
"""A form is stored, to be shown again."""


def together(*parts: Calls) -> Calls:
    """Return the sum of several costs."""
    return sum((Counter(part) for part in parts), Counter[str]())
