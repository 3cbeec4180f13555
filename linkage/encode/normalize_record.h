// A record -> what the passes need of it, by the schema's fields.
#pragma once

#include "linkage/encode/encode.h"
#include "linkage/encode/record.h"
#include "linkage/schema.h"

namespace onefold::encode {

// Fields with a column first come from their value; derived ones from the fields before them. A
// record with fewer values than fields lacks the rest.
NormalizedRecord NormalizeRecord(const linkage::Schema& schema, const Record& record);

}  // namespace onefold::encode
