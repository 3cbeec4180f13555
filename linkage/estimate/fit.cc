#include "linkage/estimate/fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "linkage/estimate/subset_sums.h"

namespace onefold::estimate {
namespace {

constexpr int kMostSteps = 100, kMostHalvings = 30;
constexpr double kConverged = 1e-10;  // relative change of the likelihood
// Keeps the system solvable where the maximum lies at infinity or is not unique.
constexpr double kRidge = 1e-12;
// A cell of no person, far below what any rounding of the rest can feel.
constexpr double kLowestLogMu = -60, kHighestLogMu = 60;

// One fit: cells are histories, in use or not.
class Newton {
 public:
  Newton(const std::vector<double>& y, const std::vector<bool>& used,
         const std::vector<History>& terms)
      : y_(y), used_(used), terms_(terms), log_mu_(y.size()), mu_(y.size()) {}

  std::vector<double> Run() {
    for (std::size_t w = 0; w < y_.size(); ++w) {
      if (used_[w]) mu_[w] = y_[w] + 0.5;
      if (used_[w]) log_mu_[w] = std::log(mu_[w]);
    }
    alpha_ = Solve([this](std::size_t w) { return mu_[w] * log_mu_[w] + y_[w] - mu_[w]; });
    double likelihood = Move(alpha_);
    for (int step = 0; step < kMostSteps; ++step) {
      const double before = likelihood;
      likelihood = Climb(before);
      if (likelihood - before <= kConverged * (std::abs(likelihood) + 1)) break;
    }
    Polish(likelihood);
    if (!used_[0]) mu_[0] = std::exp(std::clamp(log_mu_[0], kLowestLogMu, kHighestLogMu));
    return mu_;
  }

 private:
  // The coefficients x with A'W A x = A'v, where W is mu and v given by cell.
  template <typename ByCell>
  Eigen::VectorXd Solve(ByCell by_cell) const {
    std::vector<double> cells(y_.size());
    for (std::size_t w = 0; w < y_.size(); ++w) {
      if (used_[w]) cells[w] = by_cell(w);
    }
    const std::vector<double> right = SumOverSupersets(std::move(cells));
    const std::vector<double> margins = SumOverSupersets(mu_);
    const auto size = static_cast<Eigen::Index>(terms_.size());
    Eigen::MatrixXd system(size, size);
    Eigen::VectorXd side(size);
    for (Eigen::Index i = 0; i < size; ++i) {
      const History term = terms_[static_cast<std::size_t>(i)];
      side[i] = right[term];
      // A cell counts for both terms when it contains both.
      for (Eigen::Index j = 0; j <= i; ++j) {
        system(i, j) = margins[term | terms_[static_cast<std::size_t>(j)]];
      }
      system(i, i) *= 1 + kRidge;
    }
    return system.selfadjointView<Eigen::Lower>().ldlt().solve(side);
  }

  Eigen::VectorXd NewtonStep() const {
    return Solve([this](std::size_t w) { return y_[w] - mu_[w]; });
  }

  // Sets mu from coefficients; the log likelihood without constants.
  double Move(const Eigen::VectorXd& alpha) {
    std::vector<double> by_term(y_.size());
    for (std::size_t i = 0; i < terms_.size(); ++i) {
      by_term[terms_[i]] = alpha[static_cast<Eigen::Index>(i)];
    }
    log_mu_ = SumOverSubsets(std::move(by_term));
    double likelihood = 0;
    for (std::size_t w = 0; w < y_.size(); ++w) {
      if (!used_[w]) continue;
      log_mu_[w] = std::clamp(log_mu_[w], kLowestLogMu, kHighestLogMu);
      mu_[w] = std::exp(log_mu_[w]);
      likelihood += y_[w] * log_mu_[w] - mu_[w];
    }
    return likelihood;
  }

  // One step uphill from `before`, shortened until it is one.
  double Climb(double before) {
    const Eigen::VectorXd start = alpha_;
    Eigen::VectorXd step = NewtonStep();
    for (int halving = 0; halving < kMostHalvings && step.allFinite(); ++halving) {
      const double likelihood = Move(start + step);
      if (likelihood >= before) {
        alpha_ = start + step;
        return likelihood;
      }
      step /= 2;
    }
    Move(start);
    return before;
  }

  // One step more, which makes nearly exact margins exact. Rounding may cost it some likelihood.
  void Polish(double before) {
    const Eigen::VectorXd alpha = alpha_ + NewtonStep();
    const double lowest = before - kConverged * (std::abs(before) + 1);
    if (!alpha.allFinite() || !(Move(alpha) >= lowest)) Move(alpha_);
  }

  const std::vector<double>& y_;
  const std::vector<bool>& used_;
  const std::vector<History>& terms_;
  std::vector<double> log_mu_, mu_;
  Eigen::VectorXd alpha_;
};

std::vector<double> Observed(const Counts& counts) {
  return {counts.by_history.begin(), counts.by_history.end()};
}

}  // namespace

Reduced Reduce(const Counts& counts, const Model& model) {
  const auto overlaps = SumOverSupersets(counts.by_history);
  Reduced reduced{{0}, std::vector<bool>(counts.by_history.size(), true)};
  reduced.kept[0] = false;
  for (const History term : model) {
    if (overlaps[term] > 0) {
      reduced.terms.push_back(term);
      continue;
    }
    for (History w = term; w < reduced.kept.size(); ++w) {
      if ((w & term) == term) reduced.kept[w] = false;
    }
  }
  return reduced;
}

Fit FitModel(const Counts& counts, const Model& model) {
  const Reduced reduced = Reduce(counts, model);
  const std::vector<double> y = Observed(counts);
  Fit fit;
  fit.mu = Newton(y, reduced.kept, reduced.terms).Run();
  const auto n = static_cast<double>(Persons(counts));
  for (std::size_t w = 1; w < y.size(); ++w) {
    if (!reduced.kept[w]) continue;
    fit.log_likelihood += y[w] * std::log(fit.mu[w]) - fit.mu[w] - std::lgamma(y[w] + 1);
  }
  fit.persons = n + fit.mu[0];
  const auto parameters = static_cast<double>(model.size() + 1);
  fit.bic = -2 * fit.log_likelihood + std::log(n) * parameters;
  return fit;
}

std::vector<double> FitWithDarkFigure(const Counts& counts, const Model& model, double dark) {
  Reduced reduced = Reduce(counts, model);
  reduced.kept[0] = true;
  std::vector<double> y = Observed(counts);
  y[0] = dark;
  return Newton(y, reduced.kept, reduced.terms).Run();
}

}  // namespace onefold::estimate
