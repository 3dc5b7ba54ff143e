#!/bin/sh
# The browser of the browser tests: Debian's Chromium. Without it they are skipped, loudly; in CI they fail.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
fi
command -v chromium >/dev/null 2>&1 && exit 0
echo "Chromium is missing: the browser tests will be skipped. To install it: sudo apt-get install chromium" >&2
