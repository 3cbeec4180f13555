// What a run says of planted records (linkage/count/planted.h), for the coordination body.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "onefold/v1/count.pb.h"

namespace onefold::counter {

nlohmann::ordered_json PlantedJson(const v1::Planted& planted);
// "78 of 80 pairs linked (95 % interval 91.3 % to 99.3 %), 4 records linked falsely".
std::string PlantedText(const v1::Planted& planted);

}  // namespace onefold::counter
