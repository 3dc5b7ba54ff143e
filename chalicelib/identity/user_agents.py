"""The browser of a request in plain words, such as « Firefox sous Windows ».

The header is free text that anybody may write, so nothing of it is kept: the words come from the lists below.
"""

UNKNOWN_BROWSER = "navigateur inconnu"

LONGEST = 512
"""Characters of a header that is read. Those of browsers have 70 to 250."""

_BROWSERS = (
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
)
"""The mark of each browser. Most claim to be those further down the list too, so the first mark found counts."""

_SYSTEMS = (
    ("Windows", "sous Windows"),
    ("iPhone", "sur iPhone"),
    ("iPad", "sur iPad"),
    ("Android", "sur Android"),
    ("CrOS", "sous ChromeOS"),
    ("Macintosh", "sous macOS"),
    ("Linux", "sous Linux"),
)


def browser_in_words(user_agent: str) -> str:
    """Return the browser and its system in French; `UNKNOWN_BROWSER` for a header that no browser writes."""
    if len(user_agent) > LONGEST or not user_agent.startswith("Mozilla/5.0 (") or not user_agent.isprintable():
        return UNKNOWN_BROWSER
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    if not browser or "<" in user_agent or (browser == "Safari" and "Safari/" not in user_agent):
        return UNKNOWN_BROWSER
    return f"{browser} {system}".rstrip()


def _first(words: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((word for mark, word in words if mark in user_agent), "")
