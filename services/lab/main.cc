// onefold-lab: linkage, scoring, test data and benchmarks on one machine, for data with known
// truth. Never deployed.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "crypto/random.h"
#include "services/lab/bench.h"
#include "services/lab/bench_ingest.h"
#include "services/lab/generate/generate.h"
#include "services/lab/link.h"
#include "services/lab/score.h"

namespace {

using namespace onefold;

int Fail(const Status& status) {
  std::cerr << "onefold-lab: " << Message(status) << "\n";
  return 1;
}

struct LinkArguments {
  lab::LinkOptions options;
  std::vector<std::string> sources;
  std::string out, report;
  double threshold = 0.7;
  bool json = false;
  std::string fold = "bug";
};

void DefineLink(CLI::App& app, LinkArguments& a) {
  CLI::App* link = app.add_subcommand("link", "Link the records of several sources into entities");
  link->add_option("--schema", a.options.schema_path, "Linkage schema: our own or clkhash v3")
      ->required();
  link->add_option("--secret-file", a.options.secret_path, "File whose bytes are the secret")
      ->required();
  link->add_option("--source", a.sources, "NAME=FILE.csv[,clean|dirty]; clean: one record a person")
      ->required();
  link->add_option("--out", a.out, "Writes source,record_id,entity_id")->required();
  link->add_option("--report", a.report, "Writes passes, blocks and learned weights as JSON");
  link->add_option("--threshold", a.threshold, "clkhash schemas: least Dice similarity of a link")
      ->check(CLI::Range(0.000001, 1.0))
      ->capture_default_str();
  link->add_option("--threads", a.options.match.threads, "0 = all cores")->capture_default_str();
  link->add_option("--fold", a.fold, "clkhash schemas: which fold key is obeyed")
      ->check(CLI::IsMember({"bug", "spec"}))
      ->capture_default_str();
  link->add_option("--cut", a.options.cluster.cut, "Least mean weight of a merge, millibits")
      ->capture_default_str();
  link->add_option("--unseen", a.options.cluster.unseen_weight,
                   "Weight of a pair seen in no pass, millibits")
      ->capture_default_str();
  link->add_option("--floor", a.options.match.emit_floor_millibits,
                   "Least weight of an emitted pair, millibits")
      ->capture_default_str();
  link->add_flag("--json", a.json, "One JSON object on standard output");
  link->footer(
      "Example:\n  onefold-lab link --schema deploy/schemas/febrl.json --secret-file key "
      "--source a=febrl4a.csv,clean --source b=febrl4b.csv,clean --out entities.csv --json");
}

int RunLink(LinkArguments& a) {
  for (const std::string& text : a.sources) {
    auto source = lab::ParseSourceFile(text);
    if (!source.ok()) {
      std::cerr << "onefold-lab: " << Message(source.status()) << "\n";
      return 2;
    }
    a.options.sources.push_back(*std::move(source));
  }
  a.options.match.dice_threshold_ppm = static_cast<std::uint32_t>(a.threshold * 1'000'000 + 0.5);
  a.options.read.threads = a.options.match.threads;
  if (a.fold == "spec") a.options.read.fold = encode::FoldRule::kSpec;
  const auto outcome = lab::Link(a.options);
  if (!outcome.ok()) return Fail(outcome.status());
  for (const std::string& warning : outcome->warnings) {
    std::cerr << "onefold-lab: warning: " << warning << "\n";
  }
  if (outcome->refused + outcome->unlinkable > 0) {
    std::cerr << "onefold-lab: " << outcome->refused << " rows refused, " << outcome->unlinkable
              << " rows that may not be linked\n";
  }
  if (const Status status = lab::WriteEntities(*outcome, a.out); !status.ok()) return Fail(status);
  if (!a.report.empty()) {
    std::ofstream report(a.report);
    report << lab::FormatReport(*outcome);
    report.close();
    if (!report) return Fail(InternalError("cannot write " + a.report));
  }
  if (a.json) {
    std::cout << lab::FormatOutcome(*outcome) << "\n";
  } else {
    std::cout << outcome->rows.size() << " records, " << outcome->entities
              << " entities; unique persons: " << outcome->unique.estimate
              << " (95 %: " << outcome->unique.low << " to " << outcome->unique.high << ")\n";
  }
  return 0;
}

struct ScoreArguments {
  std::string entities, truth;
  bool json = false;
};

void DefineScore(CLI::App& app, ScoreArguments& a) {
  CLI::App* score = app.add_subcommand("score", "Compare entities with known truth, pair by pair");
  score->add_option("--entities", a.entities, "source,record_id,entity_id")->required();
  score->add_option("--truth", a.truth, "source,record_id,person_id")->required();
  score->add_flag("--json", a.json, "One JSON object on standard output");
  score->footer("Example:\n  onefold-lab score --entities entities.csv --truth truth.csv --json");
}

int RunScore(const ScoreArguments& a) {
  const auto score = lab::ScoreEntities(a.entities, a.truth);
  if (!score.ok()) return Fail(score.status());
  if (a.json) {
    std::cout << lab::FormatScore(*score) << "\n";
  } else {
    std::cout << "precision " << score->precision << ", recall " << score->recall << ", F1 "
              << score->f1 << "; " << score->entities << " entities, " << score->unique_true
              << " persons\n";
  }
  return 0;
}

struct GenerateArguments {
  lab::GenerateOptions options;
  bool json = false;
};

void DefineGenerate(CLI::App& app, GenerateArguments& a) {
  CLI::App* generate =
      app.add_subcommand("generate", "Make up persons, the agencies' files and the truth");
  generate->add_option("--persons", a.options.persons, "How many persons")->required();
  generate->add_option("--seed", a.options.seed, "The same seed gives the same files")
      ->capture_default_str();
  generate->add_option("--out", a.options.directory, "Folder for the files")->required();
  generate->add_flag("--json", a.json, "One JSON object on standard output");
  generate->footer(
      "Example:\n  onefold-lab generate --persons 5000 --seed 1 --out made-up\n"
      "Files fit deploy/schemas/see.json; truth.csv is for onefold-lab score.");
}

int RunGenerate(const GenerateArguments& a) {
  const auto generated = lab::Generate(a.options);
  if (!generated.ok()) return Fail(generated.status());
  if (a.json) {
    std::cout << "{\"persons\":" << generated->persons << ",\"records\":" << generated->records
              << "}\n";
  } else {
    std::cout << generated->records << " records of " << generated->persons << " persons\n";
    for (const std::string& file : generated->files) std::cout << "  " << file << "\n";
  }
  return 0;
}

struct BenchArguments {
  lab::BenchOptions options;
  std::string part;
  bool json = false;
};

void DefineBench(CLI::App& app, BenchArguments& a) {
  CLI::App* bench = app.add_subcommand("bench", "Measure the speed of a part on this machine");
  bench->add_option("part", a.part, "compare | encode | ingest | link")
      ->required()
      ->check(CLI::IsMember({"compare", "encode", "ingest", "link"}));
  bench->add_option("--records", a.options.records, "compare: number of filters; ingest: of items")
      ->capture_default_str();
  bench->add_option("--bits", a.options.bits, "compare, ingest: length of a filter")
      ->capture_default_str();
  bench->add_option("--threshold", a.options.threshold, "compare: Dice threshold")
      ->capture_default_str();
  bench->add_option("--threads", a.options.threads, "0 = all cores")->capture_default_str();
  bench->add_option("--kernel", a.options.kernel, "compare: auto | portable | popcnt | avx512")
      ->capture_default_str();
  bench->add_option("--schema", a.options.schema_path, "encode, link: linkage schema");
  bench->add_option("--in", a.options.input_path, "encode, link: extract");
  bench->add_option("--seconds", a.options.seconds, "Least time of a measurement")
      ->capture_default_str();
  bench->add_flag("--json", a.json, "One JSON object on standard output (always)");
  bench->footer(
      "Example:\n  onefold-lab bench compare --records 20000 --bits 1024 --threads 2 --json");
}

int RunBench(const BenchArguments& a) {
  const bool reads_extract = a.part == "encode" || a.part == "link";
  if (reads_extract && (a.options.schema_path.empty() || a.options.input_path.empty())) {
    std::cerr << "onefold-lab: bench " << a.part << " needs --schema and --in\n";
    return 2;
  }
  StatusOr<std::string> result = std::string();
  if (a.part == "compare") result = lab::BenchCompare(a.options);
  if (a.part == "encode") result = lab::BenchEncode(a.options);
  if (a.part == "ingest") result = lab::BenchIngest(a.options);
  if (a.part == "link") result = lab::BenchLink(a.options);
  if (!result.ok()) return Fail(result.status());
  std::cout << *result << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  onefold::crypto::InitializeCrypto();
  CLI::App app("Linkage on one machine, for data with known truth", "onefold-lab");
  app.set_version_flag("--version", ONEFOLD_VERSION);
  app.require_subcommand(1);
  LinkArguments link;
  ScoreArguments score;
  DefineLink(app, link);
  DefineScore(app, score);
  GenerateArguments generate;
  BenchArguments bench;
  DefineGenerate(app, generate);
  DefineBench(app, bench);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (app.got_subcommand("link")) return RunLink(link);
  if (app.got_subcommand("score")) return RunScore(score);
  if (app.got_subcommand("generate")) return RunGenerate(generate);
  return RunBench(bench);
}
