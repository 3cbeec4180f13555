// The published tables that estimates are checked against, and models written in the usual way.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <random>
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

// A sparse table of 3 to 5 lists, as agencies have them: many singles, few overlaps, many zeros.
inline CaptureTable RandomTable(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const unsigned lists = 3 + random() % 3;
  const std::uint64_t most = 2 + random() % 200;
  CaptureTable table{{}, {lists, std::vector<std::uint64_t>(std::size_t{1} << lists)}};
  for (unsigned i = 0; i < lists; ++i) table.lists.push_back(std::string(1, char('a' + i)));
  for (History w = 1; w < table.counts.by_history.size(); ++w) {
    if (random() % 2 == 0)
      table.counts.by_history[w] = random() % (most >> 2 * std::popcount(w) >> 1 | 2);
  }
  for (unsigned i = 0; i < lists; ++i) table.counts.by_history[std::size_t{1} << i] += most / 2;
  return table;
}

// The main effects, and hierarchical models at random.
inline std::vector<Model> SomeModels(unsigned lists, std::uint64_t seed) {
  std::mt19937_64 random(seed + 1);
  std::vector<Model> models = {MainEffects(lists)};
  for (int i = 0; i < 5; ++i) {
    std::vector<History> generators;
    for (unsigned g = 0; g <= random() % (2 * lists); ++g) {
      const History term = 1 + random() % ((1u << lists) - 2);
      if (std::popcount(term) <= 3) generators.push_back(term);
    }
    models.push_back(Closure(lists, generators));
  }
  return models;
}

}  // namespace onefold::estimate::testing

// The tables lie outside the repository.
#define ONEFOLD_NEED_PUBLISHED_TABLES()                       \
  if (!::onefold::estimate::testing::HavePublishedTables()) { \
    GTEST_SKIP() << "shared/data/mse is not here";            \
  }
