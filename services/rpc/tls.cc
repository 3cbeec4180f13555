#include "services/rpc/tls.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/secret.h"

namespace onefold::rpc {
namespace {

namespace tls = grpc::experimental;

struct Pem {
  std::string certificate, private_key, ca;
};

StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return NotFoundError(path + ": cannot be read");
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (text.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return InvalidArgumentError(path + ": not a PEM certificate");
  }
  return text;
}

StatusOr<Pem> ReadPems(const TlsFiles& files) {
  Pem pem;
  ONEFOLD_ASSIGN_OR_RETURN(pem.certificate, ReadPem(files.certificate));
  ONEFOLD_ASSIGN_OR_RETURN(pem.ca, ReadPem(files.ca));
  ONEFOLD_ASSIGN_OR_RETURN(const crypto::Secret key,
                           crypto::ReadSecretFile(files.private_key, /*strip_line_break=*/false));
  pem.private_key = AsText(crypto::SecretAccess::Read(key));
  return pem;
}

// "host:port", "[::1]:port" or "host" -> "host".
std::string_view HostOf(std::string_view target) {
  if (target.starts_with('[')) return target.substr(1, target.find(']') - 1);
  return target.substr(0, target.rfind(':'));
}

bool Contains(const std::vector<grpc::string_ref>& names, std::string_view wanted) {
  return std::any_of(names.begin(), names.end(), [&](const grpc::string_ref& name) {
    return std::string_view(name.data(), name.size()) == wanted;
  });
}

// The chain has been verified by TLS already; this says whether it is the server we meant.
class ServerVerifier : public tls::ExternalCertificateVerifier {
 public:
  ServerVerifier(Role role, std::string organisation)
      : role_(role), organisation_(std::move(organisation)) {}

  bool Verify(tls::TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* sync_status) override {
    *sync_status = Check(*request);
    return true;
  }
  void Cancel(tls::TlsCustomVerificationCheckRequest*) override {}

 private:
  grpc::Status Check(const tls::TlsCustomVerificationCheckRequest& request) const {
    const auto refuse = [](const char* why) {
      return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, why);
    };
    const grpc::string_ref target = request.target_name();
    const std::string_view host = HostOf({target.data(), target.size()});
    if (!Contains(request.dns_names(), host) && !Contains(request.ip_names(), host)) {
      return refuse("the server's certificate does not name the host that was dialled");
    }
    const auto uris = request.uri_names();
    if (uris.size() != 1) return refuse("the server's certificate has not exactly one URI");
    const auto peer = ParsePeerUri({uris[0].data(), uris[0].size()});
    if (!peer.ok() || peer->role != role_) return refuse("the server has another role");
    if (!organisation_.empty() && peer->organisation != organisation_) {
      return refuse("the server belongs to another organisation");
    }
    return grpc::Status::OK;
  }

  const Role role_;
  const std::string organisation_;
};

}  // namespace

StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(const TlsFiles& files) {
  ONEFOLD_ASSIGN_OR_RETURN(Pem pem, ReadPems(files));
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = pem.ca;
  options.pem_key_cert_pairs.push_back({pem.private_key, pem.certificate});
  auto credentials = grpc::SslServerCredentials(options);
  for (auto& pair : options.pem_key_cert_pairs) crypto::Wipe(pair.private_key);
  crypto::Wipe(pem.private_key);
  if (credentials == nullptr) return InvalidArgumentError("TLS: certificate or key not usable");
  return credentials;
}

StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeClientCredentials(
    const TlsFiles& files, Role server_role, std::string organisation) {
  ONEFOLD_ASSIGN_OR_RETURN(Pem pem, ReadPems(files));
  tls::TlsChannelCredentialsOptions options;
  std::vector<tls::IdentityKeyCertPair> identity = {{pem.private_key, pem.certificate}};
  options.set_certificate_provider(
      std::make_shared<tls::StaticDataCertificateProvider>(pem.ca, identity));
  crypto::Wipe(identity[0].private_key);
  crypto::Wipe(pem.private_key);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);  // ServerVerifier checks the host of the connection
  options.set_certificate_verifier(tls::ExternalCertificateVerifier::Create<ServerVerifier>(
      server_role, std::move(organisation)));
  auto credentials = tls::TlsCredentials(options);
  if (credentials == nullptr) return InvalidArgumentError("TLS: certificate or key not usable");
  return credentials;
}

StatusOr<Peer> PeerOf(const grpc::AuthContext& context) {
  if (!context.IsPeerAuthenticated()) return UnauthenticatedError("no client certificate");
  const auto uris = context.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME);
  if (uris.size() != 1) return UnauthenticatedError("the certificate has not exactly one URI");
  return ParsePeerUri({uris[0].data(), uris[0].size()});
}

}  // namespace onefold::rpc
