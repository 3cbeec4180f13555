// Mutual TLS from PEM files: TLS 1.2 or 1.3, both sides show a certificate of the same authority.
#pragma once

#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "crypto/status.h"
#include "services/rpc/identity.h"

namespace onefold::rpc {

struct TlsFiles {
  std::string certificate, private_key,
      ca;  // paths of PEM files; the key is refused when others can read it
};

StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(const TlsFiles& files);

// Credentials that connect only to a server whose certificate names the host that was dialled and
// the URI onefold://<role>/... ; `organisation` narrows it to one, "" takes any. Checked in the
// handshake, before a byte is sent.
StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeClientCredentials(const TlsFiles& files,
                                                                          Role server_role,
                                                                          std::string organisation);

// Unauthenticated unless the certificate carries exactly one URI and that one is ours.
StatusOr<Peer> PeerOf(const grpc::AuthContext& context);

}  // namespace onefold::rpc
