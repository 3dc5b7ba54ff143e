#!/bin/sh
# The other browser engines of `make prove`: Firefox ESR, and WebKitGTK with its driver and a screen in memory.
# Without them the proofs in those engines are skipped, with what to type.
missing=""
has() { [ -e "$1" ] || missing="$missing $2"; }
has /usr/bin/firefox-esr firefox-esr
has /usr/bin/WebKitWebDriver webkit2gtk-driver
has /usr/bin/Xvfb xvfb

[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    {
        apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
    } >/dev/null 2>&1 && exit 0
fi
echo "Some browser engines are missing: nothing will be proved in them. To install them: sudo apt-get install$missing" >&2
