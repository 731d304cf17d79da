#!/bin/sh
# Names on stdout the Chromium that the browser tests use; installs Debian's where there is none and that is possible.
# For an automatic build (CI=true) it installs two more: nginx, behind which the app is tested over https (on somebody's
# own machine that would begin to serve a page nobody asked for), and the Chromium without windows, which is faster.
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

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install() {
    say "$1 wordt geïnstalleerd voor de browsertests …"
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$1"; } \
        </dev/null >/dev/null 2>&1 || true
}

if ! command -v nginx >/dev/null; then
    if [ "${CI:-}" ] && can_install; then install nginx-light; fi
    command -v nginx >/dev/null || say "LET OP: nginx is hier niet; de tests achter een proxy met TLS worden overgeslagen."
fi

if [ "${CI:-}" ] && can_install && ! command -v chromium-headless-shell >/dev/null; then
    install chromium-headless-shell
fi

find_browser && exit 0

if can_install; then
    install chromium
    find_browser && exit 0
fi

say "De browsertests hebben Chromium nodig en die is hier niet te vinden of te installeren: installeer chromium, wijs er een aan met ONLIFE_CHROMIUM, of sla deze tests bewust over met ONLIFE_SKIP_BROWSER=1."
exit 1
