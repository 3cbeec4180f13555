#!/usr/bin/env bash
# Certificates for trials and tests: one certificate authority in a folder, and a certificate for each party.
# A deployment uses the authority that its organisations already trust; docs/OPERATIONS.md says what it must issue.
#
#   deploy/certificates.sh DIR ca                                     DIR/ca.crt, DIR/ca.pem
#   deploy/certificates.sh DIR ROLE ORGANISATION [--dns NAME] [--days N | --expired]
#                                                                     DIR/ROLE-ORGANISATION.crt and .pem
# ROLE: agency, matcher, counter, coordinator, client or auditor. The identity is the URI
# onefold://ROLE/ORGANISATION in the certificate. An existing certificate is kept.
set -euo pipefail

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0"; }
fail() { printf 'certificates: %s\n' "$*" >&2; exit 1; }
quietly() { # openssl talks even when all is well: show it only when it fails
  local output
  output=$("$@" 2>&1) || fail "$1 $2: $output"
}

case "${1:-}" in -h | --help) usage; exit 0 ;; esac
[ $# -ge 2 ] || { usage >&2; exit 2; }
dir=$1 role=$2
shift 2
umask 077
mkdir -p "$dir"

new_key() { quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

if [ "$role" = ca ]; then
  [ -e "$dir/ca.crt" ] && exit 0
  new_key "$dir/ca.pem"
  quietly openssl req -x509 -new -key "$dir/ca.pem" -sha256 -days 3650 -subj "/CN=Onefold trial authority" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
    -out "$dir/ca.crt"
  chmod 644 "$dir/ca.crt"
  exit 0
fi

case "$role" in agency | matcher | counter | coordinator | client | auditor) ;; *) usage >&2; exit 2 ;; esac
[ $# -ge 1 ] || { usage >&2; exit 2; }
organisation=$1
shift
names=DNS:localhost,IP:127.0.0.1
start=$(date -u -d '5 minutes ago' +%Y%m%d%H%M%SZ)
end=$(date -u -d '365 days' +%Y%m%d%H%M%SZ)
while [ $# -gt 0 ]; do
  case "$1" in
    --dns) names+=",DNS:$2"; shift 2 ;;
    --days) end=$(date -u -d "$2 days" +%Y%m%d%H%M%SZ); shift 2 ;;
    --expired)
      start=$(date -u -d '2 days ago' +%Y%m%d%H%M%SZ)
      end=$(date -u -d '1 day ago' +%Y%m%d%H%M%SZ)
      shift ;;
    *) usage >&2; exit 2 ;;
  esac
done
[[ "$organisation" =~ ^[a-z0-9-]+$ ]] || fail "an organisation's name is made of a-z, 0-9 and -"
[ -f "$dir/ca.pem" ] || fail "$dir has no authority: run '$0 $dir ca' first"

name="$dir/$role-$organisation"
[ -e "$name.crt" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
new_key "$name.pem"
quietly openssl req -new -key "$name.pem" -subj "/CN=$role $organisation" -out "$work/request"
touch "$work/index"
cat >"$work/ca.conf" <<END
[ca]
default_ca = trial
[trial]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[party]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = URI:onefold://$role/$organisation,$names
END
quietly openssl ca -batch -notext -config "$work/ca.conf" -extensions party \
  -cert "$dir/ca.crt" -keyfile "$dir/ca.pem" -startdate "$start" -enddate "$end" \
  -in "$work/request" -out "$name.crt"
chmod 644 "$name.crt"
