"""A zip file whose bytes depend only on its contents: sorted, with one date and one mode."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


def write(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write `files`, by path, to a temporary file, and rename it to `target` when it is complete."""
    unfinished = target.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in sorted(files):
            info = zipfile.ZipInfo(path, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = _MODE
            archive.writestr(info, content)
    unfinished.replace(target)
