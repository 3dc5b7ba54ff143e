"""The erasure of an account that operations have begun: what is still to be removed (infra/operations/erasure.py)."""

from pynamodb.attributes import UnicodeSetAttribute

from chalicelib.store.table import Item


class ErasureItem(Item, discriminator="erasure"):
    """The delegations of an account that is being erased, those it gave and those it received, and its names there."""

    given = UnicodeSetAttribute(null=True)
    received = UnicodeSetAttribute(null=True)
    names = UnicodeSetAttribute(null=True)
