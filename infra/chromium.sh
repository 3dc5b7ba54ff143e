#!/bin/sh
# Debian's Chromium: `chromium.sh` that of pictures, `chromium.sh chromium-headless-shell` that of the browser tests,
# which has no windows and takes a third less; they make do with the other. And the twin of Arial, which the pages are
# made for. Without a browser they are skipped, loudly; in CI they fail.
wanted="${1:-chromium}"
has() { command -v "$1" >/dev/null 2>&1; }
has_font() { fc-match Arial 2>/dev/null | grep -q Liberation; }
install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" fontconfig fonts-liberation
}

has "$wanted" && has_font && exit 0
if [ "$(id -u)" = 0 ] && has apt-get; then
    { apt-get update -qq && { install "$wanted" || install chromium; }; } >/dev/null 2>&1
fi
has "$wanted" || has chromium && exit 0
echo "Chromium is missing: the browser tests will be skipped. To install it: sudo apt-get install $wanted" >&2
