#!/bin/sh
# Builds the pages into dist/ with the npm on the PATH. Does nothing that was done already for the same sources.
#
#   build.sh           build
#   build.sh check     lint and unit tests
set -eu
cd "$(dirname "$0")"

hash() { find "$@" -type f | LC_ALL=C sort | xargs cksum | cksum; }

lock=$(hash package.json package-lock.json)
if [ "$(cat node_modules/.installed 2>/dev/null || true)" != "$lock" ]; then
    npm ci --no-audit --no-fund --loglevel=error
    echo "$lock" >node_modules/.installed
fi

if [ "${1:-}" = check ]; then
    npm run --silent lint
    npm run --silent test
    exit 0
fi

sources=$(hash src index.html public package-lock.json ./*.ts ./tsconfig*.json)
if [ "$(cat dist/.built 2>/dev/null || true)" != "$sources" ]; then
    npm run --silent build
    echo "$sources" >dist/.built
fi
