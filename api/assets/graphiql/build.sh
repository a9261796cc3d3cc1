#!/bin/sh
# Rebuilds graphiql.js, graphiql.css and LICENCES.txt from the versions in package-lock.json.
# Usage: api/assets/graphiql/build.sh    (needs Node 20 or newer and npm; touches nothing outside this folder)
#
# To move to other versions: edit package.json, delete package-lock.json, run this.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cp "$here/package.json" "$here/bundle.js" "$here/build.mjs" "$scratch"
cd "$scratch"
if [ -f "$here/package-lock.json" ]; then
    cp "$here/package-lock.json" .
    npm ci --no-audit --no-fund
else
    # Without the addresses of whichever registry was asked; the hashes stay.
    npm install --no-audit --no-fund --omit-lockfile-registry-resolved
    cp package-lock.json "$here"
fi
node build.mjs
cp graphiql.js graphiql.css LICENCES.txt "$here"
ls -l "$here"
