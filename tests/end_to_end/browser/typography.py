"""French typography, as a reader sees it: spaces around high punctuation, quotation marks and apostrophes."""

import re
from collections.abc import Mapping

_SPACE = "\u00a0\u202f"
"""No-break spaces, wide and narrow."""

_RULES: Mapping[str, re.Pattern[str]] = {
    "no-break space missing before « : »": re.compile(rf"(?<![{_SPACE}:]):(?!//|\d)"),
    "no-break space missing before « ; ! ? »": re.compile(rf"[^{_SPACE}!?][;!?](?!\w)"),
    "no-break space missing before « » »": re.compile(rf"[^{_SPACE}]»"),
    "no-break space missing after « « »": re.compile(rf"«(?![{_SPACE}])"),
    "straight apostrophe": re.compile(r"\w'\w"),
    "straight quotation mark": re.compile(r'"'),
    "two spaces": re.compile(rf"[ {_SPACE}]{{2}}"),
    "three full stops": re.compile(r"\.\.\."),
    "space before a comma or a full stop": re.compile(rf"[ {_SPACE}][,.](?:\s|$)"),
}


def slips(text: str, given: tuple[str, ...] = ()) -> list[str]:
    """Return the slips of a text, each with its surroundings; leave out text of people or registers (`given`)."""
    for words in given:
        text = text.replace(words, "…")
    return [
        f"{rule}: {line[max(0, found.start() - 30) : found.end() + 20]!r}"
        for line in text.splitlines()
        for rule, pattern in _RULES.items()
        for found in pattern.finditer(line)
    ]
