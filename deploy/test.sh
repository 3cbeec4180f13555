#!/usr/bin/env bash
# Sets up, builds and runs all tests: unit tests, replayed fuzz corpora, architecture, scenarios with the real programs.
#
#   deploy/test.sh            build preset "dev" in build/dev
#   deploy/test.sh PRESET     another preset, e.g. ci (warnings are errors)
#
# The last line is "N passed, N failed", with ", N skipped" when tests could not run on this machine.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-dev}" in
  -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
  -*) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
preset=${1:-dev}
build=build/$preset
export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$PWD

say() { printf '\ntest: %s\n' "$*"; }

deploy/setup.sh --test
mkdir -p build
say "configuring preset $preset in $build"
cmake --preset "$preset" >"$build.configure.log" 2>&1 || { cat "$build.configure.log"; exit 1; }
say "building"
NINJA_STATUS="[%f/%t %es] " cmake --build "$build"

say "testing"
results=$build/tests.xml
rm -f "$results"
outcome=0
ctest --test-dir "$build" -j "$(nproc)" --output-on-failure --output-junit tests.xml --timeout 900 || outcome=$?

# <testsuite ... tests="9" failures="0" disabled="0" skipped="1" ...>
number() { sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\"$/\1/p" "$results" | head -n 1; }
[ -s "$results" ] || { say "ctest wrote no results"; exit 1; }
# A test that said itself that it cannot run here is skipped; one that ctest could not even start has failed.
total=$(number tests)
skipped=$(grep -c '<skipped message="SKIP_' "$results" || true)
failed=$(($(number failures) + $(number skipped) - skipped))
passed=$((total - failed - skipped))
if [ "$passed" -eq 0 ]; then
  outcome=1
fi
if [ "$skipped" -gt 0 ]; then
  say "not run on this machine:"
  grep -B1 '<skipped message="SKIP_' "$results" | sed -n 's/.*testcase name="\([^"]*\)".*/  \1/p'
fi
echo
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$outcome" -eq 0 ] && [ "$failed" -eq 0 ]
