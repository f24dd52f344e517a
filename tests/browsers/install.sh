#!/bin/sh
# Finds the browsers of the tests, or installs Debian's when it may; else says what is missing and lets the tests skip.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing="chromium"
command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1 || missing="$missing firefox-esr"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "browsers: installing $missing"
    # shellcheck disable=SC2086 # one argument for each name
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $missing; then
        exit 0
    fi
fi
echo "browsers: missing $missing; as root on Debian: apt-get install $missing. Tests that need them are skipped." >&2
[ -z "${CI:-}" ]
