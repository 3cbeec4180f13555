#include "services/agency/byte_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "crypto/secret.h"

namespace onefold::agency {

ByteInput::ByteInput(Source source, Hashing hashing)
    : source_(std::move(source)), hashing_(hashing), stream_(this) {}

ByteInput::~ByteInput() {
  crypto::Wipe(std::span(reinterpret_cast<std::uint8_t*>(buffer_.data()), buffer_.size()));
}

StatusOr<std::unique_ptr<ByteInput>> ByteInput::OpenFile(const std::string& path, Hashing hashing) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const std::string text = path + ": " + std::strerror(errno);
    return errno == ENOENT ? NotFoundError(text) : PermissionDeniedError(text);
  }
  const std::shared_ptr<const int> file(new int(descriptor), [](const int* held) {
    ::close(*held);
    delete held;
  });
  struct stat facts {};
  if (::fstat(*file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return InvalidArgumentError(path + ": not a regular file");
  }
  auto input = std::make_unique<ByteInput>(
      [file, path](std::span<char> out) -> StatusOr<std::size_t> {
        for (;;) {
          const ssize_t got = ::read(*file, out.data(), out.size());
          if (got >= 0) return static_cast<std::size_t>(got);
          if (errno != EINTR) return DataLossError(path + ": " + std::strerror(errno));
        }
      },
      hashing);
  input->total_bytes_ = static_cast<std::uint64_t>(facts.st_size);
  return input;
}

ByteInput::int_type ByteInput::underflow() {
  if (!status_.ok()) return traits_type::eof();
  const auto got = source_(buffer_);
  if (!got.ok()) {
    status_ = got.status();
    return traits_type::eof();
  }
  if (*got == 0) return traits_type::eof();
  if (hashing_ == Hashing::kSha256) hash_.Update(AsBytes(std::string_view(buffer_.data(), *got)));
  setg(buffer_.data(), buffer_.data(), buffer_.data() + *got);
  return traits_type::to_int_type(*gptr());
}

StatusOr<Digest> ByteInput::Finish() {
  do {
    setg(nullptr, nullptr, nullptr);
  } while (underflow() != traits_type::eof());
  ONEFOLD_RETURN_IF_ERROR(status_);
  return hash_.Finish();
}

}  // namespace onefold::agency
