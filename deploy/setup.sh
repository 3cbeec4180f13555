#!/usr/bin/env bash
# Installs what Onefold needs from Debian 12's packages. Builds nothing; installs nothing twice.
#
#   deploy/setup.sh          what building and running needs (deploy/demo.sh)
#   deploy/setup.sh --test   also what the tests need (deploy/test.sh)
#   deploy/setup.sh --dev    also clang's tools, and clkhash and anonlink in build/venv
set -euo pipefail
cd "$(dirname "$0")/.."

product=(build-essential cmake ninja-build ccache pkg-config
  libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc libabsl-dev
  librocksdb-dev libsodium-dev libssl-dev libboost-dev libicu-dev
  nlohmann-json3-dev libcli11-dev libeigen3-dev libfmt-dev libtomlplusplus-dev
  openssl ca-certificates jq)
tests=(libgtest-dev libgmock-dev librapidcheck-dev python3 python3-pytest binutils tcpdump curl
  clang-format-16 chromium)
developer=(git clang-16 clang-tidy-16 libclang-rt-16-dev python3-venv)
clkhash_version=0.18.2
anonlink_version=0.15.3

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; }
say() { printf 'setup: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

wanted=("${product[@]}")
clkhash=no
case "${1:-}" in
  "") ;;
  --test) wanted+=("${tests[@]}") ;;
  --dev) wanted+=("${tests[@]}" "${developer[@]}"); clkhash=yes ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

command -v dpkg-query >/dev/null || fail "this is not a Debian system; see docs/OPERATIONS.md for the list of libraries"

missing=()
for package in "${wanted[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=absent
  [ "$state" = installed ] || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
  say "all ${#wanted[@]} packages are installed"
else
  say "installing ${#missing[@]} of ${#wanted[@]} packages: ${missing[*]}"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "packages are missing: run this as root, or install sudo"
    as_root=(sudo)
  fi
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if ! { "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail "apt-get failed (its last lines are above)"
  fi
  say "installed"
fi

if [ "$clkhash" = yes ]; then
  venv=build/venv
  if "$venv/bin/python" -c "import anonlink, clkhash" 2>/dev/null; then
    say "clkhash and anonlink are in $venv"
  else
    say "putting clkhash $clkhash_version and anonlink $anonlink_version into $venv"
    /usr/bin/python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet "clkhash==$clkhash_version" "anonlink==$anonlink_version" ||
      fail "they could not be installed; only the comparisons with them are affected"
  fi
fi
