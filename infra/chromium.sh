#!/bin/sh
# The browser of the browser tests: Debian's Chromium, with the twin of Arial, which the pages are made for.
# Without it they are skipped, loudly; in CI they fail.
has_browser() { command -v chromium >/dev/null 2>&1; }
has_font() { fc-match Arial 2>/dev/null | grep -q Liberation; }

has_browser && has_font && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    {
        apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-liberation
    } >/dev/null 2>&1
fi
has_browser && exit 0
echo "Chromium is missing: the browser tests will be skipped. To install it: sudo apt-get install chromium" >&2
