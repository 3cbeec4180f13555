#include "linkage/case.h"

namespace onefold::linkage {

bool AllowsLinkage(LegalBasis basis, Consent consent) {
  if (basis == LegalBasis::kConsent) return consent == Consent::kYes;
  return consent != Consent::kNo;
}

}  // namespace onefold::linkage
