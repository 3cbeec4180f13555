#include "services/lab/attack/nearest.h"

#include <Eigen/Core>
#include <algorithm>

#include "linkage/match/parallel.h"

namespace onefold::lab::attack {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<Matrix>;

constexpr Eigen::Index kTile = 128, kWidth = 2048;

// Around the mean of `among`, so that the squares lose no digits.
void Centre(Table& of, Table& among) {
  MatrixView a(of.values.data(), static_cast<Eigen::Index>(of.rows()),
               static_cast<Eigen::Index>(of.dimensions));
  MatrixView b(among.values.data(), static_cast<Eigen::Index>(among.rows()),
               static_cast<Eigen::Index>(among.dimensions));
  const Eigen::RowVectorXf mean = b.colwise().mean();
  a.rowwise() -= mean;
  b.rowwise() -= mean;
}

bool Nearer(const Neighbour& a, const Neighbour& b) {
  return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
}

// Keeps the `count` nearest in a heap, the farthest on top.
void Offer(std::vector<Neighbour>& heap, std::size_t count, const Neighbour& one) {
  if (heap.size() == count) {
    if (!Nearer(one, heap.front())) return;
    std::pop_heap(heap.begin(), heap.end(), Nearer);
    heap.pop_back();
  }
  heap.push_back(one);
  std::push_heap(heap.begin(), heap.end(), Nearer);
}

}  // namespace

std::vector<std::vector<Neighbour>> FindNearest(Table of, Table among, std::size_t count,
                                                unsigned workers) {
  std::vector<std::vector<Neighbour>> nearest(of.rows());
  if (among.rows() == 0 || count == 0) return nearest;
  Centre(of, among);
  const auto dimensions = static_cast<Eigen::Index>(of.dimensions);
  const auto rows = static_cast<Eigen::Index>(of.rows());
  const auto others = static_cast<Eigen::Index>(among.rows());
  const MatrixView a(of.values.data(), rows, dimensions);
  const MatrixView b(among.values.data(), others, dimensions);
  const Eigen::VectorXf squares = b.rowwise().squaredNorm();
  IgnoreError(match::ParallelFor(
      static_cast<std::size_t>((rows + kTile - 1) / kTile), workers,
      [&](unsigned, std::size_t tile) {
        const Eigen::Index first = static_cast<Eigen::Index>(tile) * kTile;
        const Eigen::Index height = std::min(kTile, rows - first);
        const Eigen::VectorXf own = a.middleRows(first, height).rowwise().squaredNorm();
        for (Eigen::Index from = 0; from < others; from += kWidth) {
          const Eigen::Index width = std::min(kWidth, others - from);
          const Matrix product =
              a.middleRows(first, height) * b.middleRows(from, width).transpose();
          for (Eigen::Index i = 0; i < height; ++i) {
            std::vector<Neighbour>& heap = nearest[static_cast<std::size_t>(first + i)];
            for (Eigen::Index j = 0; j < width; ++j) {
              Offer(heap, count,
                    {static_cast<std::uint32_t>(from + j),
                     own[i] + squares[from + j] - 2 * product(i, j)});
            }
          }
        }
        for (Eigen::Index i = 0; i < height; ++i) {
          auto& heap = nearest[static_cast<std::size_t>(first + i)];
          std::sort(heap.begin(), heap.end(), Nearer);
        }
        return OkStatus();
      }));
  return nearest;
}

}  // namespace onefold::lab::attack
