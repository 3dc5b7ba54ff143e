"""What is said once something is done by the link of a mail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Confirmation:
    """The title of the bar, the heading, and the lines of the page `liens/confirmation`."""

    titre: str
    heading: str
    lines: tuple[str, ...]
