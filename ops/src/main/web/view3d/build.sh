#!/bin/sh
# Bundles the 3D view: build.sh FOLDER writes FOLDER/dist/vendor/splats.js. Versions are those of package-lock.json.
# Node.js is not needed to run Splatlas: without npm, or when npm cannot fetch, the program is built without the 3D view and the page
# shows server-rendered pictures only. In continuous integration (SPLATLAS_CI set) that is an error.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$1
result=$work/dist/vendor/splats.js

give_up() {
  echo "view3d: $1" >&2
  if [ -n "${SPLATLAS_CI:-}" ]; then exit 1; fi
  echo "view3d: built without the 3D view; the page shows pictures that the server renders" >&2
  exit 0
}

if [ -f "$result" ] && [ -z "$(find "$here" -newer "$result" -type f -print -quit)" ]; then exit 0; fi
command -v npm >/dev/null 2>&1 || give_up 'no npm here (on Debian: apt-get install nodejs npm)'
mkdir -p "$work"
cp -p "$here/package.json" "$here/package-lock.json" "$here/splats.js" "$work/"
cd "$work"
# Fetched again only when the versions changed.
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 || give_up "npm ci failed, see $work/npm.log"
npm run --silent build >>npm.log 2>&1 || give_up "the bundle failed, see $work/npm.log"
