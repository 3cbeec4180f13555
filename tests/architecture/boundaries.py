"""The rules of docs/ARCHITECTURE.md as tables: who may link what, who may include what."""

import re

# Link boundaries are trust boundaries: target -> names it must not reach, each with the reason.
# Names are regular expressions over CMake targets.
NAMES = r"onefold_(encode|normalize)|ICU::.*"
INDICATORS = r"onefold_(case|register|proto_case)"
FILTERS = r"onefold_(encoding|match)"
COUNTING = r"onefold_(count|estimate|release|proto_count)"
SERVING = r"gRPC::.*|protobuf::.*|onefold_(rpc|proto_.*)"
STORING = r"RocksDB::.*|onefold_(store|log_store|proto_storage)"
TABLES = r"onefold_csv"
CASE_SYSTEM = r"onefold_proto_node"

FORBIDDEN_LINKS = {
    "onefold-matcher": [
        (NAMES, "the matcher links no code that accepts a name"),
        (TABLES, "the matcher reads no table of rows"),
        (INDICATORS, "the matcher links no code that accepts an indicator"),
        (COUNTING, "the matcher does not count"),
        (CASE_SYSTEM, "the matcher speaks to no case system"),
    ],
    "onefold-counter": [
        (NAMES, "the counter links no code that accepts a name"),
        (FILTERS, "the counter links no code that reads a filter"),
        (CASE_SYSTEM, "the counter speaks to no case system"),
    ],
    "onefold-audit": [
        (SERVING, "the auditor's tool needs no RPC"),
        (STORING, "the auditor's tool needs no database"),
        (NAMES, "the auditor's tool links no code that accepts a name"),
        (FILTERS, "the auditor's tool links no code that reads a filter"),
    ],
    "onefold-gateway": [
        (SERVING, "the gateway serves files, no RPC"),
        (STORING, "the gateway reads the publish folder, no database"),
        (NAMES, "the gateway links no code that accepts a name"),
        (INDICATORS, "the gateway links no code that accepts an indicator"),
        (FILTERS, "the gateway links no code that reads a filter"),
        (COUNTING, "the gateway does not count"),
        (r"onefold_schema", "the gateway knows no linkage schema"),
    ],
    "onefold-agency": [
        (r"onefold_match", "an agency does not link"),
        (COUNTING, "an agency does not count"),
        (r"onefold_(store|log_store)", "an agency keeps no part of the centre's store"),
    ],
}

# The same boundaries in the finished binaries: demangled symbols and shared libraries.
FORBIDDEN_SYMBOLS = {
    "onefold-matcher": [r"onefold::encode::", r"onefold::count::", r"onefold::estimate::", r"onefold::release::",
                        r"onefold::v1::Case\b", r"onefold::v1::CaseBatch", r"onefold::v1::IndicatorValue",
                        r"onefold::linkage::AllowsLinkage"],
    "onefold-counter": [r"onefold::encode::", r"onefold::match::"],
    "onefold-audit": [r"onefold::encode::", r"onefold::match::", r"\bgrpc::", r"\brocksdb::",
                      r"google::protobuf::"],
    "onefold-gateway": [r"onefold::linkage::", r"onefold::encode::", r"onefold::match::", r"onefold::count::",
                        r"onefold::estimate::", r"\bgrpc::", r"\brocksdb::", r"google::protobuf::"],
    "onefold-agency": [r"onefold::match::", r"onefold::count::", r"onefold::estimate::", r"onefold::release::"],
}
FORBIDDEN_LIBRARIES = {
    "onefold-matcher": r"libicu",
    "onefold-counter": r"libicu",
    "onefold-audit": r"libgrpc|libprotobuf|librocksdb|libicu",
    "onefold-gateway": r"libgrpc|libprotobuf|librocksdb|libicu",
    "onefold-agency": r"librocksdb",
}

# One-way order of folders: what the files of a folder may include from the tree, besides their own folder.
CORE = {"crypto", "linkage"}
SHARED = CORE | {"crypto/tlog", "services/audit", "services/ops", "services/http"}
CENTRE = SHARED | {"services/store", "services/rpc", "services/submission", "proto/v1", "proto/storage"}
MAY_INCLUDE = {
    "services/html": set(),
    "services/report": CORE | {"linkage/count", "linkage/report", "services/html"},
    "crypto": set(),
    "crypto/tlog": {"crypto"},
    "linkage": {"crypto"},
    "linkage/encode": CORE,
    "linkage/match": CORE,
    "linkage/count": CORE,
    "linkage/estimate": CORE,
    "linkage/release": CORE | {"linkage/count", "linkage/estimate"},
    "linkage/report": CORE | {"linkage/count"},
    "services/audit": {"crypto", "crypto/tlog"},
    "services/ops": {"crypto"},
    "services/http": {"crypto", "services/ops"},
    "services/store": SHARED | {"proto/storage"},
    "services/rpc": SHARED | {"proto/v1"},
    "services/submission": SHARED | {"services/store", "services/rpc", "proto/v1", "proto/storage"},
    "services/agency": SHARED | {"linkage/encode", "services/rpc", "proto/v1"},
    "services/matcher": CENTRE | {"linkage/match"},
    "services/counter": CENTRE | {"linkage/count", "linkage/estimate", "linkage/release", "linkage/report", "services/report"},
    "services/gateway": {"services/html", "crypto", "crypto/tlog", "services/audit", "services/ops", "services/http"},
    "services/auditor": SHARED | {"linkage/count", "linkage/release"},
    "services/lab": SHARED | {"linkage/encode", "linkage/match", "linkage/count", "linkage/estimate", "linkage/release", "linkage/report", "services/report",
                              "services/store"},
}
# Foreign libraries: header prefix -> folders that may include it.
FOREIGN = {
    # Debian's abseil has a string_view of its own: it stays behind crypto/status.h, but for a Status' payloads.
    r"absl/(?!container/)": {"crypto/status.h", "crypto/status.cc", "services/rpc/error.cc", "services/rpc/grpc_status.cc"},
    r"absl/container/": {"linkage/match", "linkage/count"},  # hash tables of innermost loops
    r"sodium": {"crypto", "linkage/encode"},  # the encoder hashes tokens in its innermost loop
    r"openssl/": {"linkage/encode", "services/rpc"},  # legacy hashes of the clkhash format; TLS
    r"rocksdb/": {"services/store", "services/submission", "services/matcher", "services/counter"},
    r"grpc|grpcpp/": {"services/rpc", "services/submission", "services/agency", "services/matcher",
                      "services/counter"},
    r"google/protobuf/": {"services/rpc", "services/store", "services/submission", "services/agency",
                          "services/matcher", "services/counter"},
    r"unicode/": {"linkage/encode"},
    r"Eigen/": {"linkage/estimate", "services/lab"},  # services/lab: the attacks' large matrices
    r"Clp|Coin": {"linkage/estimate"},
    r"toml": {"services/ops"},
}
# CLI11 is slow to compile: only where a program parses its command line.
CLI_FILES = re.compile(r"services/(agency|matcher|counter|gateway|auditor|lab)/[a-z_]*\.(cc|h)$")
