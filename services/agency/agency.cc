#include "services/agency/agency.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "crypto/hash.h"
#include "crypto/key_file.h"
#include "linkage/encode/normalize.h"
#include "services/agency/envelope.h"
#include "services/agency/identity.h"

namespace onefold::agency {
namespace {

void AppendPart(Bytes& out, ByteView part) {
  AppendBe64(out, part.size());
  Append(out, part);
}

}  // namespace

Agency::Agency(AgencyConfig config, std::unique_ptr<Recipe> recipe, crypto::SignKeyPair sign_key,
               crypto::Secret linkage_key, SubmissionFolder folder)
    : config_(std::move(config)),
      recipe_(std::move(recipe)),
      sign_key_(std::move(sign_key)),
      linkage_key_(std::move(linkage_key)),
      folder_(std::move(folder)),
      threads_(config_.threads != 0 ? config_.threads
                                    : std::max(1u, std::thread::hardware_concurrency())) {}

StatusOr<std::unique_ptr<Agency>> Agency::Open(AgencyConfig config) {
  ONEFOLD_ASSIGN_OR_RETURN(
      auto recipe, LoadRecipe(config.schema, config.register_template, config.default_legal_basis,
                              config.default_consent));
  if (recipe->register_template && recipe->register_template->id != config.register_name) {
    return InvalidArgumentError(
        "the register template is for another register than the "
        "configuration names");
  }
  ONEFOLD_ASSIGN_OR_RETURN(auto sign_key, ReadSignKey(config.sign_key_file));
  ONEFOLD_ASSIGN_OR_RETURN(auto linkage_key,
                           crypto::ReadKeyFile(config.linkage_key_file, "linkage"));
  ONEFOLD_ASSIGN_OR_RETURN(auto folder, SubmissionFolder::Open(config.state_dir));
  return std::unique_ptr<Agency>(new Agency(std::move(config), std::move(recipe),
                                            std::move(sign_key), std::move(linkage_key),
                                            std::move(folder)));
}

StatusOr<std::unique_ptr<ItemEncoder>> Agency::MakeEncoder() const {
  return ItemEncoder::Create(recipe_->schema, linkage_key_, config_.key_epoch);
}

Digest Agency::RecipeDigest(bool skip_bad_rows) const {
  Bytes all;
  AppendPart(all, AsBytes("onefold/v1/recipe"));
  AppendPart(all, AsBytes(encode::kNormalizationVersion));
  AppendPart(all, recipe_->schema.digest);
  AppendPart(
      all, recipe_->register_template ? ByteView(recipe_->register_template->digest) : ByteView());
  for (const std::string_view text :
       {std::string_view(config_.organisation), std::string_view(config_.register_name),
        std::string_view(config_.purpose), std::string_view(config_.key_epoch)}) {
    AppendPart(all, AsBytes(text));
  }
  AppendPart(all, CheckValueOf(linkage_key_, config_.purpose, config_.key_epoch));
  AppendPart(all, config_.counter_box_public_key);
  all.push_back(static_cast<std::uint8_t>(config_.default_legal_basis));
  all.push_back(static_cast<std::uint8_t>(config_.default_consent));
  all.push_back(skip_bad_rows ? 1 : 0);
  return crypto::Sha256(all);
}

}  // namespace onefold::agency
