// Signed notes: what parses, formats to the same bytes again, and verifier keys likewise.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "crypto/tlog/checkpoint.h"
#include "crypto/tlog/note.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace onefold;  // NOLINT(google-build-using-namespace)
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const auto note = tlog::ParseNote(text);
  if (note.ok()) {
    if (tlog::FormatNote(*note) != text) std::abort();
    const auto key = tlog::MakeVerifierKey("log.example/linkage", 1, {});
    IgnoreError(tlog::VerifyNote(*note, key));
    IgnoreError(tlog::VerifyCosignature(*note, key).status());
  }
  const auto vkey = tlog::ParseVerifierKey(text);
  if (vkey.ok() && tlog::ParseVerifierKey(tlog::FormatVerifierKey(*vkey))->key_id != vkey->key_id) {
    std::abort();
  }
  return 0;
}
