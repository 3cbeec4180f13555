#include <fstream>
#include <iostream>

#include "services/lab/commands.h"
#include "services/lab/link_flags.h"
#include "services/report/run_report_page.h"

namespace onefold::lab {
namespace {

struct LinkArguments {
  LinkOptions options;
  std::vector<std::string> sources;
  std::string out, report, page;
  double threshold = 0.7;
  bool json = false;
  std::string fold = "bug";
};

Status WriteText(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  return out ? OkStatus() : InternalError("cannot write " + path);
}

int RunLink(LinkArguments& a) {
  auto sources = ParseSources(a.sources);
  if (!sources.ok()) return Misused(sources.status());
  a.options.sources = *std::move(sources);
  a.options.match.dice_threshold_ppm = static_cast<std::uint32_t>(a.threshold * 1'000'000 + 0.5);
  a.options.read.threads = a.options.match.threads;
  if (a.fold == "spec") a.options.read.fold = encode::FoldRule::kSpec;
  a.options.with_report = !a.report.empty() || !a.page.empty();
  const auto outcome = Link(a.options);
  if (!outcome.ok()) return Fail(outcome.status());
  for (const std::string& warning : outcome->warnings) {
    std::cerr << "onefold-lab: warning: " << warning << "\n";
  }
  if (outcome->refused + outcome->unlinkable > 0) {
    std::cerr << "onefold-lab: " << outcome->refused << " rows refused, " << outcome->unlinkable
              << " rows that may not be linked\n";
  }
  if (const Status status = WriteEntities(*outcome, a.out); !status.ok()) return Fail(status);
  if (!a.report.empty()) {
    const Status status = WriteText(a.report, report::FormatJson(*outcome->report));
    if (!status.ok()) return Fail(status);
  }
  if (!a.page.empty()) {
    const Status status = WriteText(a.page, report::FormatPage(*outcome->report));
    if (!status.ok()) return Fail(status);
  }
  if (a.json) {
    std::cout << FormatOutcome(*outcome) << "\n";
  } else {
    std::cout << outcome->rows.size() << " records, " << outcome->entities
              << " entities; unique persons: " << outcome->unique.estimate
              << " (95 %: " << outcome->unique.low << " to " << outcome->unique.high << ")\n";
  }
  return 0;
}

}  // namespace

Command DefineLink(CLI::App& app) {
  const auto arguments = std::make_shared<LinkArguments>();
  LinkArguments& a = *arguments;
  CLI::App* link = app.add_subcommand("link", "Link the records of several sources into entities");
  AddLinkFlags(*link, a.options, a.sources);
  link->add_option("--out", a.out, "Writes source,record_id,entity_id")->required();
  link->add_option("--report", a.report, "Writes the report of the run as JSON");
  link->add_option("--page", a.page, "Writes the report as an HTML page");
  link->add_option("--threshold", a.threshold, "clkhash schemas: least Dice similarity of a link")
      ->check(CLI::Range(0.000001, 1.0))
      ->capture_default_str();
  link->add_option("--fold", a.fold, "clkhash schemas: which fold key is obeyed")
      ->check(CLI::IsMember({"bug", "spec"}))
      ->capture_default_str();
  link->add_option("--cut", a.options.cut,
                   "Least mean weight of a merge, millibits; without it, the schema's");
  link->add_option("--unseen", a.options.cluster.unseen_weight,
                   "Weight of a pair seen in no pass, millibits")
      ->capture_default_str();
  link->add_option("--floor", a.options.match.emit_floor_millibits,
                   "Least weight of an emitted pair, millibits")
      ->capture_default_str();
  link->add_flag("--json", a.json, "One JSON object on standard output");
  link->footer(
      "Example:\n  onefold-lab link --schema deploy/schemas/febrl.json --secret-file key "
      "--source a=febrl4a.csv,clean --source b=febrl4b.csv,clean --out entities.csv --json\n"
      "A file for --constraints (relation: must-link or cannot-link; provenance: who says so):\n"
      "  source_a,record_id_a,source_b,record_id_b,relation,provenance\n"
      "  a,rec-17-org,b,rec-4021-dup-0,must-link,referral of the helpline\n"
      "  a,rec-9-org,b,rec-9-dup-0,cannot-link,court decision");
  return {link, [arguments] { return RunLink(*arguments); }};
}

}  // namespace onefold::lab
