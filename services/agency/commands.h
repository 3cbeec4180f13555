// The commands of onefold-agency, one function each. Exit codes: 0 done, 1 refused or failed (2,
// wrong usage, is main.cc's). With `json`, stdout gets one JSON object and nothing else; messages
// and progress go to stderr.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/status.h"

namespace onefold::agency {

inline constexpr std::string_view kProgram = "onefold-agency";

// "onefold-agency: message" on stderr, one line a line of the message. Returns 1.
int Refuse(const Status& status);

struct KeygenIdentityOptions {
  std::string organisation, out_dir;
  bool json = false;
};
int RunKeygenIdentity(const KeygenIdentityOptions& options);

struct KeygenLinkageOptions {
  std::string purpose, key_epoch, maker, sign_key, out_dir;
  std::vector<std::string> recipients;  // paths of ORG.agency.json
  bool json = false;
};
int RunKeygenLinkage(const KeygenLinkageOptions& options);

struct KeygenOpenOptions {
  std::string envelope, box_key, maker, out_path;
  bool json = false;
};
int RunKeygenOpen(const KeygenOpenOptions& options);

struct CheckOptions {
  std::string extract, planted, config, schema, register_template, report;
  std::size_t listed = 20;
  bool json = false;
};
int RunCheck(const CheckOptions& options);

struct EncodeOptions {
  std::string schema, secret_file, in, out;
  std::string format = "clkhash";  // the only one
  std::string compat = "bug";      // or "spec": which fold key of the schema is obeyed
  bool skip_bad_rows = false;
  unsigned threads = 0;
  bool json = false;
};
int RunEncode(const EncodeOptions& options);

struct SubmitOptions {
  std::string extract, planted, config, submission_id, report;
  bool skip_bad_rows = false;
  std::size_t listed = 20;
  bool json = false;
};
int RunSubmit(const SubmitOptions& options);

struct SubmissionOptions {
  std::string config, submission_id, reason;
  bool remote = false;
  bool json = false;
};
int RunStatus(const SubmissionOptions& options);
int RunWithdraw(const SubmissionOptions& options);
int RunReceipt(const SubmissionOptions& options);

struct HandleOptions {
  std::string config, submission_id;
  std::string record_ids;  // path: one record id a line
  std::string extract;     // path; "" = whether the submission has the records is not checked
  bool json = false;
};
int RunHandle(const HandleOptions& options);

struct ServeOptions {
  std::string config, ports_file;
  bool check = false;
};
int RunServe(const ServeOptions& options);

}  // namespace onefold::agency
