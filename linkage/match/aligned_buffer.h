// Zeroed memory for vector instructions: aligned, on large pages where the system has them.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

namespace onefold::match {

// Throws std::bad_alloc. Move-only.
template <typename T>
class AlignedBuffer {
  static_assert(std::is_trivial_v<T>);

 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size) : size_(size) {
    // Rows are met in no order that a translation cache of small pages could follow.
    constexpr std::size_t kLargePage = std::size_t{2} << 20, kLine = 64;
    const std::size_t alignment = size * sizeof(T) >= 2 * kLargePage ? kLargePage : kLine;
    const std::size_t bytes = (size * sizeof(T) / alignment + 1) * alignment;
    data_.reset(static_cast<T*>(std::aligned_alloc(alignment, bytes)));
    if (data_ == nullptr) throw std::bad_alloc();
    if (alignment == kLargePage) madvise(data_.get(), bytes, MADV_HUGEPAGE);  // only a hint
    std::memset(static_cast<void*>(data_.get()), 0, bytes);
  }

  std::size_t size() const { return size_; }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }

 private:
  struct Free {
    void operator()(T* data) const { std::free(data); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace onefold::match
