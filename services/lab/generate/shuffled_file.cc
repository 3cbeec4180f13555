#include "services/lab/generate/shuffled_file.h"

namespace onefold::lab {

ShuffledFile::ShuffledFile(std::string path, std::string_view header, ByteView seed32,
                           std::size_t window_rows)
    : path_(std::move(path)),
      window_rows_(window_rows),
      out_(path_, std::ios::binary | std::ios::trunc),
      random_(seed32) {
  out_ << header << '\n';
}

void ShuffledFile::Add(std::string row) {
  rows_.push_back(std::move(row));
  if (rows_.size() == window_rows_) Flush();
}

void ShuffledFile::Flush() {
  for (std::size_t i = rows_.size(); i > 1; --i) std::swap(rows_[i - 1], rows_[random_.Below(i)]);
  for (const std::string& row : rows_) out_ << row;
  rows_.clear();
}

Status ShuffledFile::Close() {
  Flush();
  out_.close();
  if (!out_) return InternalError("cannot write " + path_);
  return OkStatus();
}

}  // namespace onefold::lab
