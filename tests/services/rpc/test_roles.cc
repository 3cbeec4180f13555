#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "onefold/v1/case.pb.h"
#include "onefold/v1/count.pb.h"
#include "onefold/v1/error.pb.h"
#include "onefold/v1/link.pb.h"
#include "onefold/v1/node.pb.h"
#include "onefold/v1/submission.pb.h"
#include "services/rpc/roles.h"

namespace onefold::rpc {
namespace {

constexpr Role kRoles[] = {Role::kAgency,      Role::kMatcher, Role::kCounter,
                           Role::kCoordinator, Role::kClient,  Role::kAuditor};
constexpr Program kPrograms[] = {Program::kMatcher, Program::kCounter, Program::kNode};

// Linking a generated file needs a reference to it.
const google::protobuf::Message* const kLinked[] = {
    &v1::Case::default_instance(),        &v1::Run::default_instance(),
    &v1::ErrorDetail::default_instance(), &v1::LinkRequest::default_instance(),
    &v1::ExtractPart::default_instance(), &v1::Manifest::default_instance()};

// Every method of every service in proto/onefold/v1, read from the descriptors; the files are those
// on disk, so that a new one cannot be overlooked.
std::set<std::string> MethodsOfAllServices() {
  std::set<std::string> methods;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const auto& entry :
       std::filesystem::directory_iterator(ONEFOLD_SOURCE_DIR "/proto/onefold/v1")) {
    const std::string name = "onefold/v1/" + entry.path().filename().string();
    const auto* file = pool->FindFileByName(name);
    EXPECT_NE(file, nullptr) << name << " is not linked into this test";
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.insert("/" + file->service(s)->full_name() + "/" +
                       file->service(s)->method(m)->name());
      }
    }
  }
  return methods;
}

TEST(RolesTest, EveryMethodOfEveryServiceHasARowAndEveryRowAMethod) {
  ASSERT_NE(kLinked[0], nullptr);
  std::set<std::string> expected = MethodsOfAllServices();
  ASSERT_GE(expected.size(), 16u);
  expected.insert({"/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"});
  std::set<std::string> in_table;
  for (const AccessRule& rule : AccessTable()) in_table.emplace(rule.method);
  EXPECT_EQ(in_table, expected);
}

// Written out a second time, by hand: who may do what, as the documents promise it.
std::set<Role> Expected(const std::string& method, Program program) {
  const std::set<Role> everyone(std::begin(kRoles), std::end(kRoles));
  if (method.starts_with("/grpc.health.v1.")) return everyone;
  if (method.starts_with("/onefold.v1.SubmissionService/") && program != Program::kNode) {
    const bool read = method.ends_with("/GetSubmission") || method.ends_with("/ListSubmissions");
    if (read && program == Program::kCounter) return {Role::kAgency, Role::kCoordinator};
    return {Role::kAgency};
  }
  if (method == "/onefold.v1.LinkService/Link" && program == Program::kMatcher)
    return {Role::kCounter};
  if (method.starts_with("/onefold.v1.CountService/") && program == Program::kCounter) {
    return {Role::kCoordinator};
  }
  if (method.starts_with("/onefold.v1.NodeService/") && program == Program::kNode)
    return {Role::kClient};
  return {};
}

TEST(RolesTest, EveryMethodForEveryRoleAtEveryProgram) {
  std::set<std::string> methods = MethodsOfAllServices();
  methods.insert({"/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"});
  for (const std::string& method : methods) {
    for (Program program : kPrograms) {
      const std::set<Role> expected = Expected(method, program);
      for (Role role : kRoles) {
        EXPECT_EQ(CheckAccess(method, program, "own", {role, "own"}).ok(), expected.contains(role))
            << method << " by " << RoleName(role) << " at program " << static_cast<int>(program);
      }
    }
  }
}

TEST(RolesTest, NodeServesItsOwnOrganisationOnly) {
  EXPECT_TRUE(CheckAccess("/onefold.v1.NodeService/Check", Program::kNode, "police",
                          {Role::kClient, "police"})
                  .ok());
  const Status other = CheckAccess("/onefold.v1.NodeService/Check", Program::kNode, "police",
                                   {Role::kClient, "shelter"});
  EXPECT_EQ(other.code(), StatusCode::kPermissionDenied);
}

TEST(RolesTest, UnknownMethodsAreDeniedToAll) {
  for (const char* method :
       {"", "/", "/onefold.v1.LinkService/link", "/onefold.v1.LinkService/Link ",
        "/onefold.v1.LinkService", "/grpc.reflection.v1alpha.ServerReflection/Info"}) {
    for (Role role : kRoles) {
      EXPECT_FALSE(CheckAccess(method, Program::kMatcher, "own", {role, "own"}).ok()) << method;
    }
  }
}

TEST(IdentityTest, ParsesWhatItFormats) {
  for (Role role : kRoles) {
    const auto peer = ParsePeerUri(FormatPeerUri({role, "border-guard-2"}));
    ASSERT_TRUE(peer.ok());
    EXPECT_EQ(*peer, (Peer{role, "border-guard-2"}));
  }
}

TEST(IdentityTest, RefusesEverythingElse) {
  const std::string long_name(64, 'a');
  for (const std::string& uri : std::vector<std::string>{
           "", "onefold://", "onefold://agency", "onefold://agency/", "onefold://agency/a/b",
           "onefold://admin/police", "onefold://Agency/police", "onefold://agency/Police",
           "onefold://agency/-police", "onefold://agency/police-", "onefold://agency/pol ice",
           "http://agency/police", " onefold://agency/police", "onefold://agency/" + long_name}) {
    EXPECT_EQ(ParsePeerUri(uri).status().code(), StatusCode::kUnauthenticated) << uri;
  }
}

}  // namespace
}  // namespace onefold::rpc
