// Drives the real program: flags, keys of the JSON, exit codes.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "tests/services/lab/folder.h"

namespace onefold::lab {
namespace {

using nlohmann::json;

struct Ran {
  int code = -1;
  std::string out;
};

Ran Execute(const std::string& arguments) {
  Ran ran;
  FILE* pipe = popen((std::string(ONEFOLD_LAB) + " " + arguments + " 2>/dev/null").c_str(), "r");
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.out.append(buffer.data(), n);
  ran.code = WEXITSTATUS(pclose(pipe));
  return ran;
}

const std::string kSource = ONEFOLD_SOURCE_DIR;

TEST(Program, LinkAndScore) {
  const testing::Folder folder;
  const std::string key = folder.Write("key", "secret\n");
  const Ran link =
      Execute("link --schema " + kSource + "/deploy/schemas/febrl.json --secret-file " + key +
              " --source a=" + kSource + "/deploy/data/febrl3.csv,dirty --out " +
              (folder / "e.csv") + " --report " + (folder / "r.json") + " --json");
  ASSERT_EQ(link.code, 0);
  const json result = json::parse(link.out);
  for (const char* name : {"records", "entities", "unique_estimate", "unique_low", "unique_high",
                           "candidate_pairs", "seconds", "peak_rss_bytes"}) {
    EXPECT_TRUE(result.contains(name)) << name;
  }
  EXPECT_EQ(result["records"], 5000);
  EXPECT_EQ(folder.Read("e.csv").rfind("source,record_id,entity_id\n", 0), 0u);
  EXPECT_EQ(json::parse(folder.Read("r.json"))["passes"].size(), 8u);

  std::string truth = "source,record_id,person_id\n";
  std::istringstream entities(folder.Read("e.csv"));
  std::string line;
  std::getline(entities, line);
  while (std::getline(entities, line)) {
    const std::string id = line.substr(2, line.rfind(',') - 2);  // rec-223-dup-0
    truth += "a," + id + "," + id.substr(4, id.find('-', 4) - 4) + "\n";
  }
  const Ran score = Execute("score --entities " + (folder / "e.csv") + " --truth " +
                            folder.Write("t.csv", truth) + " --json");
  ASSERT_EQ(score.code, 0);
  const json quality = json::parse(score.out);
  EXPECT_EQ(quality["unique_true"], 2000);
  EXPECT_GT(quality["precision"].get<double>(), 0.995);
  EXPECT_GT(quality["recall"].get<double>(), 0.99);
  EXPECT_TRUE(quality.contains("f1"));
  EXPECT_EQ(quality["entities"], result["entities"]);
}

TEST(Program, LinksClkhashSchemasByThreshold) {
  const testing::Folder folder;
  const std::string key = folder.Write("key", "secret");
  const std::string common =
      "link --schema " + kSource + "/deploy/schemas/febrl-clkhash.json --secret-file " + key +
      " --source a=" + kSource + "/deploy/data/febrl4a.csv,clean --source b=" + kSource +
      "/deploy/data/febrl4b.csv,clean --out " + (folder / "e.csv") + " --json";
  const Ran strict = Execute(common + " --threshold 0.95"),
            wide = Execute(common + " --threshold 0.85");
  ASSERT_EQ(strict.code, 0);
  ASSERT_EQ(wide.code, 0);
  const auto entities = [](const Ran& ran) { return json::parse(ran.out)["entities"].get<int>(); };
  EXPECT_GT(entities(strict), entities(wide));
  EXPECT_NEAR(entities(wide), 5100, 200);
}

TEST(Program, GenerateScoreSweepAndSimulate) {
  const testing::Folder folder;
  const std::string world = folder / "world", key = folder.Write("key", "secret");
  const Ran generate = Execute("generate --persons 300 --seed 3 --agencies 3 --errors low --out " +
                               world + " --json");
  ASSERT_EQ(generate.code, 0);
  const json made = json::parse(generate.out);
  EXPECT_EQ(made["persons"], 300);
  EXPECT_GT(made["records"], 200);
  EXPECT_GT(made["records"], made["linkable"]);
  EXPECT_EQ(made["files"].size(), 8u);

  std::string sources;
  for (const std::string name : {"police", "shelter", "border"}) {
    sources += " --source " + name + "=" + world + "/" + name + ".csv";
  }
  const std::string common =
      " --schema " + kSource + "/deploy/schemas/see.json --secret-file " + key + sources;
  ASSERT_EQ(Execute("link" + common + " --out " + (folder / "e.csv")).code, 0);
  const Ran score = Execute("score --entities " + (folder / "e.csv") + " --truth " + world +
                            "/truth.csv --records " + world + "/records.csv --persons " + world +
                            "/persons.csv --json");
  ASSERT_EQ(score.code, 0);
  const json quality = json::parse(score.out);
  for (const char* name : {"precision", "recall", "f1", "recall_linked", "bcubed_precision",
                           "bcubed_recall", "bcubed_f1", "unique_true", "entities"}) {
    EXPECT_TRUE(quality.contains(name)) << name;
  }
  EXPECT_GT(quality["by_script_pair"].size(), 1u);
  EXPECT_GT(quality["by_naming_system"].size(), 5u);

  const Ran sweep =
      Execute("sweep" + common + " --truth " + world + "/truth.csv --cuts=-1000:1000:1000 --json");
  ASSERT_EQ(sweep.code, 0);
  const json rows = json::parse(sweep.out)["rows"];
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1]["cut"], 0);
  EXPECT_EQ(rows[1]["entities"], quality["entities"]);
  EXPECT_EQ(rows[1]["recall"], quality["recall_linked"]);

  const Ran simulate = Execute("simulate --worlds 2 --persons 100 --seed 1 --schema " + kSource +
                               "/deploy/schemas/see.json --json");
  ASSERT_EQ(simulate.code, 0);
  const json simulated = json::parse(simulate.out);
  EXPECT_EQ(simulated["worlds"], 2);
  EXPECT_EQ(simulated["coverage"][0]["what"], "unique_persons");
}

TEST(Program, BenchComparePrintsItsKeys) {
  const Ran bench = Execute("bench compare --records 500 --seconds 0.05 --kernel scalar --json");
  ASSERT_EQ(bench.code, 0);
  const json result = json::parse(bench.out);
  EXPECT_GT(result["comparisons_per_second"], 0);
  EXPECT_EQ(result["hits_sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(result["kernel"], "scalar");
  EXPECT_EQ(result["filter"], "none");
  EXPECT_EQ(result["pairs"], 250'000);
  EXPECT_GT(result["pairs_per_second"].get<double>(), 1e6);
  EXPECT_GE(result["hits"].get<int>(), 150);  // half of the records are on both sides

  const Ran two = Execute("bench compare --records 500 --seconds 0.05 --kernel scalar:none,auto");
  ASSERT_EQ(two.code, 0);
  const json both = json::parse(two.out);
  EXPECT_EQ(both["hits"], result["hits"]);
  EXPECT_EQ(both["contestants"].size(), 2u);
  EXPECT_EQ(both["contestants"][0]["ratio_to_first"], 1.0);
}

TEST(Program, BenchSearchFindsWhatCountingAllBitsFinds) {
  const Ran bench =
      Execute("bench search --records 7000 --threshold 0.75 --threads 2 --check 7000");
  ASSERT_EQ(bench.code, 0);
  const json result = json::parse(bench.out);
  EXPECT_EQ(result["checked_rows"], 7000);
  EXPECT_GT(result["hits"], 3000);
  EXPECT_GT(result["seconds"]["total"], 0);
  EXPECT_EQ(Execute("bench search --records 10 --bits 100").code, 1);
}

TEST(Program, BenchIngestStoresLoadsAndSorts) {
  const Ran bench = Execute("bench ingest --records 20000 --threads 2");
  ASSERT_EQ(bench.code, 0);
  const json result = json::parse(bench.out);
  EXPECT_EQ(result["sorted_bytes"], result["records"].get<std::uint64_t>() * 128);
}

TEST(Program, ExitCodes) {
  EXPECT_EQ(Execute("--help").code, 0);
  EXPECT_EQ(Execute("link --help").code, 0);
  EXPECT_EQ(Execute("").code, 2);
  EXPECT_EQ(Execute("link --no-such-flag").code, 2);
  EXPECT_EQ(Execute("score --entities /nonexistent --truth /nonexistent").code, 1);
  EXPECT_EQ(Execute("generate --persons 10").code, 2);
  EXPECT_EQ(Execute("generate --persons 10 --out /dev/null/x").code, 1);
  EXPECT_EQ(Execute("generate --persons 10 --out x --errors many").code, 2);
  EXPECT_EQ(Execute("generate --persons 10 --out x --agencies 1").code, 2);
  const std::string sweep = "sweep --schema s --secret-file k --source a=b.csv --truth t";
  EXPECT_EQ(Execute(sweep).code, 2);
  EXPECT_EQ(Execute(sweep + " --cuts 3:1:1").code, 2);
  EXPECT_EQ(Execute(sweep + " --cuts 0 --thresholds 0.7").code, 2);
  EXPECT_EQ(Execute(sweep + " --cuts 0").code, 1);
  EXPECT_EQ(Execute("simulate").code, 2);
  EXPECT_EQ(Execute("simulate --worlds 1 --schema /nonexistent").code, 1);
  EXPECT_EQ(Execute("bench encode").code, 2);
  EXPECT_EQ(Execute("bench compare --kernel abacus").code, 1);
}

}  // namespace
}  // namespace onefold::lab
