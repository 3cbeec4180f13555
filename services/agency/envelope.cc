#include "services/agency/envelope.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/hash.h"
#include "crypto/mac.h"
#include "services/agency/json_object.h"

namespace onefold::agency {
namespace {

constexpr std::string_view kFormat = "onefold-linkage-envelope v1";
constexpr std::size_t kLinkageKeyBytes = 32;

Status CheckLabel(std::string_view what, std::string_view text) {
  const bool code = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
  if (!text.empty() && text.size() <= 64 && code) return OkStatus();
  return InvalidArgumentError(
      fmt::format("{} has 1 to 64 characters of a-z, 0-9, '-', '.' and '_'", what));
}

void AppendPart(Bytes& out, ByteView part) {
  AppendBe16(out, static_cast<std::uint16_t>(part.size()));
  Append(out, part);
}

Bytes HeaderOf(const KeyEnvelope& envelope) {
  Bytes header;
  for (const std::string_view part :
       {std::string_view("onefold/v1/envelope"), std::string_view(envelope.purpose),
        std::string_view(envelope.key_epoch), std::string_view(envelope.maker),
        std::string_view(envelope.recipient)}) {
    AppendPart(header, AsBytes(part));
  }
  AppendPart(header, envelope.recipient_box_key);
  return header;
}

Bytes SignedBytesOf(const KeyEnvelope& envelope) {
  Bytes message = HeaderOf(envelope);
  AppendPart(message, envelope.sealed);
  Append(message, ByteView(envelope.check));
  return message;
}

}  // namespace

KeyCheck CheckValueOf(const crypto::Secret& linkage_key, std::string_view purpose,
                      std::string_view key_epoch) {
  Bytes message;
  Append(message, "onefold/v1/key-check");
  message.push_back(0);
  Append(message, purpose);
  message.push_back(0);
  Append(message, key_epoch);
  const auto mac = crypto::HmacSha256(crypto::SecretAccess::Read(linkage_key), message);
  KeyCheck check{};
  std::copy_n(mac.begin(), check.size(), check.begin());
  return check;
}

StatusOr<KeyEnvelope> SealEnvelope(const crypto::Secret& linkage_key, std::string_view purpose,
                                   std::string_view key_epoch, std::string_view maker,
                                   const crypto::SignKeyPair& maker_key,
                                   const AgencyIdentity& recipient) {
  ONEFOLD_RETURN_IF_ERROR(CheckLabel("a purpose", purpose));
  ONEFOLD_RETURN_IF_ERROR(CheckLabel("a key epoch", key_epoch));
  if (linkage_key.size() != kLinkageKeyBytes) {
    return InvalidArgumentError("a linkage key has 32 bytes");
  }
  KeyEnvelope envelope;
  envelope.purpose = purpose;
  envelope.key_epoch = key_epoch;
  envelope.maker = maker;
  envelope.recipient = recipient.organisation;
  envelope.recipient_box_key = recipient.box_public_key;
  crypto::Secret plain(kLinkageKeyBytes + sizeof(Digest));
  const auto out = crypto::SecretAccess::Write(plain);
  const ByteView key = crypto::SecretAccess::Read(linkage_key);
  std::copy(key.begin(), key.end(), out.begin());
  const Digest label = crypto::Sha256(HeaderOf(envelope));
  std::copy(label.begin(), label.end(), out.begin() + kLinkageKeyBytes);
  envelope.sealed = crypto::SealTo(recipient.box_public_key, crypto::SecretAccess::Read(plain));
  envelope.check = CheckValueOf(linkage_key, purpose, key_epoch);
  envelope.signature = crypto::Sign(maker_key, SignedBytesOf(envelope));
  return envelope;
}

StatusOr<crypto::Secret> OpenEnvelope(const KeyEnvelope& envelope, const AgencyIdentity& maker,
                                      const crypto::BoxKeyPair& box_key) {
  if (envelope.maker != maker.organisation) {
    return FailedPreconditionError("the envelope names another maker than --from");
  }
  if (!crypto::VerifySignature(maker.sign_public_key, SignedBytesOf(envelope),
                               envelope.signature)) {
    return DataLossError("the maker's signature on the envelope is not right");
  }
  if (envelope.recipient_box_key != box_key.public_key) {
    return FailedPreconditionError("the envelope is sealed to another agency");
  }
  ONEFOLD_ASSIGN_OR_RETURN(const crypto::Secret plain,
                           crypto::OpenSealed(box_key, envelope.sealed));
  const ByteView bytes = crypto::SecretAccess::Read(plain);
  const Digest label = crypto::Sha256(HeaderOf(envelope));
  if (bytes.size() != kLinkageKeyBytes + label.size() ||
      !ConstantTimeEqual(bytes.subspan(kLinkageKeyBytes), label)) {
    return DataLossError("the sealed key belongs to another envelope");
  }
  crypto::Secret key = crypto::Secret::CopyOf(bytes.first(kLinkageKeyBytes));
  const KeyCheck check = CheckValueOf(key, envelope.purpose, envelope.key_epoch);
  if (!ConstantTimeEqual(check, envelope.check)) {
    return DataLossError("the key check value does not fit the key");
  }
  return key;
}

std::string FormatEnvelope(const KeyEnvelope& envelope) {
  const nlohmann::ordered_json json = {
      {"format", kFormat},
      {"purpose", envelope.purpose},
      {"key_epoch", envelope.key_epoch},
      {"maker", envelope.maker},
      {"recipient", envelope.recipient},
      {"recipient_box_public_key", FormatBase64(envelope.recipient_box_key)},
      {"sealed_key", FormatBase64(envelope.sealed)},
      {"key_check", FormatHex(envelope.check)},
      {"signature", FormatBase64(envelope.signature)},
  };
  return json.dump(2) + "\n";
}

StatusOr<KeyEnvelope> ParseEnvelope(std::string_view json, const std::string& name) {
  ONEFOLD_ASSIGN_OR_RETURN(JsonObject object, JsonObject::Parse(json, name));
  if (object.String("format") != kFormat) {
    object.Note("format", "must be \"onefold-linkage-envelope v1\"");
  }
  KeyEnvelope envelope;
  envelope.purpose = object.String("purpose");
  envelope.key_epoch = object.String("key_epoch");
  envelope.maker = object.String("maker");
  envelope.recipient = object.String("recipient");
  envelope.recipient_box_key = object.FixedBase64<32>("recipient_box_public_key");
  envelope.sealed = object.Base64("sealed_key");
  envelope.signature = object.FixedBase64<64>("signature");
  const auto check = ParseHex(object.String("key_check"));
  if (check.ok() && check->size() == envelope.check.size()) {
    std::copy(check->begin(), check->end(), envelope.check.begin());
  } else {
    object.Note("key_check", "must be 16 hexadecimal digits");
  }
  for (const auto& [key, text] :
       {std::pair<std::string_view, std::string*>{"purpose", &envelope.purpose},
        {"key_epoch", &envelope.key_epoch}}) {
    const Status label = CheckLabel("it", *text);
    if (!label.ok()) object.Note(key, Message(label));
  }
  for (const auto& [key, text] :
       {std::pair<std::string_view, std::string*>{"maker", &envelope.maker},
        {"recipient", &envelope.recipient}}) {
    const Status organisation = CheckOrganisation(*text);
    if (!organisation.ok()) object.Note(key, Message(organisation));
  }
  ONEFOLD_RETURN_IF_ERROR(object.Finish());
  return envelope;
}

}  // namespace onefold::agency
