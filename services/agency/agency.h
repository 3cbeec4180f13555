// An agency at work: its configuration, its recipe, its keys and its state folder. Const and
// thread-safe once opened.
#pragma once

#include <memory>

#include "crypto/secret.h"
#include "crypto/sign.h"
#include "crypto/status.h"
#include "services/agency/config.h"
#include "services/agency/item_encoder.h"
#include "services/agency/submission_record.h"

namespace onefold::agency {

class Agency {
 public:
  // Reads schema, template and keys; makes the state folder.
  static StatusOr<std::unique_ptr<Agency>> Open(AgencyConfig config);

  const AgencyConfig& config() const { return config_; }
  const Recipe& recipe() const { return *recipe_; }
  const crypto::SignKeyPair& sign_key() const { return sign_key_; }
  const SubmissionFolder& folder() const { return folder_; }
  unsigned threads() const { return threads_; }

  // One for each extract that is read.
  StatusOr<std::unique_ptr<ItemEncoder>> MakeEncoder() const;
  // SHA-256 over all that the bytes of a submission depend on besides extract and seed.
  Digest RecipeDigest(bool skip_bad_rows) const;

 private:
  Agency(AgencyConfig config, std::unique_ptr<Recipe> recipe, crypto::SignKeyPair sign_key,
         crypto::Secret linkage_key, SubmissionFolder folder);

  const AgencyConfig config_;
  const std::unique_ptr<Recipe> recipe_;
  const crypto::SignKeyPair sign_key_;
  const crypto::Secret linkage_key_;
  const SubmissionFolder folder_;
  const unsigned threads_;
};

}  // namespace onefold::agency
