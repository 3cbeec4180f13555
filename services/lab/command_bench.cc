#include <iostream>

#include "services/lab/bench.h"
#include "services/lab/bench_ingest.h"
#include "services/lab/bench_search.h"
#include "services/lab/commands.h"

namespace onefold::lab {
namespace {

struct BenchArguments {
  BenchOptions options;
  std::string part;
  bool json = false;
};

int RunBench(const BenchArguments& a) {
  const bool reads_extract = a.part == "encode" || a.part == "link";
  if (reads_extract && (a.options.schema_path.empty() || a.options.input_path.empty())) {
    std::cerr << "onefold-lab: bench " << a.part << " needs --schema and --in\n";
    return 2;
  }
  StatusOr<std::string> result = std::string();
  if (a.part == "compare") result = BenchCompare(a.options);
  if (a.part == "encode") result = BenchEncode(a.options);
  if (a.part == "ingest") result = BenchIngest(a.options);
  if (a.part == "link") result = BenchLink(a.options);
  if (a.part == "search") result = BenchSearch(a.options);
  if (!result.ok()) return Fail(result.status());
  std::cout << *result << "\n";
  return 0;
}

}  // namespace

Command DefineBench(CLI::App& app) {
  const auto arguments = std::make_shared<BenchArguments>();
  BenchArguments& a = *arguments;
  CLI::App* bench = app.add_subcommand("bench", "Measure the speed of a part on this machine");
  bench->add_option("part", a.part, "compare | encode | ingest | link | search")
      ->required()
      ->check(CLI::IsMember({"compare", "encode", "ingest", "link", "search"}));
  bench
      ->add_option("--records", a.options.records,
                   "compare, search: number of filters a side; ingest: of items")
      ->capture_default_str();
  bench->add_option("--bits", a.options.bits, "compare, ingest, search: length of a filter")
      ->capture_default_str();
  bench->add_option("--threshold", a.options.threshold, "compare, search: Dice threshold")
      ->capture_default_str();
  bench->add_option("--threads", a.options.threads, "0 = all cores")->capture_default_str();
  bench
      ->add_option("--kernel", a.options.kernel,
                   "compare: auto | scalar | popcnt | avx2 | avx512 | amx, or several with commas "
                   "that take turns, each with its filter: popcnt,avx512:fold,amx:projection3")
      ->capture_default_str();
  bench
      ->add_option("--filter", a.options.filter,
                   "compare: auto | none | fold | fold<words> | projection | projection<blocks>")
      ->capture_default_str();
  bench
      ->add_option("--filters-out", a.options.filters_out,
                   "compare: folder for left.bin and right.bin, the filters one after the other")
      ->check(CLI::ExistingDirectory);
  bench->add_option("--schema", a.options.schema_path, "encode, link: linkage schema");
  bench->add_option("--in", a.options.input_path, "encode, link: extract");
  bench
      ->add_option("--check", a.options.check,
                   "search: rows whose hits are found again by counting all bits")
      ->capture_default_str();
  bench->add_option("--seconds", a.options.seconds, "Least time of a measurement")
      ->capture_default_str();
  bench->add_flag("--json", a.json, "One JSON object on standard output (always)");
  bench->footer(
      "Examples:\n  onefold-lab bench compare --records 100000 --bits 1024 --threads 2 --json\n"
      "  onefold-lab bench compare --records 100000 --kernel popcnt,avx512,amx --threshold 0.9\n"
      "  onefold-lab bench search --records 1000000 --threads 2 --check 10000");
  return {bench, [arguments] { return RunBench(*arguments); }};
}

}  // namespace onefold::lab
