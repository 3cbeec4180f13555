// Reads a daemon's configuration: one TOML file, strict. Every error is reported at once, with its
// key: missing keys, wrong types, numbers out of range, keys that nobody asked for. Relative paths
// are relative to the file's folder.
//
//   ONEFOLD_ASSIGN_OR_RETURN(ConfigReader reader, ConfigReader::Open(path));
//   config.listen = reader.String("listen");
//   ConfigReader tls = reader.Table("tls");
//   config.tls.certificate = tls.Path("certificate");
//   ONEFOLD_RETURN_IF_ERROR(reader.Finish());
//
// A getter that fails notes the error and returns an empty value, so that a reader needs one check,
// Finish, at the end. Not thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold::ops {

class ConfigReader {
 public:
  // NotFound; InvalidArgument with line and column for text that is not TOML.
  static StatusOr<ConfigReader> Open(const std::string& path);
  // `folder`: what relative paths are relative to; `name` stands in messages.
  static StatusOr<ConfigReader> Parse(std::string_view text, const std::string& folder,
                                      const std::string& name);

  // Required unless a fallback is given or the name says optional. A text must not be empty.
  std::string String(std::string_view key);
  std::string String(std::string_view key, std::string_view fallback);
  std::optional<std::string> OptionalString(std::string_view key);

  // Absolute, or joined to the file's folder. Whether it exists is the caller's question.
  std::string Path(std::string_view key);
  std::string Path(std::string_view key, std::string_view fallback);
  std::optional<std::string> OptionalPath(std::string_view key);

  static constexpr std::int64_t kMaxInteger = std::numeric_limits<std::int64_t>::max();
  std::int64_t Integer(std::string_view key, std::int64_t least = 0,
                       std::int64_t most = kMaxInteger);
  std::int64_t IntegerOr(std::string_view key, std::int64_t fallback, std::int64_t least = 0,
                         std::int64_t most = kMaxInteger);

  bool Bool(std::string_view key);
  bool BoolOr(std::string_view key, bool fallback);

  // Required; may be empty.
  std::vector<std::string> StringList(std::string_view key);
  std::vector<std::string> OptionalStringList(std::string_view key);
  std::vector<std::string> PathList(std::string_view key);

  bool Has(std::string_view key) const;
  // A missing table is an error; reading on in it gives empty values without further errors.
  ConfigReader Table(std::string_view key);
  std::optional<ConfigReader> OptionalTable(std::string_view key);
  // [[key]]; none when absent.
  std::vector<ConfigReader> TableArray(std::string_view key);

  // Notes an error of the caller's own checks at `key`.
  void Refuse(std::string_view key, std::string_view message);

  // For the whole file, whichever reader it is called on. InvalidArgument: one line an error, in
  // the file's name.
  Status Finish() const;

  // What was read, as TOML, with the fallbacks that are in force and with paths made absolute
  // (--check).
  std::string EffectiveToml() const;

 private:
  struct File;
  struct Scope;
  ConfigReader(std::shared_ptr<File> file, Scope scope);

  std::shared_ptr<File> file_;
  std::shared_ptr<Scope> scope_;
};

}  // namespace onefold::ops
