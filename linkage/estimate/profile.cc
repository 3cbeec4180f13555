#include <cmath>
#include <limits>

#include "linkage/estimate/fit.h"
#include "linkage/estimate/interval.h"

namespace onefold::estimate {
namespace {

constexpr double kCut = 1.920729;  // half the 95 % quantile of chi-squared with one degree
constexpr double kMostDark = 1e12;
constexpr int kBisections = 100;
constexpr double kExact = 1e-9;  // relative width at which a search ends

class Profile {
 public:
  Profile(const Counts& counts, const Model& model) : counts_(counts), model_(model) {}

  double At(double dark) const {
    const std::vector<double> mu = FitWithDarkFigure(counts_, model_, dark);
    const double all = static_cast<double>(Persons(counts_)) + dark;
    double sum = std::lgamma(all + 1) - std::lgamma(dark + 1);
    for (std::size_t w = 0; w < mu.size(); ++w) {
      const double y = w == 0 ? dark : static_cast<double>(counts_.by_history[w]);
      if (y > 0) sum += y * std::log(mu[w] / all);
    }
    return sum;
  }

  // Golden section over the logarithm of the dark figure, from a bracket around `start`.
  double Highest(double start) const {
    const double ratio = (std::sqrt(5.0) - 1) / 2;
    double low = std::log(start + 1) - 3, high = std::log(start + 1) + 3;
    double left = high - ratio * (high - low), right = low + ratio * (high - low);
    double at_left = At(std::exp(left)), at_right = At(std::exp(right));
    while (high - low > kExact * 10) {
      if (at_left > at_right) {
        high = right, right = left, at_right = at_left;
        left = high - ratio * (high - low), at_left = At(std::exp(left));
      } else {
        low = left, left = right, at_left = at_right;
        right = low + ratio * (high - low), at_right = At(std::exp(right));
      }
    }
    return std::exp((low + high) / 2);
  }

  // Where the profile crosses `level` between `inside` and `outside`.
  double Crossing(double inside, double outside, double level) const {
    for (int i = 0; i < kBisections; ++i) {
      const double middle = (inside + outside) / 2;
      if (std::abs(outside - inside) <= kExact * (middle + 1)) break;
      (At(middle) >= level ? inside : outside) = middle;
    }
    return (inside + outside) / 2;
  }

 private:
  const Counts& counts_;
  const Model& model_;
};

}  // namespace

PersonsInterval ProfileInterval(const Counts& counts, const Model& model) {
  const Profile profile(counts, model);
  const auto persons = static_cast<double>(Persons(counts));
  const double highest = profile.Highest(FitModel(counts, model).mu[0]);
  const double level = profile.At(highest) - kCut;
  double outside = 2 * highest + 1;
  while (outside < kMostDark && profile.At(outside) >= level) outside *= 2;
  const double low = profile.At(0) >= level ? 0 : profile.Crossing(highest, 0, level);
  const double high = outside < kMostDark ? profile.Crossing(highest, outside, level)
                                          : std::numeric_limits<double>::infinity();
  return {persons + highest, persons + low, persons + high};
}

}  // namespace onefold::estimate
