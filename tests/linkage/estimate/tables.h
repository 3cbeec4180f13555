// The published tables that estimates are checked against, and models written in the usual way.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "linkage/estimate/model.h"
#include "linkage/estimate/table.h"

namespace onefold::estimate::testing {

inline std::string PublishedFolder() { return std::string(ONEFOLD_SHARED_DIR) + "/data/mse/"; }
inline bool HavePublishedTables() { return std::filesystem::is_directory(PublishedFolder()); }

// A file of shared/data/mse. Written apart from the program's own reader, so that one can check the
// other; the lists keep the order of the file.
inline CaptureTable Published(const std::string& name) {
  std::ifstream file(PublishedFolder() + name + ".csv");
  EXPECT_TRUE(file.is_open()) << name;
  std::string line, cell;
  std::getline(file, line);
  std::istringstream header(line);
  CaptureTable table;
  while (std::getline(header, cell, ',')) table.lists.push_back(cell);
  table.lists.pop_back();  // count
  table.counts.lists = static_cast<unsigned>(table.lists.size());
  table.counts.by_history.resize(std::size_t{1} << table.lists.size());
  while (std::getline(file, line)) {
    std::istringstream row(line);
    History history = 0;
    for (std::size_t i = 0; i < table.lists.size(); ++i) {
      std::getline(row, cell, ',');
      if (cell == "1") history |= History{1} << i;
    }
    std::getline(row, cell);
    table.counts.by_history[history] += std::stoull(cell);
  }
  return table;
}

// "12,3": the hierarchical model with generators {1,2} and {3}; lists are numbered from 1.
inline Model Generators(unsigned lists, const std::string& text) {
  std::vector<History> generators(1);
  for (const char letter : text) {
    if (letter == ',') {
      generators.push_back(0);
    } else {
      generators.back() |= History{1} << (letter - '1');
    }
  }
  return Closure(lists, generators);
}

}  // namespace onefold::estimate::testing

// The tables lie outside the repository.
#define ONEFOLD_NEED_PUBLISHED_TABLES()                       \
  if (!::onefold::estimate::testing::HavePublishedTables()) { \
    GTEST_SKIP() << "shared/data/mse is not here";            \
  }
