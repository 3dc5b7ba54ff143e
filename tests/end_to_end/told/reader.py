"""A reader of the pages, who knows no more of them than their labels, and never trusts a page to last."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.end_to_end.delegation import SAMPLE_PASSWORD
from tests.end_to_end.local_platform import until
from tests.end_to_end.told.window import Window, control, field, label_of, saying, words

_SECONDS = 20
_OURS, _DONE = " - amelipro", "Succès - "


@dataclass
class Reader:
    """A person in front of a window. A `restless` one goes back, forward and reloads at every step."""

    window: Window
    url: str
    restless: bool = False
    taps: int = 0
    """How often a button, a link or a box was touched."""

    # What one does

    def opens(self, path: str) -> None:
        """Type an address below the service's, or follow a link of a mail."""
        self.window.open(path if path.startswith("http") else self.url + path)

    def follows(self, link: str) -> None:
        """Touch a link of a mail."""
        self.taps += 1
        self.opens(link)

    def presses(self, label: str, *, then: str = "", title: str = "") -> None:
        """Press a button or follow a link by its name, and read what comes then."""
        self._waits(lambda: self.window.has(control(label)), f"nothing is called « {label} »")
        self.taps += 1
        self.window.click(control(label))
        if then:
            self.reads(then, title=title)

    def types(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        self.window.write(field(label), text)

    def chooses(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.window.choose(field(label), option)

    def ticks(self, label: str) -> None:
        """Click the label of a box or of a choice."""
        self.taps += 1
        self.window.click(label_of(label))

    # What one sees

    def reads(self, text: str, *, title: str = "") -> None:
        """Wait for a text on the page, and this one in the title of the window; then shake the page if restless."""
        self._waits(lambda: self.window.has(saying(text)), f"« {text} » is not said")
        self._waits(lambda: title in self.window.title(), f"the title is not « {title} »")
        if self.restless:
            self._shakes(text)

    def finds(self, label: str, text: str) -> None:
        """Check that a field holds this text."""
        found = self.window.value(field(label))
        assert found == text, f"« {label} » holds « {found} » instead of « {text} »"

    def is_on_ours(self) -> bool:
        """Whether the page is one of the service, neither raw data nor the browser's own."""
        return self.window.title().endswith(_OURS)

    def _shakes(self, text: str) -> None:
        """Reload, go back and forward: each gives a page, and the last one is the page that was there."""
        title = self.window.title().removeprefix(_DONE)
        self.window.reload()
        self._waits(lambda: self.window.has(saying(text)), f"Reload lost « {text} » of « {title} »")
        self.window.back()
        self._waits(self._is_a_page, f"Back from « {title} » leads to no page")
        self.window.forward()
        self._waits(lambda: self.window.has(saying(text)), f"Back and Forward lost « {text} » of « {title} »")

    def _is_a_page(self) -> bool:
        """Whether the page is one of the service, or of the providers that it works with."""
        return self.is_on_ours() or (self._is_local() and self.window.has(f"//h1[{words()} != '']"))

    def _is_local(self) -> bool:
        return urlsplit(self.window.address()).hostname == "127.0.0.1"

    # Signing in

    def signs_in_by_card(self, name: str) -> None:
        """Sign in with a card, from the page of the sign-in."""
        self.presses("Vous connecter par carte CPS")
        self._waits(lambda: self.window.has(label_of(name)), "Pro Santé Connect did not come")
        self.ticks(name)
        self.presses("Se connecter")
        self._waits(self.is_on_ours, "the card led to no page of ours")

    def signs_in(self, address: str, password: str = SAMPLE_PASSWORD) -> None:
        """Sign in with an address and a password, from the page of the sign-in."""
        self.types("E-mail", address)
        self.types("Mot de passe", password)
        self.presses("Vous connecter")
        self._waits(lambda: self.is_on_ours() and not self.window.has(field("Mot de passe")), "the sign-in failed")

    def leaves(self) -> None:
        """Lose the session, and everything else that the browser knew."""
        self.window.forget()

    def _waits(self, look: Callable[[], bool], what: str) -> None:
        try:
            until(look, _SECONDS, what)
        except AssertionError as error:
            raise AssertionError(f"{error}: the page is « {self.window.title()} », {self.window.address()}") from None
