"""The bill of materials of the package, in CycloneDX 1.6: one component for each distribution, with its pip hashes."""

import json
import re
import uuid
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from infra.package import trim
from infra.package.dependencies import REQUIREMENTS


def of(site_packages: Path) -> str:
    """Return the bill of materials of the dependencies in a folder, always the same for the same folder."""
    hashes = _hashes(REQUIREMENTS.read_text(encoding="utf-8"))
    components = [_component(metadata, hashes) for metadata in _distributions(site_packages)]
    named = " ".join(component["purl"] for component in components)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, named)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "delegation", "bom-ref": "delegation"}},
        "components": components,
    }
    return json.dumps(bill, indent=2, ensure_ascii=False) + "\n"


def _distributions(folder: Path) -> Iterator[Message]:
    for path in sorted(folder.glob("*.dist-info/METADATA")):
        if trim.keeps(path.relative_to(folder).as_posix()):
            yield HeaderParser().parsestr(path.read_text(encoding="utf-8"))


def _component(metadata: Message, hashes: dict[str, list[str]]) -> dict[str, Any]:
    name, version = _normalised(str(metadata["Name"])), str(metadata["Version"])
    purl = f"pkg:pypi/{name}@{version}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        # There is one hash for each file that pip may choose, and the choice depends on the machine.
        "properties": [{"name": "pip:sha256", "value": value} for value in hashes.get(name, [])],
    }
    licence = metadata["License-Expression"]
    if licence:
        component["licenses"] = [{"expression": str(licence)}]
    return component


def _hashes(requirements: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in requirements.splitlines():
        if pinned := re.match(r"([A-Za-z0-9._-]+)==", line):
            name = _normalised(pinned[1])
        if digest := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            found.setdefault(name, []).append(digest[1])
    return found


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
