// The measurement of planted records as a message: what is stored and what is sent have the same
// fields, but name a source differently.
#pragma once

#include "services/counter/run_table.h"

namespace onefold::counter {

// `source_of` gives what the message calls a source of the run.
template <typename Message, typename SourceOf>
void FillPlanted(const PlantedResult& planted, SourceOf source_of, Message& out) {
  const count::PlantedRecall& recall = planted.recall;
  out.set_persons(recall.persons);
  out.set_records(recall.records);
  out.set_pairs(recall.pairs);
  out.set_linked(recall.linked);
  out.set_low(recall.interval.low);
  out.set_high(recall.interval.high);
  out.set_falsely_linked(recall.falsely_linked);
  out.set_unlinkable(planted.unlinkable);
  for (const count::PlantedSources& sources : recall.by_sources) {
    auto& row = *out.add_by_sources();
    row.set_left(source_of(sources.left));
    row.set_right(source_of(sources.right));
    row.set_pairs(sources.pairs);
    row.set_linked(sources.linked);
    row.set_low(sources.interval.low);
    row.set_high(sources.interval.high);
  }
}

}  // namespace onefold::counter
