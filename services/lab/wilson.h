// Wilson's score interval, as the counter uses it.
#pragma once

#include "linkage/count/wilson.h"

namespace onefold::lab {

using Interval = count::ShareInterval;
using count::WilsonInterval;

}  // namespace onefold::lab
