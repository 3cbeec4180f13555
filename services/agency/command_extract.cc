// check | encode
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "crypto/secret.h"
#include "services/agency/byte_input.h"
#include "services/agency/check_output.h"
#include "services/agency/clkhash_file.h"
#include "services/agency/commands.h"
#include "services/agency/config.h"
#include "services/agency/intake.h"
#include "services/ops/progress.h"

namespace onefold::agency {
namespace {

constexpr std::uint64_t kCheckMaxRows = 1'000'000'000;  // checking keeps no row

StatusOr<std::unique_ptr<Recipe>> RecipeFor(const CheckOptions& options) {
  if (!options.config.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(const AgencyConfig config, ReadAgencyConfig(options.config));
    return LoadRecipe(config.schema, config.register_template, config.default_legal_basis,
                      config.default_consent);
  }
  std::optional<std::string> register_template;
  if (!options.register_template.empty()) register_template = options.register_template;
  return LoadRecipe(options.schema, register_template, linkage::LegalBasis::kPublicTask,
                    linkage::Consent::kNotApplicable);
}

StatusOr<CheckReport> Check(const CheckOptions& options) {
  ONEFOLD_ASSIGN_OR_RETURN(const auto recipe, RecipeFor(options));
  for (const std::string& warning : recipe->schema.warnings) {
    fmt::print(stderr, "{}: warning: {}\n", kProgram, warning);
  }
  // Whether a row fits does not depend on the key, so that a check needs none.
  ONEFOLD_ASSIGN_OR_RETURN(
      const auto encoder, ItemEncoder::Create(recipe->schema, crypto::Secret::Random(32), "check"));
  ONEFOLD_ASSIGN_OR_RETURN(const auto input, ByteInput::OpenFile(options.extract));
  std::unique_ptr<ByteInput> planted;
  if (!options.planted.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(planted, ByteInput::OpenFile(options.planted));
  }
  std::unique_ptr<IssueFile> issues;
  if (!options.report.empty()) {
    ONEFOLD_ASSIGN_OR_RETURN(issues, IssueFile::Create(options.report));
  }
  ops::ProgressBar bar("checking", "bytes", input->total_bytes());
  IntakeOptions intake;
  intake.schema = &recipe->schema;
  intake.coder = recipe->coder.get();
  intake.encoder = encoder.get();
  if (planted) intake.planted = &planted->stream();
  intake.max_records = kCheckMaxRows;
  intake.on_progress = [&](std::uint64_t bytes) { bar.Update(bytes); };
  intake.on_issue = [&](const encode::RowIssue& issue) {
    if (issues) issues->Write(issue);
  };
  ONEFOLD_ASSIGN_OR_RETURN(CheckReport report, ReadExtract(input->stream(), intake, nullptr));
  ONEFOLD_RETURN_IF_ERROR(input->Finish().status());
  if (planted) ONEFOLD_RETURN_IF_ERROR(planted->Finish().status());
  bar.Finish();
  if (issues) ONEFOLD_RETURN_IF_ERROR(issues->Close());
  return report;
}

void PrintEncoded(const EncodeOptions& options, const ClkhashFileResult& result) {
  if (options.json) {
    const nlohmann::ordered_json json = {{"rows", result.rows},
                                         {"encoded", result.encoded},
                                         {"written", result.written},
                                         {"absent_rows", result.absent_rows}};
    fmt::print("{}\n", json.dump());
    return;
  }
  if (!result.written) return;
  fmt::print("{}: {} CLKs of {} rows, in their order\n", options.out,
             ops::FormatCount(result.encoded), ops::FormatCount(result.rows));
  if (result.absent_rows.empty()) return;
  fmt::print("absent rows (those after them moved up):");
  for (const std::uint64_t row : result.absent_rows) fmt::print(" {}", row);
  fmt::print("\n");
}

}  // namespace

int RunCheck(const CheckOptions& options) {
  const auto report = Check(options);
  if (!report.ok()) return Refuse(report.status());
  if (options.json) {
    fmt::print("{}\n", FormatCheckJson(*report));
  } else {
    fmt::print("{}", FormatCheckText(*report, options.listed));
  }
  return report->refused == 0 ? 0 : 1;
}

int RunEncode(const EncodeOptions& options) {
  fmt::print(stderr, "{}: {}\n", kProgram, kClkhashWarning);
  const auto schema = linkage::ReadLinkageSchema(options.schema);
  if (!schema.ok()) return Refuse(schema.status());
  for (const std::string& warning : schema->warnings) {
    fmt::print(stderr, "{}: warning: {}\n", kProgram, warning);
  }
  const auto secret = crypto::ReadNamedSecretFile(options.secret_file);
  if (!secret.ok()) return Refuse(secret.status());
  if (!secret->is_private) {
    fmt::print(stderr, "{}: warning: {} can be read by others\n", kProgram, options.secret_file);
  }
  const auto input = ByteInput::OpenFile(options.in, ByteInput::Hashing::kNone);
  if (!input.ok()) return Refuse(input.status());
  ops::ProgressBar bar("encoding", "bytes", (*input)->total_bytes());
  ClkhashFileOptions file;
  file.out_path = options.out;
  file.fold = options.compat == "spec" ? encode::FoldRule::kSpec : encode::FoldRule::kBug;
  file.threads = options.threads;
  file.skip_bad_rows = options.skip_bad_rows;
  file.input_status = [&] { return (*input)->status(); };
  file.on_issue = [](const encode::RowIssue& issue) {
    fmt::print(stderr, "{}: {}\n", kProgram, FormatIssue(issue));
  };
  file.on_progress = [&](std::uint64_t bytes) { bar.Update(bytes); };
  const auto result = EncodeClkhashFile((*input)->stream(), *schema, secret->secret, file);
  bar.Finish();
  if (!result.ok()) return Refuse(result.status());
  PrintEncoded(options, *result);
  if (result->written) return 0;
  return Refuse(InvalidArgumentError(fmt::format(
      "{} of {} rows cannot be encoded; nothing was written (--skip-bad-rows leaves them out)",
      result->absent_rows.size(), result->rows)));
}

}  // namespace onefold::agency
