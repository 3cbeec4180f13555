#include "services/lab/attack/regression.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "linkage/match/parallel.h"

namespace onefold::lab::attack {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::RowVectorXf;

constexpr std::size_t kMaxTokens = 1500, kMaxLearned = 2000, kTile = 256;
constexpr float kRidge = 10;

Matrix BitsOf(const PassView& view, const std::vector<std::uint32_t>& items) {
  const std::size_t bits = (view.layout.item_bytes - linkage::kFiltersOffset) * 8;
  Matrix matrix(items.size(), bits);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const ByteView filters = view.item(items[i]).subspan(linkage::kFiltersOffset);
    for (std::size_t bit = 0; bit < bits; ++bit) {
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(bit)) =
          static_cast<float>(filters[bit / 8] >> (7 - bit % 8) & 1);
    }
  }
  return matrix;
}

Matrix TokenMatrix(const TokenRows& tokens, const std::vector<std::uint32_t>& rows) {
  Matrix matrix = Matrix::Zero(static_cast<Eigen::Index>(rows.size()), tokens.vocabulary);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const std::uint32_t token : tokens.rows[rows[i]]) {
      matrix(static_cast<Eigen::Index>(i), token) = 1;
    }
  }
  return matrix;
}

// Bits -> scores of tokens, in the dual form: as many unknowns as items learned from.
class Ridge {
 public:
  Ridge(const Matrix& bits, const Matrix& tokens)
      : mean_(bits.colwise().mean()), learned_(bits.rowwise() - mean_) {
    Eigen::MatrixXf kernel = learned_ * learned_.transpose();
    kernel.diagonal().array() += kRidge;
    const Row token_mean = tokens.colwise().mean();
    solution_ = kernel.llt().solve(Eigen::MatrixXf(tokens.rowwise() - token_mean));
  }

  // Centred on the mean of what was learned from.
  Matrix Predict(const Matrix& bits) const {
    return ((bits.rowwise() - mean_) * learned_.transpose()) * solution_;
  }

 private:
  const Row mean_;
  const Matrix learned_;
  Matrix solution_;
};

// Centred, rare tokens stretched, rows of length 1.
Matrix Describe(const TokenRows& tokens, const std::vector<std::uint32_t>& candidates,
                Row& weight) {
  Matrix described = TokenMatrix(tokens, candidates);
  const Row mean = described.colwise().mean();
  weight = (mean.array() + 1e-3f).rsqrt();
  described.rowwise() -= mean;
  described.array().rowwise() *= weight.array();
  for (Eigen::Index i = 0; i < described.rows(); ++i) {
    const float length = described.row(i).norm();
    if (length > 0) described.row(i) /= length;
  }
  return described;
}

}  // namespace

TokenRows TokensOfPass(const Records& population, const linkage::Schema& schema, std::size_t pass) {
  std::unordered_map<std::string, std::uint32_t> number_of;
  std::vector<std::uint32_t> count;
  TokenRows tokens;
  for (const encode::NormalizedRecord& record : population) {
    std::vector<std::uint32_t>& row = tokens.rows.emplace_back();
    for (const std::size_t field : schema.passes[pass].compare) {
      for (const std::string_view token : record.fields[field].tokens) {
        std::string name = std::to_string(field) + '/';
        name += token;
        const auto number =
            number_of.try_emplace(std::move(name), static_cast<std::uint32_t>(count.size()));
        if (number.second) count.push_back(0);
        ++count[number.first->second];
        row.push_back(number.first->second);
      }
    }
  }
  std::vector<std::uint32_t> order;
  for (std::uint32_t token = 0; token < count.size(); ++token) {
    if (count[token] > 1) order.push_back(token);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return count[a] > count[b]; });
  order.resize(std::min(order.size(), kMaxTokens));
  std::vector<std::uint32_t> kept(count.size(), kNoGuess);
  for (const std::uint32_t token : order) kept[token] = tokens.vocabulary++;
  for (auto& row : tokens.rows) {
    for (std::uint32_t& token : row) token = kept[token];
    std::erase(row, kNoGuess);
    std::sort(row.begin(), row.end());
  }
  return tokens;
}

Guesses GuessByRegression(const PassView& view, const Guesses& known,
                          const std::vector<bool>& wanted,
                          const std::vector<std::uint32_t>& candidates, const TokenRows& tokens,
                          unsigned workers) {
  Guesses guesses(view.item_count(), kNoGuess);
  std::vector<std::uint32_t> learned, learned_rows, unknown;
  for (std::uint32_t item = 0; item < view.item_count(); ++item) {
    if (known[item] == kNoGuess) {
      if (wanted[item]) unknown.push_back(item);
    } else if (learned.size() < kMaxLearned) {
      learned.push_back(item);
      learned_rows.push_back(known[item]);
    }
  }
  if (learned.empty() || unknown.empty() || candidates.empty() || tokens.vocabulary == 0) {
    return guesses;
  }
  const Ridge ridge(BitsOf(view, learned), TokenMatrix(tokens, learned_rows));
  Row weight;
  const Matrix described = Describe(tokens, candidates, weight);
  IgnoreError(match::ParallelFor(
      (unknown.size() + kTile - 1) / kTile, workers, [&](unsigned, std::size_t tile) {
        const auto first = unknown.begin() + static_cast<std::ptrdiff_t>(tile * kTile);
        const std::vector<std::uint32_t> items(
            first, first + std::min<std::ptrdiff_t>(kTile, unknown.end() - first));
        Matrix read = ridge.Predict(BitsOf(view, items));
        read.array().rowwise() *= weight.array();
        const Matrix similarity = read * described.transpose();
        for (std::size_t i = 0; i < items.size(); ++i) {
          Eigen::Index best = 0;
          similarity.row(static_cast<Eigen::Index>(i)).maxCoeff(&best);
          guesses[items[i]] = candidates[static_cast<std::size_t>(best)];
        }
        return OkStatus();
      }));
  return guesses;
}

}  // namespace onefold::lab::attack
