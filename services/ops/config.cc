#include "services/ops/config.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace onefold::ops {
namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;

std::string Join(const std::string& prefix, std::string_view key) {
  return prefix.empty() ? std::string(key) : prefix + "." + std::string(key);
}

}  // namespace

struct ConfigReader::File {
  std::string name, folder;
  toml::table root;
  toml::table effective;
  std::set<const toml::node*> read;  // nodes that a getter asked for
  std::vector<std::string> errors;

  void CollectUnknown(const toml::table& table, const std::string& prefix,
                      std::vector<std::string>& out) const;
};

struct ConfigReader::Scope {
  const toml::table* table = nullptr;  // null: the table is missing, which was noted once
  toml::table* effective = nullptr;
  std::string prefix;

  const toml::node* Find(std::string_view key) const {
    return table == nullptr ? nullptr : table->get(key);
  }
};

void ConfigReader::File::CollectUnknown(const toml::table& table, const std::string& prefix,
                                        std::vector<std::string>& out) const {
  for (const auto& [key, node] : table) {
    const std::string path = Join(prefix, key.str());
    if (!read.contains(&node)) {
      out.push_back(fmt::format("{}: unknown key (line {})", path, node.source().begin.line));
    } else if (const toml::table* child = node.as_table()) {
      CollectUnknown(*child, path, out);
    } else if (const toml::array* list = node.as_array()) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        if (const toml::table* entry = list->get(i)->as_table()) {
          CollectUnknown(*entry, fmt::format("{}[{}]", path, i), out);
        }
      }
    }
  }
}

ConfigReader::ConfigReader(std::shared_ptr<File> file, Scope scope)
    : file_(std::move(file)), scope_(std::make_shared<Scope>(std::move(scope))) {}

StatusOr<ConfigReader> ConfigReader::Open(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  if (!input) return NotFoundError(fmt::format("cannot read the configuration {}", path));
  std::string text(kMaxFileBytes + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (input.bad()) return NotFoundError(fmt::format("cannot read the configuration {}", path));
  text.resize(static_cast<std::size_t>(input.gcount()));
  if (text.size() > kMaxFileBytes) {
    return InvalidArgumentError(fmt::format("{}: larger than 1 MiB", path));
  }
  std::error_code error;
  const auto folder = std::filesystem::absolute(path, error).parent_path();
  return Parse(text, folder.string(), path);
}

StatusOr<ConfigReader> ConfigReader::Parse(std::string_view text, const std::string& folder,
                                           const std::string& name) {
  toml::parse_result parsed = toml::parse(text, std::string_view(name));
  if (!parsed) {
    const auto& error = parsed.error();
    return InvalidArgumentError(fmt::format("{}: line {}, column {}: {}", name,
                                            error.source().begin.line, error.source().begin.column,
                                            error.description()));
  }
  auto file = std::make_shared<File>();
  file->name = name;
  file->folder = folder;
  file->root = std::move(parsed).table();
  Scope scope{&file->root, &file->effective, ""};
  return ConfigReader(std::move(file), std::move(scope));
}

std::optional<std::string> ConfigReader::OptionalString(std::string_view key) {
  const toml::node* node = scope_->Find(key);
  if (node == nullptr) return std::nullopt;
  file_->read.insert(node);
  const auto* text = node->as_string();
  if (text == nullptr) {
    Refuse(key, "must be a text in quotes");
    return std::string();
  }
  if (text->get().empty()) Refuse(key, "must not be empty");
  scope_->effective->insert_or_assign(key, text->get());
  return text->get();
}

std::string ConfigReader::String(std::string_view key) {
  auto text = OptionalString(key);
  if (!text && scope_->table != nullptr) Refuse(key, "missing");
  return text.value_or("");
}

std::string ConfigReader::String(std::string_view key, std::string_view fallback) {
  auto text = OptionalString(key);
  if (!text && scope_->effective != nullptr) scope_->effective->insert_or_assign(key, fallback);
  return text.value_or(std::string(fallback));
}

std::optional<std::string> ConfigReader::OptionalPath(std::string_view key) {
  auto text = OptionalString(key);
  if (!text || text->empty()) return text;
  const auto path = (std::filesystem::path(file_->folder) / *text).lexically_normal();
  scope_->effective->insert_or_assign(key, path.string());
  return path.string();
}

std::string ConfigReader::Path(std::string_view key) {
  auto path = OptionalPath(key);
  if (!path && scope_->table != nullptr) Refuse(key, "missing");
  return path.value_or("");
}

std::string ConfigReader::Path(std::string_view key, std::string_view fallback) {
  if (auto path = OptionalPath(key)) return *path;
  const auto path = (std::filesystem::path(file_->folder) / fallback).lexically_normal();
  if (scope_->effective != nullptr) scope_->effective->insert_or_assign(key, path.string());
  return path.string();
}

std::int64_t ConfigReader::Integer(std::string_view key, std::int64_t least, std::int64_t most) {
  if (!Has(key)) {
    if (scope_->table != nullptr) Refuse(key, "missing");
    return 0;
  }
  return IntegerOr(key, 0, least, most);
}

std::int64_t ConfigReader::IntegerOr(std::string_view key, std::int64_t fallback,
                                     std::int64_t least, std::int64_t most) {
  std::int64_t value = fallback;
  if (const toml::node* node = scope_->Find(key)) {
    file_->read.insert(node);
    const auto* integer = node->as_integer();
    if (integer == nullptr) {
      Refuse(key, "must be a whole number");
      return fallback;
    }
    value = integer->get();
    if (value < least || value > most) {
      Refuse(key, most == kMaxInteger ? fmt::format("must be at least {}", least)
                                      : fmt::format("must be from {} to {}", least, most));
    }
  }
  if (scope_->effective != nullptr) scope_->effective->insert_or_assign(key, value);
  return value;
}

bool ConfigReader::Bool(std::string_view key) {
  if (!Has(key)) {
    if (scope_->table != nullptr) Refuse(key, "missing");
    return false;
  }
  return BoolOr(key, false);
}

bool ConfigReader::BoolOr(std::string_view key, bool fallback) {
  bool value = fallback;
  if (const toml::node* node = scope_->Find(key)) {
    file_->read.insert(node);
    const auto* boolean = node->as_boolean();
    if (boolean == nullptr) {
      Refuse(key, "must be true or false");
      return fallback;
    }
    value = boolean->get();
  }
  if (scope_->effective != nullptr) scope_->effective->insert_or_assign(key, value);
  return value;
}

std::vector<std::string> ConfigReader::OptionalStringList(std::string_view key) {
  const toml::node* node = scope_->Find(key);
  if (node == nullptr) return {};
  file_->read.insert(node);
  const toml::array* list = node->as_array();
  std::vector<std::string> out;
  toml::array effective;
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto* text = list->get(i)->as_string();
    if (text == nullptr || text->get().empty()) {
      list = nullptr;
      break;
    }
    out.push_back(text->get());
    effective.push_back(text->get());
  }
  if (list == nullptr) {
    Refuse(key, "must be a list of texts in quotes");
    return {};
  }
  scope_->effective->insert_or_assign(key, std::move(effective));
  return out;
}

std::vector<std::string> ConfigReader::StringList(std::string_view key) {
  if (!Has(key) && scope_->table != nullptr) Refuse(key, "missing");
  return OptionalStringList(key);
}

std::vector<std::string> ConfigReader::PathList(std::string_view key) {
  std::vector<std::string> paths = StringList(key);
  toml::array effective;
  for (std::string& path : paths) {
    path = (std::filesystem::path(file_->folder) / path).lexically_normal().string();
    effective.push_back(path);
  }
  if (scope_->effective != nullptr) scope_->effective->insert_or_assign(key, std::move(effective));
  return paths;
}

bool ConfigReader::Has(std::string_view key) const { return scope_->Find(key) != nullptr; }

std::optional<ConfigReader> ConfigReader::OptionalTable(std::string_view key) {
  const toml::node* node = scope_->Find(key);
  if (node == nullptr) return std::nullopt;
  file_->read.insert(node);
  Scope child{nullptr, nullptr, Join(scope_->prefix, key)};
  if (const toml::table* table = node->as_table()) {
    child.table = table;
    auto it = scope_->effective->insert_or_assign(key, toml::table{}).first;
    child.effective = it->second.as_table();
  } else {
    Refuse(key, fmt::format("must be a table [{}]", key));
  }
  return ConfigReader(file_, std::move(child));
}

ConfigReader ConfigReader::Table(std::string_view key) {
  if (auto table = OptionalTable(key)) return *table;
  if (scope_->table != nullptr) Refuse(key, fmt::format("missing table [{}]", key));
  return ConfigReader(file_, Scope{nullptr, nullptr, Join(scope_->prefix, key)});
}

std::vector<ConfigReader> ConfigReader::TableArray(std::string_view key) {
  const toml::node* node = scope_->Find(key);
  if (node == nullptr) return {};
  file_->read.insert(node);
  const toml::array* list = node->as_array();
  if (list == nullptr || !(list->empty() || list->is_homogeneous(toml::node_type::table))) {
    Refuse(key, fmt::format("must be tables [[{}]]", key));
    return {};
  }
  toml::array* effective =
      scope_->effective->insert_or_assign(key, toml::array{}).first->second.as_array();
  std::vector<ConfigReader> readers;
  for (std::size_t i = 0; i < list->size(); ++i) {
    effective->push_back(toml::table{});
    Scope child{list->get(i)->as_table(), effective->get(i)->as_table(),
                fmt::format("{}[{}]", Join(scope_->prefix, key), i)};
    readers.push_back(ConfigReader(file_, std::move(child)));
  }
  return readers;
}

void ConfigReader::Refuse(std::string_view key, std::string_view message) {
  file_->errors.push_back(fmt::format("{}: {}", Join(scope_->prefix, key), message));
}

Status ConfigReader::Finish() const {
  std::vector<std::string> errors = file_->errors;
  file_->CollectUnknown(file_->root, "", errors);
  if (errors.empty()) return OkStatus();
  std::string text =
      fmt::format("{}: {} error{}", file_->name, errors.size(), errors.size() == 1 ? "" : "s");
  for (const std::string& error : errors) text += "\n  " + error;
  return InvalidArgumentError(text);
}

std::string ConfigReader::EffectiveToml() const {
  std::ostringstream out;
  out << toml::toml_formatter{file_->effective} << "\n";
  return out.str();
}

}  // namespace onefold::ops
