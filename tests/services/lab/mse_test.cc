// Drives the real program: keys of the JSON, errors with row and rule, exit codes.
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
  std::string out, errors;
};

class Mse : public ::testing::Test {
 protected:
  Ran Execute(const std::string& arguments) {
    Ran ran;
    const std::string command =
        std::string(ONEFOLD_LAB) + " mse " + arguments + " 2>" + (folder_ / "errors");
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> buffer;
    for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      ran.out.append(buffer.data(), n);
    ran.code = WEXITSTATUS(pclose(pipe));
    ran.errors = folder_.Read("errors");
    return ran;
  }
  std::string File(const std::string& content) { return folder_.Write("counts.csv", content); }

  const testing::Folder folder_;
  const std::string table_ =
      "police,shelter,helpline,count\n1,0,0,247\n0,1,0,60\n0,0,1,49\n"
      "1,1,0,112\n1,0,1,142\n0,1,1,4\n1,1,1,12\n";
};

TEST_F(Mse, PrintsWhatScriptsRelyOn) {
  const Ran ran = Execute(File(table_) + " --method stepwise --bootstrap 100 --seed 3 --json");
  ASSERT_EQ(ran.code, 0) << ran.errors;
  const json result = json::parse(ran.out);
  EXPECT_EQ(result["method"], "stepwise");
  EXPECT_EQ(result["observed"], 626);
  EXPECT_LE(result["low"].get<double>(), result["high"].get<double>());
  EXPECT_GE(result["models"].size(), 4u);
  EXPECT_GE(result["warnings"].size(), 7u);
  EXPECT_EQ(ran.out.find('\n'), ran.out.size() - 1);
}

TEST_F(Mse, NeitherRowsNorColumnsNorThreadsMatter) {
  const std::string flags = " --method bic --bootstrap 60 --json --threads ";
  const Ran one = Execute(File(table_) + flags + "1");
  const Ran other = Execute(File("count,helpline,police,shelter\n12,1,1,1\n4,1,0,1\n142,1,1,0\n"
                                 "112,0,1,1\n49,1,0,0\n60,0,0,1\n247,0,1,0\n") +
                            flags + "3");
  ASSERT_EQ(one.code, 0) << one.errors;
  EXPECT_EQ(one.out, other.out);
}

TEST_F(Mse, RefusesWithReasonAndModels) {
  const Ran ran = Execute(File("a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,6\n") + " --json");
  EXPECT_EQ(ran.code, 1);
  const json result = json::parse(ran.out);
  EXPECT_TRUE(result["estimate"].is_null());
  EXPECT_NE(result["refused"].get<std::string>().find("too wide"), std::string::npos);
  EXPECT_FALSE(result["models"].empty());
  EXPECT_NE(ran.errors.find("refused"), std::string::npos);
}

TEST_F(Mse, TextNamesTheMethodAndItsLimits) {
  const Ran ran = Execute(File(table_));
  EXPECT_EQ(ran.code, 0);
  EXPECT_NE(ran.out.find("EXPERIMENTAL"), std::string::npos);
  EXPECT_NE(ran.out.find("=>dga"), std::string::npos);
  EXPECT_NE(ran.out.find("! criticism"), std::string::npos);
  EXPECT_NE(Execute("--help").out.find("Example:"), std::string::npos);
}

TEST_F(Mse, BadFilesAndFlagsAreMisuse) {
  const auto errors = [&](const std::string& content) {
    const Ran ran = Execute(File(content) + " --json");
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    return ran.errors;
  };
  EXPECT_NE(errors("a,b,c,count\n1,0,0,5\n1,0,2,7\n").find("row 2: history.value: column c"),
            std::string::npos);
  EXPECT_NE(errors("a,b,c,count\n1,0,0,5\n1,0,7\n").find("row 2: csv.column-count"),
            std::string::npos);
  EXPECT_NE(errors("a,b,c,n\n1,0,0,5\n").find("header.count"), std::string::npos);
  EXPECT_NE(errors("").find("header."), std::string::npos);
  EXPECT_EQ(Execute("/nonexistent.csv").code, 2);
  EXPECT_EQ(Execute(File(table_) + " --method best").code, 2);
  EXPECT_EQ(Execute(File(table_) + " --order 3").code, 2);
  EXPECT_EQ(Execute(File(table_) + " --bootstrap -1").code, 2);
}

}  // namespace
}  // namespace onefold::lab
