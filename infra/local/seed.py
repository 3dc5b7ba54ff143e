"""Sample accounts, written as the application writes them. Import it once the environment is set."""

from collections.abc import Iterable

from chalicelib.acts.ids import new_id
from chalicelib.domain.people import Account, Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.passwords import hash_password
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, alias_item, head_item, password_item
from chalicelib.store.secrets import keyring
from chalicelib.store.table import Item
from chalicelib.store.writes import Save, transact
from infra.local import samples
from infra.local.samples import SamplePerson

_STATUSES = {"active": AccountStatus.ACTIVE, "to_activate": AccountStatus.A_ACTIVER}


def write_accounts() -> None:
    """Write the account of every sample person who has one, in one transaction."""
    lookup = keyring().lookup
    directory = samples.directory()
    items = [
        item
        for person in samples.people()
        if person.status in _STATUSES
        for item in _items(person, bool(directory.get(person.national_id, {}).get("liberal_activity")), lookup)
    ]

    transact([Save(item) for item in items])


def _items(person: SamplePerson, liberal: bool, lookup: str) -> Iterable[Item]:
    account = Account(
        id=new_id(),
        status=_STATUSES[person.status],
        address=person.email,
        name=Name(civilite=person.civilite, prenom=person.prenom, nom=person.nom),
        liberal_activity=liberal,
    )
    yield head_item(account, detail=person.detail, rpps=person.rpps)
    yield alias_item(person.email, account.id, lookup)
    if person.national_id:
        pk, sk = keys.alias("psc", person.national_id, lookup)
        yield AliasItem(pk=pk, sk=sk, account_id=account.id)
    if person.password:
        yield password_item(account.id, hash_password(person.password))
