"""An operator, with a terminal and an emulated AWS account."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from tests.browser import Browser
from tests.integration.infra.deployed import Deployed
from tests.integration.infra.emulator import Emulator
from tests.integration.infra.page import Shell
from tests.integration.test_story import create_comptable
from tests.integration.world import World


@dataclass
class Operator:
    """An operator with a terminal and the account; `seen` holds values for the next tests."""

    shell: Shell
    emulator: Emulator
    folder: Path
    seen: dict[str, str]

    @property
    def service(self) -> Deployed:
        """The deployed service."""
        return Deployed(self.emulator, self.shell.tree, "dev")

    def client(self, name: str) -> Any:
        """Return a client of the account."""
        return self.emulator.client(name)

    def items(self, kind: str) -> list[dict[str, Any]]:
        """Return the items of one kind of the table in use."""
        found = self.client("dynamodb").scan(TableName=self.service.settings.table_name)["Items"]
        return [item for item in found if item["kind"]["S"] == kind]

    def invite(self, browser: Browser, address: str) -> str:
        """Let a délégant delegate to an address; return the delegation's id."""
        before = {item["pk"]["S"] for item in self.items("delegation")}
        board = create_comptable(cast(World, self.service), browser, address)
        assert "La délégation a bien été créée" in board.text
        (made,) = {item["pk"]["S"] for item in self.items("delegation")} - before
        return str(made).removeprefix("DELEG#")
