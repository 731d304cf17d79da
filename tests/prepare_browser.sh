#!/bin/sh
# Names on stdout the Chromium that the browser tests use; installs Debian's where there is none and that is possible.
# Everything it has to say goes to stderr. With ONLIFE_SKIP_BROWSER=1 it names nothing.
set -eu

say() { printf '%s\n' "$*" >&2; }

if [ "${ONLIFE_SKIP_BROWSER:-}" ]; then
    say "LET OP: de browsertests worden OVERGESLAGEN (ONLIFE_SKIP_BROWSER); wat een bezoeker ziet, is dus niet getest."
    exit 0
fi

if [ "${ONLIFE_CHROMIUM:-}" ]; then
    command -v "$ONLIFE_CHROMIUM" && exit 0
    say "ONLIFE_CHROMIUM wijst naar $ONLIFE_CHROMIUM, maar daar staat geen browser."
    exit 1
fi

find_browser() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" && return 0
    done
    return 1
}

find_browser && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Chromium wordt geïnstalleerd voor de browsertests …"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium; } </dev/null >/dev/null 2>&1 || true
    find_browser && exit 0
fi

say "De browsertests hebben Chromium nodig en die is hier niet te vinden of te installeren: installeer chromium, wijs er een aan met ONLIFE_CHROMIUM, of sla deze tests bewust over met ONLIFE_SKIP_BROWSER=1."
exit 1
