#include "services/gateway/config.h"

#include <algorithm>

#include "services/http/address.h"
#include "services/ops/config.h"

namespace onefold::gateway {
namespace {

void CheckAddress(ops::ConfigReader& reader, std::string_view key, const std::string& text,
                  bool loopback_only) {
  if (text.empty()) return;  // missing: noted already
  const auto address = http::ParseAddress(text);
  if (!address.ok()) {
    reader.Refuse(key, Message(address.status()));
  } else if (loopback_only && !address->loopback) {
    reader.Refuse(key, "must be a loopback address: it is unauthenticated");
  }
}

// What is put into a command that people paste into a shell.
bool IsPlainUrl(std::string_view url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return false;
  return std::all_of(url.begin(), url.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~:/[]").find(c) != std::string_view::npos;
  });
}

}  // namespace

StatusOr<GatewayConfig> ReadGatewayConfig(const std::string& path) {
  ONEFOLD_ASSIGN_OR_RETURN(ops::ConfigReader reader, ops::ConfigReader::Open(path));
  GatewayConfig config;
  config.server.listen = reader.String("listen");
  CheckAddress(reader, "listen", config.server.listen, false);
  config.server.threads = static_cast<int>(reader.IntegerOr("threads", 2, 1, 64));
  config.server.max_connections =
      static_cast<std::size_t>(reader.IntegerOr("max_connections", 256, 4, 65'536));
  config.ops_listen = reader.OptionalString("ops_listen");
  if (config.ops_listen) CheckAddress(reader, "ops_listen", *config.ops_listen, true);

  config.site.publish_dir = reader.Path("publish_dir");
  config.site.title = reader.String("title", "Unique persons counted by Onefold");
  config.site.public_url = reader.OptionalString("public_url").value_or("");
  while (config.site.public_url.ends_with('/')) config.site.public_url.pop_back();
  if (!config.site.public_url.empty() && !IsPlainUrl(config.site.public_url)) {
    reader.Refuse("public_url", "must be a plain http:// or https:// address");
  }
  ONEFOLD_RETURN_IF_ERROR(reader.Finish());
  config.effective_toml = reader.EffectiveToml();
  return config;
}

}  // namespace onefold::gateway
