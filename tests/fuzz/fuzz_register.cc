// Any bytes as a register template; what is accepted codes any cell without failing.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "services/agency/register.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onefold;
  const auto parsed = agency::ParseRegisterTemplate({data, size});
  if (!parsed.ok()) {
    if (parsed.status().code() != StatusCode::kInvalidArgument) std::abort();
    return 0;
  }
  const agency::CaseCoder coder(&*parsed, linkage::LegalBasis::kPublicTask,
                                linkage::Consent::kNotApplicable);
  for (const char* cell : {"", "A", "A;B", ";;", "2020", "GR30"}) {
    linkage::Case item;
    std::vector<encode::RowIssue> issues;
    std::vector<std::string> row(coder.columns().size(), cell);
    row[0] = "T";
    row[1] = "";
    if (coder.Code(1, row, item, issues) != issues.empty()) std::abort();
  }
  return 0;
}
