"""The browser in plain words; nothing that a caller writes in the header is ever shown."""

import pytest

from chalicelib.identity.user_agents import LONGEST, UNKNOWN_BROWSER, browser_in_words

WINDOWS, MAC, X11 = "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64"
PHONE, PAD = "iPhone; CPU iPhone OS 18_1 like Mac OS X", "iPad; CPU OS 18_1 like Mac OS X"
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
PIXEL = "Linux; Android 15; Pixel 9"

KNOWN = [
    (f"Mozilla/5.0 ({WINDOWS}; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sous Windows"),
    (f"Mozilla/5.0 ({X11}; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sous Linux"),
    (f"Mozilla/5.0 ({WINDOWS}) {KIT} Chrome/142.0.0.0 Safari/537.36", "Chrome sous Windows"),
    (f"Mozilla/5.0 ({WINDOWS}) {KIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge sous Windows"),
    (f"Mozilla/5.0 ({MAC}) {KIT} Chrome/142.0.0.0 Safari/537.36 OPR/120.0.0.0", "Opera sous macOS"),
    (f"Mozilla/5.0 ({MAC}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "Safari sous macOS"),
    (f"Mozilla/5.0 ({PHONE}) {KIT} Version/18.1 Mobile/15E148 Safari/604.1", "Safari sur iPhone"),
    (f"Mozilla/5.0 ({PAD}) {KIT} CriOS/142.0 Mobile/15E148 Safari/604.1", "Chrome sur iPad"),
    (f"Mozilla/5.0 ({PHONE}) {KIT} FxiOS/140.0 Mobile/15E148 Safari/605.1.15", "Firefox sur iPhone"),
    (f"Mozilla/5.0 ({PIXEL}) {KIT} Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome sur Android"),
    (f"Mozilla/5.0 ({PIXEL}) {KIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
     "Samsung Internet sur Android"),
    (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/142.0.0.0 Safari/537.36", "Chrome sous ChromeOS"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "words"), KNOWN, ids=[words for _, words in KNOWN])
def test_a_browser_is_told_in_plain_words(header: str, words: str) -> None:
    assert browser_in_words(header) == words


FIREFOX = KNOWN[0][0]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 (compatible; Googlebot/2.1)",
        FIREFOX + " " * 8192,
        FIREFOX + "x" * (LONGEST - len(FIREFOX) + 1),
        FIREFOX + "<script>alert(1)</script>",
        FIREFOX + "\u202e",
        FIREFOX + "\r\nSet-Cookie: a=b",
        "<b>" + FIREFOX,
        f"Mozilla/5.0 ({MAC}) Version/18.1",
    ],
)
def test_any_other_header_is_an_unknown_browser(header: str) -> None:
    assert browser_in_words(header) == UNKNOWN_BROWSER


def test_a_header_of_the_longest_length_is_still_read() -> None:
    assert browser_in_words(FIREFOX + "x" * (LONGEST - len(FIREFOX))) == "Firefox sous Windows"


def test_nothing_of_the_header_is_in_the_words() -> None:
    assert browser_in_words(FIREFOX.replace("Win64", "Dupont")) == "Firefox sous Windows"
