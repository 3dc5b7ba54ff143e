"""Passkeys behind the pages of the browser tests."""

from tests.end_to_end.browser.places import below
from tests.end_to_end.browser.stage import Stage
from tests.end_to_end.delegation import LINA
from tests.end_to_end.passkeys import PASSKEYS, add_passkey, remove_passkey


def passkeys_of_lina(stage: Stage) -> None:
    """Give a délégué a passkey, in place of one that is removed."""
    lina = stage.signed_in["lina"] = stage.world.delegue(LINA).browser
    for name in ("Ancien téléphone", "Ordinateur du cabinet"):
        add_passkey(lina, name)
    remove_passkey(lina, "Ancien téléphone")
    stage.places["cle"] = below(lina.get(PASSKEYS).link("Ordinateur du cabinet"))
