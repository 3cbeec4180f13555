#!/usr/bin/env bash
# The main job on one machine, with the real programs: agencies' files -> one verified count of different persons.
#
#   deploy/demo.sh
#
# Four agencies hold FEBRL 4 (10,000 records of 5,000 persons), a fifth a register with internal duplicates (FEBRL 3).
# Leaves everything in build/demo: publish/ (logs and releases), one folder a party, *.log with what each daemon said.
# The last line is JSON. ONEFOLD_BUILD_DIR uses programs that are built already; ONEFOLD_DEMO_DIR is another place.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  "") ;;
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

root=$PWD
demo=${ONEFOLD_DEMO_DIR:-$root/build/demo}
schema=$root/deploy/schemas/febrl.json
began=$SECONDS
daemons=()

exec 3>&1 # commands are shown here, also when their output goes to a file
step() { printf '\n== %s\n' "$*"; }
fail() { printf 'demo: %s\n' "$*" >&2; exit 1; }
show() { printf '$ %s\n' "${*//$root\//}" >&3; "$@" || fail "this command failed: ${*//$root\//}"; }
stop_daemons() {
  local pid
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${daemons[@]}"; do wait "$pid" 2>/dev/null || true; done
  daemons=()
}
trap stop_daemons EXIT

# start NAME: serves with NAME/NAME.toml in the background; the port is in $port afterwards.
start() {
  local name=$1 ports=$demo/$1/ports.json
  printf '$ onefold-%s serve --config %s &\n' "$name" "${demo#"$root"/}/$name/$name.toml"
  rm -f "$ports"
  "onefold-$name" serve --config "$demo/$name/$name.toml" --ports-file "$ports" 2>>"$demo/$name.log" &
  daemons+=($!)
  for _ in $(seq 300); do
    [ -s "$ports" ] && break
    kill -0 "${daemons[-1]}" 2>/dev/null || { tail -n 5 "$demo/$name.log" >&2; fail "onefold-$name did not start"; }
    sleep 0.1
  done
  [ -s "$ports" ] || fail "onefold-$name did not start within 30 s"
  port=$(jq -r '.grpc // .http' "$ports")
}

if [ -n "${ONEFOLD_BUILD_DIR:-}" ]; then
  build=$ONEFOLD_BUILD_DIR
else
  build=$root/build/release
  step "Setting up and building (a few minutes the first time)"
  deploy/setup.sh
  mkdir -p build
  export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$root
  cmake --preset release >build/release.configure.log 2>&1 || { cat build/release.configure.log; fail "cmake failed"; }
  NINJA_STATUS="[%f/%t %es] " cmake --build "$build" || fail "the build failed"
fi
export PATH=$build/bin:$PATH

rm -rf "$demo"
mkdir -p "$demo"
centre=statistics-office
four=(police border shelter helpline)
agencies=("${four[@]}" labour)

step "Files: FEBRL 4a is split over two agencies, 4b over two others; FEBRL 3 is one agency's own register"
split() { # split SOURCE FIRST SECOND: the header and one half of the rows each, in the file's order
  local rows=$(($(grep -c '' "$1") - 1)) # counts a last line without a line break too
  mkdir -p "$demo/$2" "$demo/$3"
  head -n $((rows / 2 + 1)) "$1" >"$demo/$2/extract.csv"
  { head -n 1 "$1"; tail -n $((rows - rows / 2)) "$1"; } >"$demo/$3/extract.csv"
}
split deploy/data/febrl4a.csv police border
split deploy/data/febrl4b.csv shelter helpline
mkdir -p "$demo/labour"
cp deploy/data/febrl3.csv "$demo/labour/extract.csv"
for agency in "${agencies[@]}"; do
  printf '%-10s %5d records\n' "$agency" $(($(grep -c '' "$demo/$agency/extract.csv") - 1))
done

step "Certificates and keys"
certificate() { deploy/certificates.sh "$demo/pki" "$@" || fail "certificates"; }
certificate ca
for role in matcher counter coordinator; do certificate $role $centre; done
for agency in "${agencies[@]}"; do certificate agency "$agency"; done
show onefold-matcher keygen --dir "$demo/matcher/keys" >"$demo/matcher.public.json"
show onefold-counter keygen --dir "$demo/counter/keys" >"$demo/counter.public.json"
for agency in "${agencies[@]}"; do
  show onefold-agency keygen identity --org "$agency" --out "$demo/$agency/keys" >/dev/null
done

tls() {
  printf '[tls]\ncertificate = "%s.crt"\nprivate_key = "%s.pem"\nca = "%s/pki/ca.crt"\n' \
    "$demo/pki/$1" "$demo/pki/$1" "$demo"
}
centre_config() { # centre_config NAME FURTHER_LINES
  cat <<END
listen = "127.0.0.1:0"
ops_listen = "127.0.0.1:0"
data_dir = "data"
publish_dir = "../publish/$1"
guard_file = "guard"
log_origin = "$1.example/linkage/demo"
log_key_file = "keys/log.key"
storage_key_file = "keys/storage.key"
schemas = ["$schema"]
organisation = "$centre"
colocated = true
$2
END
  tls "$1-$centre"
  local agency
  for agency in "${agencies[@]}"; do
    printf '[[agency]]\norganisation = "%s"\nsign_public_key = "%s"\nsource_type = "state"\n' "$agency" \
      "$(jq -r .sign_public_key "$demo/$agency/keys/$agency.agency.json")"
  done
}

step "Matcher and counter"
centre_config matcher "" >"$demo/matcher/matcher.toml"
start matcher
matcher=127.0.0.1:$port
centre_config counter "box_key_file = \"keys/box.key\"
release_key_file = \"keys/release.key\"
releases_dir = \"../publish/releases\"
matcher = \"$matcher\"" >"$demo/counter/counter.toml"
start counter
counter=127.0.0.1:$port

agency_config() { # agency_config AGENCY PURPOSE
  cat <<END
organisation = "$1"
register = "victim"
purpose = "$2"
key_epoch = "2026"
schema = "$schema"
matcher = "$matcher"
counter = "$counter"
linkage_key_file = "keys/linkage.key"
sign_key_file = "keys/sign.key"
counter_box_public_key = "$(jq -r .box_public_key "$demo/counter.public.json")"
matcher_log_vkey = "$(cat "$demo/publish/matcher/log.vkey")"
counter_log_vkey = "$(cat "$demo/publish/counter/log.vkey")"
state_dir = "state"
default_legal_basis = "T"
default_consent_linkage = "NA"
listen = "127.0.0.1:0"
ops_listen = "127.0.0.1:0"
END
  tls "agency-$1"
}
for agency in "${four[@]}"; do agency_config "$agency" statistics >"$demo/$agency/agency.toml"; done
agency_config labour own-register >"$demo/labour/agency.toml"

step "The agencies come to one linkage key: one draws it and seals it to each"
group_key() { # group_key PURPOSE MAKER MEMBER...
  local purpose=$1 maker=$2 member members=()
  shift 2
  for member in "$maker" "$@"; do members+=(--recipient "$demo/$member/keys/$member.agency.json"); done
  show onefold-agency keygen linkage --purpose "$purpose" --key-epoch 2026 --sign-key "$demo/$maker/keys/sign.key" \
    --from "$demo/$maker/keys/$maker.agency.json" "${members[@]}" --out "$demo/envelopes-$purpose"
  for member in "$maker" "$@"; do
    show onefold-agency keygen open --in "$demo/envelopes-$purpose/$member.envelope.json" \
      --box-key "$demo/$member/keys/box.key" --from "$demo/$maker/keys/$maker.agency.json" \
      --out "$demo/$member/keys/linkage.key"
  done
}
group_key statistics "${four[@]}"
group_key own-register labour

step "Each agency encodes at home and submits: encodings to the matcher, cases to the counter"
for agency in "${agencies[@]}"; do
  show onefold-agency submit --config "$demo/$agency/agency.toml" --first 3 "$demo/$agency/extract.csv"
done

coordinator=(--counter "$counter" --cert "$demo/pki/coordinator-$centre.crt"
  --key "$demo/pki/coordinator-$centre.pem" --ca "$demo/pki/ca.crt")
count() { # count PURPOSE OUT FURTHER...: a run and its release
  local purpose=$1 out=$2
  shift 2
  show onefold-counter run --wait "${coordinator[@]}" --register victim --purpose "$purpose" --key-epoch 2026 \
    --schema "$schema" "$@" --json >"$out"
  show onefold-counter release "${coordinator[@]}" --run "$(jq -r .run_id "$out")" --profile public --json \
    >"${out%.json}.release.json"
}
step "The coordination body counts in the fifth agency's own register"
count own-register "$demo/own-register.json"
step "And different persons over the four agencies: the last release, which the page shows"
clean=()
for agency in "${four[@]}"; do clean+=(--clean "$agency"); done
count statistics "$demo/run.json" "${clean[@]}"

show onefold-counter report "${coordinator[@]}" --run "$(jq -r .run_id "$demo/run.json")" --out "$demo/report.html"

step "Everything stops; both logs are verified from the published files alone"
stop_daemons
show onefold-audit verify --log "$demo/publish/matcher" --log "$demo/publish/counter"
onefold-audit verify --log "$demo/publish/matcher" --log "$demo/publish/counter" --json >"$demo/audit.json"

step "The same files in one process: score against the truth, and any order or thread count"
head -c 32 /dev/urandom | base64 >"$demo/lab.secret"
chmod 600 "$demo/lab.secret"
truth() { # truth SOURCE=FILE...: the number in rec_id is the person
  echo source,record_id,person_id
  local source
  for source in "$@"; do
    awk -F'[ ,]+' -v source="${source%%=*}" 'NR > 1 { split($1, part, "-"); print source "," $1 "," part[2] }' \
      "${source#*=}"
  done
}
lab_link() { # lab_link NAME THREADS SOURCE=FILE[,clean]...
  local name=$1 threads=$2 source sources=()
  shift 2
  for source in "$@"; do sources+=(--source "$source"); done
  show onefold-lab link --schema "$schema" --secret-file "$demo/lab.secret" "${sources[@]}" --threads "$threads" \
    --out "$demo/$name.entities.csv" --json >"$demo/$name.json" 2>"$demo/$name.log"
  truth "${@%,clean}" >"$demo/$name.truth.csv"
  show onefold-lab score --entities "$demo/$name.entities.csv" --truth "$demo/$name.truth.csv" --json \
    >"$demo/$name.score.json"
}
shuffled() { # the same rows in another order, the same on every machine
  head -n 1 "$1"
  tail -n +2 "$1" | shuf --random-source=<(yes "$2")
}
for agency in "${four[@]}"; do shuffled "$demo/$agency/extract.csv" "$agency" >"$demo/$agency/shuffled.csv"; done
lab_link two 2 a=deploy/data/febrl4a.csv,clean b=deploy/data/febrl4b.csv,clean
lab_link one 2 labour=deploy/data/febrl3.csv
in_order=() in_disorder=()
for agency in "${four[@]}"; do
  in_order+=("$agency=$demo/$agency/extract.csv,clean")
  in_disorder=("$agency=$demo/$agency/shuffled.csv,clean" "${in_disorder[@]}")
done
lab_link four 2 "${in_order[@]}"
lab_link disorder 1 "${in_disorder[@]}"
cmp <(sort "$demo/four.entities.csv") <(sort "$demo/disorder.entities.csv") ||
  fail "another order of records and sources, or another number of threads, gave other entities"
echo "the same entities in the files' order with 2 threads and shuffled with 1 thread"

step "Result"
within() { # within NAME ESTIMATE TRUE PERMILLE
  local distance=$(($2 > $3 ? $2 - $3 : $3 - $2))
  printf '%-46s %5d different persons; true: %d\n' "$1" "$2" "$3"
  [ $((distance * 1000)) -le $(($3 * $4)) ] || fail "$1: $2 is not within $4 per mille of $3"
}
estimate() { jq -r .unique_estimate "$demo/$1.json"; }
within "FEBRL 4, four agencies, real processes:" "$(estimate run)" 5000 2
within "FEBRL 4, two agencies, one process:" "$(estimate two)" 5000 2
within "FEBRL 3, one agency, real processes:" "$(estimate own-register)" 2000 10
within "FEBRL 3, one agency, one process:" "$(estimate one)" 2000 10

printf 'listen = "127.0.0.1:8080"\npublish_dir = "publish"\ntitle = "Onefold demo"\n' >"$demo/gateway.toml"
printf '\nThe published page: run this, then open http://127.0.0.1:8080/\n  %s\n\n' \
  "${build#"$root"/}/bin/onefold-gateway serve --config ${demo#"$root"/}/gateway.toml"
jq -c -n --slurpfile run "$demo/run.json" --slurpfile own "$demo/own-register.json" --slurpfile audit "$demo/audit.json" \
  --slurpfile two "$demo/two.json" --slurpfile one "$demo/one.json" \
  --slurpfile two_score "$demo/two.score.json" --slurpfile one_score "$demo/one.score.json" \
  --slurpfile four_score "$demo/four.score.json" --argjson seconds $((SECONDS - began)) '{
    records: $run[0].gross, unique_estimate: $run[0].unique_estimate, unique_low: $run[0].unique_low,
    unique_high: $run[0].unique_high, unique_true: 5000, log_verified: $audit[0].verified,
    f1: $four_score[0].f1, order_and_threads_identical: true,
    two_agencies: {unique_estimate: $two[0].unique_estimate, f1: $two_score[0].f1},
    own_register: {records: $own[0].gross, unique_estimate: $own[0].unique_estimate, unique_low: $own[0].unique_low,
      unique_high: $own[0].unique_high, unique_true: 2000, f1: $one_score[0].f1},
    seconds: $seconds}'
