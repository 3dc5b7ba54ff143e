"""The native files of a package, and their processors."""

import zipfile
from pathlib import Path

X86_64, AARCH64 = b"\x3e\x00", b"\xb7\x00"
"""EM_X86_64 and EM_AARCH64 of ELF, where `e_machine` stands."""


def machines(package: Path) -> set[bytes]:
    """Return the machine of every native file of a package; raises AssertionError when it has none."""
    with zipfile.ZipFile(package) as archive:
        natives = [archive.read(name) for name in archive.namelist() if ".so" in name]
    assert natives
    assert all(content.startswith(b"\x7fELF") for content in natives)
    return {content[18:20] for content in natives}
