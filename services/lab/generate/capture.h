// Which agencies meet a person. The lists depend on each other: by sex, age, form of exploitation
// and country, by how visible a person is at all, and because agencies send people on to each
// other. Some persons are met by none.
#pragma once

#include <cstddef>
#include <vector>

#include "services/lab/generate/person.h"

namespace onefold::lab {

// Encounters of a household's persons in the order of years, then agencies. Only the first
// `agencies` agencies exist, in the first `countries` countries. `independent`: every agency meets
// everybody with its one chance, and nobody is sent on.
void MeetAgencies(std::vector<Person>& household, std::size_t agencies, std::size_t countries,
                  bool independent, SeededStream& random);

}  // namespace onefold::lab
