#include "services/counter/planted_output.h"

#include <iomanip>
#include <sstream>
#include <utility>

#include "services/ops/progress.h"

namespace onefold::counter {
namespace {

using Json = nlohmann::ordered_json;

template <typename Message>
void PutRecall(const Message& measured, Json& json) {
  json["pairs"] = measured.pairs();
  json["linked"] = measured.linked();
  json["low"] = measured.low();
  json["high"] = measured.high();
}

}  // namespace

Json PlantedJson(const v1::Planted& planted) {
  Json json = {{"persons", planted.persons()},
               {"records", planted.records()},
               {"unlinkable", planted.unlinkable()}};
  PutRecall(planted, json);
  json["falsely_linked"] = planted.falsely_linked();
  json["by_sources"] = Json::array();
  for (const v1::PlantedSources& sources : planted.by_sources()) {
    Json row = {{"left", sources.left()}, {"right", sources.right()}};
    PutRecall(sources, row);
    json["by_sources"].push_back(std::move(row));
  }
  return json;
}

std::string PlantedText(const v1::Planted& planted) {
  std::ostringstream text;
  text << ops::FormatCount(planted.linked()) << " of " << ops::FormatCount(planted.pairs())
       << " pairs linked (95 % interval " << std::fixed << std::setprecision(1)
       << 100 * planted.low() << " % to " << 100 * planted.high() << " %), "
       << ops::FormatCount(planted.falsely_linked()) << " records linked falsely";
  return text.str();
}

}  // namespace onefold::counter
