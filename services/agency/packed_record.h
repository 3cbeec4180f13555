// A normalised record as a few dozen bytes, so that a large extract fits in memory between reading
// and encoding. The layout is private to the process and never stored.
#pragma once

#include "crypto/bytes.h"
#include "linkage/encode/encode.h"

namespace onefold::agency {

// Appends the packed form.
void PackRecord(const encode::NormalizedRecord& record, Bytes& out);
// `packed` points at what PackRecord made of a record with `fields` fields. Reuses the memory of
// `record`.
void UnpackRecord(const std::uint8_t* packed, std::size_t fields, encode::NormalizedRecord& record);

}  // namespace onefold::agency
