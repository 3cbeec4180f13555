#include "services/agency/item_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crypto/require.h"
#include "linkage/encode/chance.h"
#include "linkage/encode/clkhash.h"
#include "linkage/encode/encode.h"
#include "linkage/encode/normalize.h"
#include "services/agency/packed_record.h"

namespace onefold::agency {
namespace {

using linkage::FieldType;

class OwnItemEncoder final : public ItemEncoder {
 public:
  OwnItemEncoder(const linkage::Schema& schema, std::unique_ptr<encode::Encoder> encoder)
      : schema_(schema), encoder_(std::move(encoder)) {
    for (const linkage::Field& field : schema.fields) {
      columns_.push_back(field.derived() ? field.name : field.column);
    }
  }

  const std::vector<linkage::PassLayout>& layouts() const override { return encoder_->layouts(); }
  const std::vector<std::string>& columns() const override { return columns_; }

  Status Pack(const encode::Record& record, PackedFacts& facts, Bytes& packed) override {
    const encode::NormalizedRecord normalized = encoder_->Normalize(record);
    facts.passes = 0;
    for (std::size_t pass = 0; pass < layouts().size(); ++pass) {
      if (encoder_->HasItem(normalized, pass)) facts.passes |= std::uint64_t{1} << pass;
    }
    const std::size_t fields = schema_.fields.size();
    facts.missing.assign(fields, false);
    facts.january_first.assign(fields, false);
    facts.full_date.assign(fields, false);
    for (std::size_t i = 0; i < fields; ++i) {
      facts.missing[i] = normalized.fields[i].missing;
      const linkage::Field& field = schema_.fields[i];
      if (field.type != FieldType::kDate || facts.missing[i]) continue;
      // As written: the normal form of a default date is its year alone.
      const auto date = encode::ParseDate(record.values[i], field.date_formats);
      facts.full_date[i] = date.ok() && date->month != 0 && date->day != 0;
      facts.january_first[i] = facts.full_date[i] && date->month == 1 && date->day == 1;
    }
    packed.clear();
    PackRecord(normalized, packed);
    return OkStatus();
  }

  void EncodeItem(const std::uint8_t* packed, std::size_t pass, const encode::Noise& noise,
                  std::span<std::uint8_t> item) const override {
    thread_local encode::NormalizedRecord record;
    UnpackRecord(packed, schema_.fields.size(), record);
    crypto::Require(encoder_->EncodeItem(record, pass, noise, item),
                    "a packed record has its item");
  }

  std::vector<encode::BatchPlan> PlanBatches(std::span<const PreparedRow> rows) const override {
    std::vector<std::vector<std::uint32_t>> rows_of(layouts().size());
    std::vector<std::vector<std::uint64_t>> blocks_of(layouts().size());
    encode::NormalizedRecord record;
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      if (rows[row].passes == 0) continue;
      UnpackRecord(rows[row].packed, schema_.fields.size(), record);
      for (std::size_t pass = 0; pass < layouts().size(); ++pass) {
        if ((rows[row].passes >> pass & 1) == 0) continue;
        rows_of[pass].push_back(row);
        blocks_of[pass].push_back(encoder_->BlockOf(record, pass));
      }
    }
    std::vector<encode::BatchPlan> plans;
    for (std::size_t pass = 0; pass < layouts().size(); ++pass) {
      plans.push_back(encode::PlanBatch(schema_, pass, rows_of[pass], blocks_of[pass]));
    }
    return plans;
  }

  linkage::ChanceTable CountChance(std::span<const PreparedRow> rows) const override {
    std::vector<const PreparedRow*> linkable;
    std::vector<std::string_view> ids;
    for (const PreparedRow& row : rows) {
      if (row.passes == 0) continue;
      linkable.push_back(&row);
      ids.push_back(PreparedExtract::RecordIdOf(row));
    }
    encode::ChanceCounter counter(*encoder_, schema_);
    encode::NormalizedRecord record;
    for (const std::size_t chosen : encode::ChooseSample(*encoder_, ids)) {
      UnpackRecord(linkable[chosen]->packed, schema_.fields.size(), record);
      counter.Add(record);
    }
    return counter.Count();
  }

 private:
  const linkage::Schema& schema_;
  std::unique_ptr<encode::Encoder> encoder_;
  std::vector<std::string> columns_;
};

// One pass, no blocks: the packed form is the filter itself.
class ClkhashItemEncoder final : public ItemEncoder {
 public:
  ClkhashItemEncoder(const linkage::LinkageSchema& schema,
                     std::unique_ptr<encode::ClkhashEncoder> encoder)
      : schema_(*schema.clkhash()),
        encoder_(std::move(encoder)),
        layouts_(linkage::PassLayoutsOf(schema)) {
    for (std::size_t i = 0; i < schema_.features.size(); ++i) {
      if (schema_.features[i].ignored) continue;
      columns_.push_back(schema_.features[i].identifier);
      shown_.push_back(i);
    }
  }

  const std::vector<linkage::PassLayout>& layouts() const override { return layouts_; }
  const std::vector<std::string>& columns() const override { return columns_; }

  Status Pack(const encode::Record& record, PackedFacts& facts, Bytes& packed) override {
    packed.assign(encoder_->clk_bytes(), 0);
    ONEFOLD_RETURN_IF_ERROR(encoder_->Encode(record, packed));
    facts.passes = 1;
    facts.missing.assign(columns_.size(), false);
    facts.january_first.assign(columns_.size(), false);
    facts.full_date.assign(columns_.size(), false);
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      const auto& feature = schema_.features[shown_[i]];
      const std::string& value = record.values[shown_[i]];
      facts.missing[i] = value.empty() || (feature.has_missing_value && value == feature.sentinel);
    }
    return OkStatus();
  }

  void EncodeItem(const std::uint8_t* packed, std::size_t pass, const encode::Noise& /*noise*/,
                  std::span<std::uint8_t> item) const override {
    const linkage::FilterSlot& slot = layouts_[pass].filters.front();
    std::fill_n(item.begin(), linkage::kTokenBytes, std::uint8_t{0});
    std::copy_n(packed, slot.bits / 8,
                item.begin() + static_cast<std::ptrdiff_t>(slot.offset_bytes));
  }

  std::vector<encode::BatchPlan> PlanBatches(std::span<const PreparedRow> rows) const override {
    encode::BatchPlan plan;
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      if (rows[row].passes != 0) plan.rows.push_back(row);
    }
    return {std::move(plan)};
  }

  linkage::ChanceTable CountChance(std::span<const PreparedRow> /*rows*/) const override {
    return {};  // one filter, no weights
  }

 private:
  const linkage::ClkhashSchema& schema_;
  std::unique_ptr<encode::ClkhashEncoder> encoder_;
  std::vector<linkage::PassLayout> layouts_;
  std::vector<std::string> columns_;
  std::vector<std::size_t> shown_;  // features that are not ignored
};

}  // namespace

StatusOr<std::unique_ptr<ItemEncoder>> ItemEncoder::Create(const linkage::LinkageSchema& schema,
                                                           const crypto::Secret& linkage_key,
                                                           std::string_view key_epoch) {
  if (schema.clkhash() != nullptr) {
    ONEFOLD_ASSIGN_OR_RETURN(
        auto clkhash,
        encode::ClkhashEncoder::Create(*schema.clkhash(), crypto::SecretAccess::Read(linkage_key),
                                       encode::FoldRule::kBug));
    return std::make_unique<ClkhashItemEncoder>(schema, std::move(clkhash));
  }
  const std::size_t passes = schema.own()->passes.size();
  if (passes > kMaxPasses) {
    return InvalidArgumentError(
        fmt::format("the schema has {} passes; at most {} are handled", passes, kMaxPasses));
  }
  ONEFOLD_ASSIGN_OR_RETURN(auto own, encode::Encoder::Create(schema, linkage_key, key_epoch));
  return std::make_unique<OwnItemEncoder>(*schema.own(), std::move(own));
}

}  // namespace onefold::agency
