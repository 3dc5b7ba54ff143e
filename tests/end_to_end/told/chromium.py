"""A window of Chromium, through Playwright."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

_HEIGHT = 800
_TIMEOUT = 20_000


class ChromiumWindow:
    """A window of Chromium, as `Window` says."""

    def __init__(self, context: BrowserContext, page: Page, *, narrow: bool) -> None:
        self._context = context
        self._page = page
        self.narrow = narrow

    @classmethod
    def of(cls, browser: Browser, width: int, *, script: bool) -> "ChromiumWindow":
        """Open a window of this width, with or without script."""
        context = browser.new_context(
            viewport={"width": width, "height": _HEIGHT}, locale="fr-FR", java_script_enabled=script
        )
        context.set_default_timeout(_TIMEOUT)
        return cls(context, context.new_page(), narrow=width < 600)

    def open(self, url: str) -> None:
        self._page.goto(url)

    def back(self) -> None:
        self._page.go_back()

    def forward(self) -> None:
        self._page.go_forward()

    def reload(self) -> None:
        self._page.reload()

    def tab(self) -> "ChromiumWindow":
        return ChromiumWindow(self._context, self._context.new_page(), narrow=self.narrow)

    def title(self) -> str:
        return self._page.title()

    def address(self) -> str:
        return self._page.url

    def has(self, path: str) -> bool:
        try:
            return self._page.locator(f"xpath={path}").count() > 0
        except Error:  # the page is being replaced
            return False

    def click(self, path: str) -> None:
        self._last(path).click()

    def write(self, path: str, text: str) -> None:
        self._last(path).fill(text)

    def choose(self, path: str, label: str) -> None:
        self._last(path).select_option(label=label)

    def value(self, path: str) -> str:
        return self._last(path).input_value()

    def forget(self) -> None:
        self._context.clear_cookies()

    def cookies(self) -> Any:
        return self._context.cookies()

    def bring_back(self, cookies: Any) -> None:
        self.forget()
        self._context.add_cookies(cookies)

    def close(self) -> None:
        """Close the window with its tabs."""
        self._context.close()

    def _last(self, path: str) -> Locator:
        return self._page.locator(f"xpath={path}").last
