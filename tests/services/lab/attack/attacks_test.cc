// Every attack on real encodings: controls that must succeed, so that a broken attack is noticed.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "services/lab/attack/export_edges.h"
#include "services/lab/attack/suite.h"
#include "services/lab/generate/generate.h"
#include "tests/services/lab/folder.h"

namespace onefold::lab::attack {
namespace {

const std::string kSource = ONEFOLD_SOURCE_DIR;
const std::string kFebrl = kSource + "/deploy/data/febrl4a.csv";

// A shipped schema, but with filters as they are made: what attacks must succeed on.
std::string UnhardenedSchema(const std::string& name) {
  static const testing::Folder folder;
  std::ifstream input(kSource + "/deploy/schemas/" + name + ".json");
  auto schema = nlohmann::json::parse(input, nullptr, false);
  if (schema.is_discarded() || !schema.contains("profile")) {
    return kSource + "/deploy/schemas/" + name + ".json";
  }
  schema["profile"] = "unhardened";
  schema.erase("diffusion");
  const std::string path = folder / (name + ".json");
  std::ofstream(path) << schema.dump();
  return path;
}

AttackOptions Options(const std::string& schema, const std::string& only) {
  AttackOptions options;
  options.schema_path = UnhardenedSchema(schema);
  options.victims_path = options.population_path = kFebrl;
  options.only = {only};
  options.seeds = 1;
  options.limit = 1000;
  options.attacker_keys = 4;
  options.threads = 2;
  options.show_progress = false;
  return options;
}

AttackReport RunOrFail(const AttackOptions& options) {
  auto report = RunAttacks(options);
  EXPECT_TRUE(report.ok()) << Message(report.status());
  return report.ok() ? *std::move(report) : AttackReport{};
}

AttackOutcome LastOf(const AttackReport& report) {
  EXPECT_FALSE(report.attacks.empty());
  return report.attacks.empty() ? AttackOutcome{} : report.attacks.back();
}

// One block of all records: one key for everything, as in a plain CLK.
AttackOptions OneBlockForAll(const testing::Folder& folder, const std::string& only) {
  std::ifstream input(kFebrl);
  std::string rows, row;
  for (bool header = true; std::getline(input, row); header = false) {
    if (row.ends_with('\r')) row.pop_back();
    rows += row + (header ? ",everyone" : ",yes") + "\n";
  }
  AttackOptions options = Options("febrl-name-dob", only);
  options.victims_path = options.population_path = folder.Write("one.csv", rows);
  std::ifstream schema_file(options.schema_path);
  auto schema = nlohmann::json::parse(schema_file);
  schema["fields"].push_back({{"name", "everyone"}, {"type", "code"}});
  schema["passes"] = {{{"name", "all"},
                       {"block", {{{"field", "everyone"}}}},
                       {"compare", {"given_name", "surname", "date_of_birth"}}}};
  options.schema_path = folder.Write("schema.json", schema.dump());
  return options;
}

TEST(GraphMatching, BreaksPlainClks) {
  const AttackOutcome outcome = LastOf(RunOrFail(Options("febrl-clkhash", "A1")));
  EXPECT_EQ(outcome.of(), 1000u);
  EXPECT_GE(outcome.rate(), 0.95);
}

TEST(GraphMatching, HasNoGraphWhereBlocksHaveKeys) {
  const AttackOutcome outcome = LastOf(RunOrFail(Options("febrl-name-dob", "A1")));
  EXPECT_FALSE(outcome.applicable());
}

TEST(BlockAware, FindsFarMoreThanChanceInUndefendedPasses) {
  const AttackReport report = RunOrFail(Options("febrl-name-dob", "A2"));
  ASSERT_EQ(report.attacks.size(), 9u);  // eight passes and their union
  std::uint64_t most = 0, sum = 0;
  for (std::size_t pass = 0; pass < 8; ++pass) {
    most = std::max(most, report.attacks[pass].reidentified());
    sum += report.attacks[pass].reidentified();
  }
  const AttackOutcome& all = report.attacks.back();
  EXPECT_GE(all.reidentified(), most);
  EXPECT_LE(all.reidentified(), sum);
  EXPECT_NEAR(*all.sum_of_rates, static_cast<double>(sum) / 1000, 1e-9);
  EXPECT_GT(all.rate(), 10 * all.chance);
}

TEST(BlockAware, FindsFewWhereFiltersAreHardened) {
  AttackOptions options = Options("febrl-name-dob", "A2");
  const double undefended = LastOf(RunOrFail(options)).rate();
  options.schema_path = kSource + "/deploy/schemas/febrl-name-dob.json";
  const AttackReport report = RunOrFail(options);
  EXPECT_EQ(report.profile, "default");
  EXPECT_LT(LastOf(report).rate(), undefended / 5);
}

// Padded batches hold items of nobody: every attack must cope with them.
TEST(RunAttacks, EveryAttackRunsOnHardenedItems) {
  AttackOptions options = Options("febrl-name-dob", "A3");
  options.schema_path = kSource + "/deploy/schemas/febrl-name-dob.json";
  options.limit = 300;
  options.only = {"A3", "A4", "A5", "A6", "A7"};
  const AttackReport report = RunOrFail(options);
  ASSERT_FALSE(report.attacks.empty());
  EXPECT_FALSE(report.attacks.front().applicable()) << "no value is common to two passes";
  EXPECT_GT(LastOf(report).rate(), 0.9) << "the key opens everything";
  options.only = {"A3"};
  options.control_linkable = true;
  EXPECT_GT(LastOf(RunOrFail(options)).rate(), 0.05);
}

TEST(BlockAware, WorksOnAGeneratedWorld) {
  const testing::Folder folder;
  GenerateOptions world;
  world.persons = 3000;
  world.seed = 11;
  world.agencies = 2;
  world.directory = folder / "world";
  ASSERT_TRUE(Generate(world).ok());
  AttackOptions options = Options("see", "A2");
  options.victims_path = options.population_path = folder / "world/police.csv";
  const AttackOutcome all = LastOf(RunOrFail(options));
  EXPECT_GT(all.of(), 200u);
  EXPECT_GT(all.rate(), 5 * all.chance);
}

TEST(BlockAware, SameSeedsGiveTheSameResultForAnyNumberOfThreads) {
  AttackOptions options = Options("febrl-name-dob", "A2");
  const AttackOutcome two = LastOf(RunOrFail(options));
  options.threads = 1;
  EXPECT_EQ(LastOf(RunOrFail(options)).reidentified(), two.reidentified());
}

// The ids of the population belong to other people: what is found then is chance. Ties that follow
// the order of input would show here.
TEST(BlockAware, FindsNobodyUnderWrongIds) {
  const testing::Folder folder;
  std::ifstream input(kFebrl);
  std::string header, row;
  std::getline(input, header);
  std::vector<std::string> ids, rests;
  while (std::getline(input, row)) {
    ids.push_back(row.substr(0, row.find(',')));
    rests.push_back(row.substr(row.find(',')));
  }
  std::string rows = header + "\n";
  for (std::size_t i = 0; i < ids.size(); ++i) {
    rows += ids[i] + rests[(i + 1) % rests.size()] + "\n";
  }
  AttackOptions options = Options("febrl-name-dob", "A2");
  options.limit = 0;
  options.population_path = folder.Write("wrong.csv", rows);
  const AttackOutcome all = LastOf(RunOrFail(options));
  EXPECT_EQ(all.of(), 5000u);
  EXPECT_LT(all.rate(), 2 * all.chance);
}

TEST(BlockAware, ReckonsWithPaddingThatIsNotThere) {
  AttackOptions options = Options("febrl-name-dob", "A2");
  const double without = LastOf(RunOrFail(options)).rate();
  options.dummies = 1;
  EXPECT_GT(LastOf(RunOrFail(options)).rate(), without / 2);
}

TEST(PassLinkage, FindsNothingToLink) {
  const AttackOutcome outcome = LastOf(RunOrFail(Options("febrl-name-dob", "A3")));
  EXPECT_FALSE(outcome.applicable());
  EXPECT_NE(outcome.reason.find("no field is common to two passes"), std::string::npos);
}

TEST(PassLinkage, BreaksTheLinkableControl) {
  AttackOptions options = Options("febrl-name-dob", "A3");
  options.limit = 0;
  options.control_linkable = true;
  const AttackOutcome outcome = LastOf(RunOrFail(options));
  EXPECT_TRUE(outcome.applicable());
  EXPECT_GT(outcome.rate(), 0.5);
}

TEST(KnownPlaintext, BreaksOneKeyForAll) {
  const testing::Folder folder;
  const AttackOutcome outcome = LastOf(RunOrFail(OneBlockForAll(folder, "A4")));
  EXPECT_EQ(outcome.of(), 800u);
  EXPECT_GT(outcome.rate(), 0.5);
}

TEST(KnownPlaintext, LearnsLittleFromKeysOfOtherBlocks) {
  const AttackOutcome outcome = LastOf(RunOrFail(Options("febrl-name-dob", "A4")));
  EXPECT_LT(outcome.rate(), 0.2);
}

TEST(Elimination, FindsMoreWithMoreKnownPeople) {
  AttackOptions options = Options("febrl-name-dob", "A5");
  options.limit = 0;
  options.known_fraction = 0;
  EXPECT_EQ(LastOf(RunOrFail(options)).reidentified(), 0u);
  options.known_fraction = 0.2;
  const double some = LastOf(RunOrFail(options)).rate();
  options.known_fraction = 0.5;
  EXPECT_GT(some, 0.01);
  EXPECT_GT(LastOf(RunOrFail(options)).rate(), some);
}

TEST(Frequency, IsWeakerThanSimilarities) {
  const AttackOutcome frequency = LastOf(RunOrFail(Options("febrl-name-dob", "A6")));
  EXPECT_TRUE(frequency.applicable());
  EXPECT_LT(frequency.rate(), LastOf(RunOrFail(Options("febrl-name-dob", "A2"))).rate());
}

TEST(Dictionary, AKeyHolderFindsEveryone) {
  EXPECT_GT(LastOf(RunOrFail(Options("febrl-name-dob", "A7"))).rate(), 0.99);
}

TEST(Overlap, OnlyVictimsInThePopulationCount) {
  const testing::Folder folder;
  std::ifstream input(kFebrl);
  std::string half, row;
  for (int line = 0; line <= 500 && std::getline(input, row); ++line) half += row + "\n";
  AttackOptions options = Options("febrl-name-dob", "A7");
  options.limit = 0;
  options.population_path = folder.Write("half.csv", half);
  const AttackReport report = RunOrFail(options);
  EXPECT_EQ(report.records, 5000u);
  EXPECT_EQ(report.known, 500u);
  EXPECT_EQ(report.overlap, 500u);
  EXPECT_EQ(LastOf(report).of(), 500u);
}

TEST(RunAttacks, RefusesWhatItCannotUse) {
  AttackOptions options = Options("febrl-name-dob", "A2");
  options.population_path = kSource + "/deploy/data/febrl4b.csv";  // ids of its own
  const auto apart = RunAttacks(options);
  EXPECT_EQ(apart.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Message(apart.status()).find("no record id"), std::string::npos);
  options.population_path = kSource + "/missing.csv";
  EXPECT_EQ(RunAttacks(options).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(RunAttacks(Options("missing", "A2")).ok());
  EXPECT_EQ(RunAttacks(Options("febrl-name-dob", "A99")).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(ExportEdges, WritesEveryPairThatSharesABlock) {
  const testing::Folder folder;
  ExportOptions options{kSource + "/deploy/schemas/febrl-clkhash.json", kFebrl, folder / "e.csv",
                        50, 2};
  const crypto::Secret key = crypto::Secret::CopyOf(AsBytes("secret"));
  const auto all = ExportEdges(options, key);
  ASSERT_TRUE(all.ok()) << Message(all.status());
  EXPECT_EQ(all->edges, 50u * 49 / 2);
  const std::string written = folder.Read("e.csv");
  EXPECT_EQ(std::count(written.begin(), written.end(), '\n'), 1226);
  EXPECT_TRUE(written.starts_with("pass,record_id_a,record_id_b,similarity\nclk,rec-"));
  options.schema_path = kSource + "/deploy/schemas/febrl-name-dob.json";
  options.limit = 0;
  const auto blocked = ExportEdges(options, key);
  ASSERT_TRUE(blocked.ok());
  EXPECT_GT(blocked->edges, 1000u);
  EXPECT_LT(blocked->edges, 200'000u);
  options.output_path = folder / "missing/e.csv";
  EXPECT_EQ(ExportEdges(options, key).status().code(), StatusCode::kInternal);
}

std::pair<int, std::string> Execute(const std::string& arguments) {
  FILE* pipe = popen((std::string(ONEFOLD_LAB) + " " + arguments + " 2>/dev/null").c_str(), "r");
  std::array<char, 4096> buffer;
  std::string out;
  for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    out.append(buffer.data(), n);
  }
  return {WEXITSTATUS(pclose(pipe)), out};
}

TEST(Program, AttackPrintsOneObject) {
  const auto [code, out] =
      Execute("attack --schema " + kSource + "/deploy/schemas/febrl-name-dob.json --in " + kFebrl +
              " --known " + kFebrl + " --only A5,A7 --seeds 2 --limit 500 --json");
  ASSERT_EQ(code, 0);
  const auto json = nlohmann::json::parse(out);
  EXPECT_EQ(json["schema"], "febrl_name_dob");
  EXPECT_EQ(json["records"], 500);
  ASSERT_EQ(json["attacks"].size(), 18u);
  for (const char* key : {"id", "name", "pass", "applicable", "reidentified", "of", "rate", "low",
                          "high", "chance", "seconds", "seeds"}) {
    EXPECT_TRUE(json["attacks"][0].contains(key)) << key;
  }
  EXPECT_TRUE(json["attacks"][8].contains("sum_of_rates"));
}

TEST(Program, ExitCodes) {
  EXPECT_EQ(Execute("attack").first, 2);
  EXPECT_EQ(Execute("attack --schema a --in b --known c --only A99").first, 2);
  EXPECT_EQ(Execute("attack --schema a --in b --known c").first, 1);
  EXPECT_EQ(Execute("export-edges --schema a --in b --out c --secret-file /missing").first, 1);
}

}  // namespace
}  // namespace onefold::lab::attack
