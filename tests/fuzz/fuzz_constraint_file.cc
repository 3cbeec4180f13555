// Any bytes as the coordination body's file of constraints. What is accepted has a canonical form,
// which is read again from a file as it is; an error names the header or a row, and holds nothing
// of the file.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "linkage/constraint.h"
#include "services/counter/constraints.h"

namespace {

using namespace onefold;
using counter::PairConstraint;

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::string FileOf(const std::vector<PairConstraint>& constraints) {
  std::string csv = "provenance,relation,handle_b,submission_b,handle_a,submission_a\r\n";
  for (const PairConstraint& one : constraints) {
    csv += Quoted(one.provenance) + ',' + std::string(linkage::RelationName(one.link));
    for (const Id128* id : {&one.b.handle, &one.b.submission, &one.a.handle, &one.a.submission}) {
      csv += ',' + FormatHex(*id);
    }
    csv += "\r\n";
  }
  return csv;
}

// The texts of errors are ASCII of ours; bytes beyond it could come from the file only.
void CheckError(const Status& status) {
  Require(status.code() == StatusCode::kInvalidArgument);
  const std::string_view message = Message(status);
  Require(message.starts_with("header.") || message.starts_with("row "));
  for (const char c : message) Require(c >= ' ' && c <= '~');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = counter::ParseConstraints(AsText({data, size}));
  if (!read.ok()) {
    CheckError(read.status());
    return 0;
  }
  const auto canonical = counter::Canonical(*read);
  Require(canonical.ok() && canonical->size() <= read->size());
  const auto again = counter::ParseConstraints(FileOf(*canonical));
  Require(again.ok() && *again == *canonical);
  return 0;
}
