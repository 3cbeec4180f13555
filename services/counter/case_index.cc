#include "services/counter/case_index.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "crypto/aead.h"
#include "linkage/count/planted.h"
#include "services/counter/cases.h"
#include "services/submission/statement.h"

namespace onefold::counter {
namespace {

constexpr std::uint32_t kStray = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kDummy = kStray - 1;  // an item that stands for nobody
constexpr std::size_t kPlainBytes = 24;       // handle (16) | flags (8)

StatusOr<std::uint16_t> SourceOf(const std::vector<count::Source>& sources,
                                 const std::string& organisation) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].name == organisation) return static_cast<std::uint16_t>(i);
  }
  return InternalError("a submission without a source");
}

struct Loaded {
  count::CaseRef ref;
  std::uint16_t submission = 0;
  std::uint32_t planted = 0;
};

}  // namespace

std::size_t CaseIndex::HandleHash::operator()(const Id128& handle) const {
  std::size_t hash;  // handles are uniformly random
  std::memcpy(&hash, handle.data(), sizeof(hash));
  return hash;
}

StatusOr<CaseIndex> CaseIndex::Load(const store::SubmissionTable& table,
                                    const crypto::BoxKeyPair& box_key,
                                    const std::vector<store::SubmissionRecord>& records,
                                    const std::vector<count::Source>& sources) {
  CaseIndex index;
  index.unlinkable_by_source_.assign(sources.size(), 0);
  std::vector<Loaded> cases;
  bool any_planted = false;
  for (const store::SubmissionRecord& record : records) {
    const auto position = static_cast<std::uint16_t>(index.submissions_.size());
    ONEFOLD_ASSIGN_OR_RETURN(const std::uint16_t source, SourceOf(sources, record.organisation));
    ONEFOLD_ASSIGN_OR_RETURN(const submission::Manifest manifest,
                             submission::ParseManifest(record.manifest));
    ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret key,
                             crypto::OpenSealed(box_key, manifest.sealed_pseudonym_key));
    index.submissions_.push_back(record.id);
    index.pseudonym_keys_.push_back(std::move(key));
    const auto take = [&](const linkage::Case& item) {
      if (item.linkable) {
        cases.push_back({{item.handle, source}, position, item.planted});
        any_planted |= item.planted != 0;
      } else if (item.planted != 0) {
        ++index.planted_unlinkable_;
      } else {
        ++index.unlinkable_by_source_[source];
      }
      return OkStatus();
    };
    ONEFOLD_RETURN_IF_ERROR(
        table.ReadPass(record, 0, [&](ByteView content) { return ReadCases(content, take); }));
  }
  std::sort(cases.begin(), cases.end(),
            [](const Loaded& a, const Loaded& b) { return a.ref.handle < b.ref.handle; });
  index.cases_.reserve(cases.size());
  index.by_handle_.reserve(cases.size());
  for (const auto& [ref, position, planted] : cases) {
    if (!index.by_handle_.emplace(ref.handle, static_cast<std::uint32_t>(index.cases_.size()))
             .second) {
      return DataLossError("submission " + FormatHex(index.submissions_[position]) +
                           " repeats a handle");
    }
    index.cases_.push_back(ref);
    index.submission_of_.push_back(position);
    if (any_planted) index.planted_.push_back(planted);
  }
  return index;
}

std::optional<std::uint32_t> CaseIndex::Find(const Id128& submission, const Id128& handle) const {
  const auto found = by_handle_.find(handle);
  if (found == by_handle_.end()) return std::nullopt;
  if (submissions_[submission_of_[found->second]] != submission) return std::nullopt;
  return found->second;
}

StatusOr<std::uint32_t> CaseIndex::Open(const submission::PairEnd& end, std::uint32_t pass) {
  if (end.source >= submissions_.size())
    return DataLossError("a pair names a submission that is not in the run");
  if (const auto known = opened_.find(AsText(end.pseudonym)); known != opened_.end())
    return known->second;
  Bytes place(submissions_[end.source].begin(), submissions_[end.source].end());
  place.push_back(static_cast<std::uint8_t>(pass));
  auto plain = crypto::AeadOpen(pseudonym_keys_[end.source], place, end.pseudonym);
  if (!plain.ok() || plain->size() != kPlainBytes) {
    return DataLossError("submission " + FormatHex(submissions_[end.source]) +
                         ": a pseudonym of its encodings does not open with the key of its cases");
  }
  Id128 handle;
  std::copy_n(plain->begin(), handle.size(), handle.begin());
  const auto found = by_handle_.find(handle);
  const bool known = found != by_handle_.end() && submission_of_[found->second] == end.source;
  const bool dummy = (*plain)[handle.size()] == linkage::kDummyFlag;
  const std::uint32_t index = dummy ? kDummy : known ? found->second : kStray;
  opened_.emplace(std::string(AsText(end.pseudonym)), index);
  return index;
}

Status CaseIndex::AppendPairs(std::uint32_t pass, ByteView packed,
                              std::vector<count::PassPair>& pairs) {
  if (packed.size() % submission::kPairBytes != 0 || pass > 31) {
    return DataLossError("the matcher sent a malformed batch of pairs");
  }
  if (pass != opened_pass_) {
    opened_.clear();
    opened_pass_ = pass;
  }
  for (std::size_t at = 0; at < packed.size(); at += submission::kPairBytes) {
    const auto pair = submission::ReadPair(packed.subspan(at, submission::kPairBytes));
    ONEFOLD_ASSIGN_OR_RETURN(const std::uint32_t left, Open(pair.left, pass));
    ONEFOLD_ASSIGN_OR_RETURN(const std::uint32_t right, Open(pair.right, pass));
    if (left == kDummy || right == kDummy) continue;
    if (left == kStray || right == kStray) {
      ++strays_;
      continue;
    }
    if (left == right) return DataLossError("the matcher sent a pair of one case");
    pairs.push_back({left, right, static_cast<std::uint8_t>(pass), pair.weight});
  }
  return OkStatus();
}

void CaseIndex::DropPlanted() {
  if (planted_.empty()) return;
  by_handle_.clear();
  std::uint32_t real = 0;
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    if (planted_[i] != 0) continue;
    cases_[real] = cases_[i];
    submission_of_[real] = submission_of_[i];
    by_handle_.emplace(cases_[real].handle, real);
    ++real;
  }
  cases_.resize(real);
  submission_of_.resize(real);
  planted_.clear();
  opened_.clear();
}

std::vector<EntityRow> CaseIndex::Rows(const count::Entities& entities) const {
  std::vector<EntityRow> rows;
  rows.reserve(cases_.size());
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    rows.push_back({submissions_[submission_of_[i]], cases_[i].handle, entities.entity_of[i]});
  }
  return rows;
}

}  // namespace onefold::counter
