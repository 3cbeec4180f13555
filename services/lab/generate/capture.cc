#include "services/lab/generate/capture.h"

#include <algorithm>
#include <array>

#include "services/lab/generate/agency.h"

namespace onefold::lab {
namespace {

constexpr std::uint32_t kTogetherPermille = 500;  // brothers and sisters are met together
constexpr std::size_t kMostRecordsOfAnAgencyAndYear = 4;

using Met = std::array<bool, kMaxAgencies>;

bool IsChild(const Person& person, int year) { return person.AgeIn(year) < 18; }

std::uint32_t MeetingPermille(const Agency& agency, const Person& person, int year,
                              std::size_t countries) {
  std::uint64_t permille = agency.meets_permille;
  const auto times = [&](std::uint32_t percent) { permille = permille * percent / 100; };
  times(person.female ? agency.woman_percent : agency.man_percent);
  times(IsChild(person, year) ? agency.child_percent : agency.adult_percent);
  times(agency.form_percent[person.form]);
  times(person.visibility_percent);
  if (countries > 1) times(std::min(agency.country, countries - 1) == person.country ? 140 : 60);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(permille, 950));
}

struct Route {
  std::size_t from, to;
  std::uint32_t permille;
};

std::vector<Route> Routes() {
  const auto index = [](std::string_view name) {
    std::size_t at = 0;
    while (Agencies()[at].name != name) ++at;
    return at;
  };
  std::vector<Route> routes;
  for (const Referral& referral : Referrals()) {
    routes.push_back({index(referral.from), index(referral.to), referral.permille});
  }
  return routes;
}

Met MetByChance(std::size_t agencies, SeededStream& random) {
  Met met{};
  for (std::size_t a = 0; a < agencies; ++a) met[a] = Chance(Agencies()[a].meets_permille, random);
  return met;
}

Met MetIn(const Person& person, int year, std::size_t agencies, std::size_t countries,
          SeededStream& random) {
  static const std::vector<Route>& routes = *new std::vector<Route>(Routes());
  Met met{};
  for (std::size_t a = 0; a < agencies; ++a) {
    met[a] = Chance(MeetingPermille(Agencies()[a], person, year, countries), random);
  }
  const Met by_itself = met;
  for (const Route& route : routes) {
    if (!by_itself[route.from] || route.to >= agencies) continue;
    const Agency& to = Agencies()[route.to];
    if (to.adult_percent == 0 && !IsChild(person, year)) continue;
    if (Chance(route.permille, random)) met[route.to] = true;
  }
  return met;
}

}  // namespace

void MeetAgencies(std::vector<Person>& household, std::size_t agencies, std::size_t countries,
                  bool independent, SeededStream& random) {
  for (Person& person : household) {
    const Person& first = household.front();
    if (!independent && person.kin != Kin::kNone && person.years == first.years &&
        Chance(kTogetherPermille, random)) {
      for (const Encounter& encounter : first.encounters) {
        if (Agencies()[encounter.agency].adult_percent > 0 || IsChild(person, encounter.year)) {
          person.encounters.push_back(encounter);
        }
      }
      continue;
    }
    for (const std::uint16_t year : person.years) {
      const Met met = independent ? MetByChance(agencies, random)
                                  : MetIn(person, year, agencies, countries, random);
      for (std::size_t a = 0; a < agencies; ++a) {
        if (!met[a]) continue;
        std::size_t records = 1;
        while (records < kMostRecordsOfAnAgencyAndYear &&
               Chance(Agencies()[a].again_permille, random)) {
          ++records;
        }
        person.encounters.insert(person.encounters.end(), records,
                                 {static_cast<std::uint8_t>(a), year});
      }
    }
  }
}

}  // namespace onefold::lab
