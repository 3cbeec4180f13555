#include "services/agency/submission_keys.h"

#include <algorithm>
#include <utility>

#include "crypto/aead.h"
#include "crypto/mac.h"
#include "linkage/encoding.h"

namespace onefold::agency {
namespace {

void Shuffle(crypto::SeededStream stream, std::span<std::uint32_t> rows) {
  for (std::size_t i = rows.size(); i > 1; --i) {
    std::swap(rows[i - 1], rows[stream.Below(i)]);
  }
}

}  // namespace

StatusOr<SubmissionKeys> SubmissionKeys::FromSeed(crypto::Secret seed) {
  if (seed.size() != 32) return InvalidArgumentError("a submission's seed has 32 bytes");
  ONEFOLD_ASSIGN_OR_RETURN(crypto::Secret pseudonym_key,
                           crypto::Hkdf(crypto::HkdfHash::kSha512, crypto::SecretAccess::Read(seed),
                                        {}, AsBytes("onefold/v1/pseudonym"), crypto::kAeadKeySize));
  return SubmissionKeys(std::move(seed), std::move(pseudonym_key));
}

Id128 SubmissionKeys::HandleOf(std::string_view record_id) const {
  Bytes message;
  Append(message, "onefold/v1/handle");
  message.push_back(0);
  Append(message, record_id);
  const auto mac = crypto::HmacSha256(crypto::SecretAccess::Read(seed_), message);
  crypto::Wipe(message);
  Id128 handle{};
  std::copy_n(mac.begin(), handle.size(), handle.begin());
  return handle;
}

crypto::Secret SubmissionKeys::KeyFor(std::string_view label, const std::uint16_t* pass) const {
  Bytes info;
  Append(info, label);
  if (pass != nullptr) AppendBe16(info, *pass);
  // 32 bytes are always within HKDF's limit.
  return crypto::Hkdf(crypto::HkdfHash::kSha512, crypto::SecretAccess::Read(seed_), {}, info, 32)
      .value();
}

crypto::SeededStream SubmissionKeys::StreamFor(std::string_view label,
                                               const std::uint16_t* pass) const {
  return crypto::SeededStream(crypto::SecretAccess::Read(KeyFor(label, pass)));
}

crypto::Secret SubmissionKeys::NoiseKey(std::uint16_t pass) const {
  return KeyFor("onefold/v1/noise", &pass);
}

crypto::SeededStream SubmissionKeys::NonceStream(std::uint16_t pass) const {
  return StreamFor("onefold/v1/nonce", &pass);
}

void SubmissionKeys::ShufflePass(std::uint16_t pass, std::span<std::uint32_t> rows) const {
  Shuffle(StreamFor("onefold/v1/shuffle", &pass), rows);
}

void SubmissionKeys::ShuffleCases(std::span<std::uint32_t> rows) const {
  Shuffle(StreamFor("onefold/v1/shuffle-cases", nullptr), rows);
}

void SubmissionKeys::SealPseudonym(const Id128& submission_id, std::uint8_t pass,
                                   const Id128& handle, std::uint8_t flag, ByteView nonce,
                                   std::span<std::uint8_t> out) const {
  std::array<std::uint8_t, 17> associated{};
  std::copy(submission_id.begin(), submission_id.end(), associated.begin());
  associated[16] = pass;
  std::array<std::uint8_t, linkage::kPseudonymPlainBytes> plain{};
  std::copy(handle.begin(), handle.end(), plain.begin());
  plain[handle.size()] = flag;
  crypto::AeadSealWithNonce(pseudonym_key_, nonce, associated, plain, out);
}

}  // namespace onefold::agency
