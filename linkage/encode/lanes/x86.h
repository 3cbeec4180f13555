// The kernels of x86-64, for dispatch.cc. The machine must have the instructions.
#pragma once

#include "linkage/encode/lanes/lanes.h"

namespace onefold::encode {

void SetOneAvx512(const std::uint64_t key[2], LaneMessages<1>& messages, std::uint64_t spare,
                  std::uint8_t* cells);
void SetTwoAvx512(const std::uint64_t key[2], LaneMessages<2>& messages, std::uint64_t spare,
                  std::uint8_t* cells);
void PackAvx512(std::uint8_t* cells, std::size_t count, std::uint8_t* bits);

void SetOneAvx2(const std::uint64_t key[2], LaneMessages<1>& messages, std::uint64_t spare,
                std::uint8_t* cells);
void SetTwoAvx2(const std::uint64_t key[2], LaneMessages<2>& messages, std::uint64_t spare,
                std::uint8_t* cells);
void PackAvx2(std::uint8_t* cells, std::size_t count, std::uint8_t* bits);

}  // namespace onefold::encode
