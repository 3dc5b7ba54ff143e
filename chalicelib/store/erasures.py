"""An erasure of an account that operations have begun (infra/operations/erasure.py)."""

from pynamodb.attributes import UnicodeSetAttribute

from chalicelib.store.table import Item


class ErasureItem(Item, discriminator="erasure"):
    """What is still to erase: the delegations that the account gave and received, and its names in them."""

    given = UnicodeSetAttribute(null=True)
    received = UnicodeSetAttribute(null=True)
    names = UnicodeSetAttribute(null=True)
