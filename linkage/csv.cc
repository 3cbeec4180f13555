#include "linkage/csv.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "linkage/utf8.h"

namespace onefold::linkage {
namespace {

constexpr std::size_t kChunkBytes = 256 << 10;
constexpr std::size_t kNowhere = std::string::npos;

enum class Fault {
  kNone,
  kColumnCount,
  kNotClosed,
  kQuoteInField,
  kFieldTooLong,
  kRowTooLong,
  kNul,
  kUtf8
};

struct FaultText {
  const char* rule;
  const char* text;
};

FaultText TextOf(Fault fault) {
  switch (fault) {
    case Fault::kColumnCount:
      return {"csv.column-count", "the row has not as many columns as the header"};
    case Fault::kNotClosed:
      return {"csv.quote-not-closed", "a quote is opened in this row and not closed properly"};
    case Fault::kQuoteInField:
      return {"csv.quote-in-field", "a quote stands inside a field or after its closing quote"};
    case Fault::kFieldTooLong:
      return {"csv.field-too-long", "a field is longer than the limit"};
    case Fault::kRowTooLong:
      return {"csv.row-too-long", "the row is longer than the limit"};
    case Fault::kNul:
      return {"csv.nul-byte", "the field holds a NUL byte"};
    default:
      return {"csv.invalid-utf8", "the field is not valid UTF-8"};
  }
}

}  // namespace

// Offsets are relative to the start of the current row, because filling the buffer moves it.
struct CsvReader::State {
  std::istream& input;
  CsvLimits limits;
  std::string buffer;  // [begin, end) is unread; a row being read starts at `begin`
  std::size_t begin = 0, end = 0;
  bool at_eof = false;
  std::uint64_t consumed = 0;
  std::uint64_t row = 0;
  std::size_t columns = 0;  // 0: the header is being read
  std::vector<std::string> names;

  // Outcome of reading one row.
  Fault fault = Fault::kNone;
  std::size_t bad_field = kNowhere;
  std::size_t resume_from = 0;  // reading goes on after the first line break from here
  std::size_t next_row = 0;     // when the row's end is known
  std::size_t first_broken_quote = kNowhere;  // opening quote of the first field with a line break
  std::size_t lines = 1;
  bool ascii = false;

  State(std::istream& in, const CsvLimits& l) : input(in), limits(l) {}

  std::size_t available() const { return end - begin; }
  char At(std::size_t offset) const { return buffer[begin + offset]; }
  std::string_view View(std::size_t from, std::size_t to) const {
    return std::string_view(buffer).substr(begin + from, to - from);
  }

  // Reads on. False at the end of the file.
  bool Fill() {
    if (at_eof) return false;
    if (begin > 0) {
      std::memmove(buffer.data(), buffer.data() + begin, available());
      end -= begin;
      begin = 0;
    }
    if (buffer.size() < end + kChunkBytes) buffer.resize(end + kChunkBytes);
    input.read(buffer.data() + end, static_cast<std::streamsize>(kChunkBytes));
    const auto got = static_cast<std::size_t>(input.gcount());
    end += got;
    at_eof = got < kChunkBytes;
    return got > 0;
  }

  bool Have(std::size_t offset) {
    while (offset >= available()) {
      if (!Fill()) return false;
    }
    return true;
  }

  // Offset of the first `c` at or after `from`; kNowhere at the end of the file or beyond the row
  // limit.
  std::size_t Find(char c, std::size_t from) {
    for (;;) {
      if (from < available()) {
        const void* found = std::memchr(buffer.data() + begin + from, c, available() - from);
        if (found != nullptr) {
          return static_cast<std::size_t>(static_cast<const char*>(found) - buffer.data()) - begin;
        }
        from = available();
      }
      if (available() > limits.max_row_bytes || !Fill()) return kNowhere;
    }
  }

  void Consume(std::size_t bytes) {
    begin += bytes;
    consumed += bytes;
  }

  void SkipPastLineBreak(std::size_t from) {
    Consume(from);
    for (;;) {
      const void* found = std::memchr(buffer.data() + begin, '\n', available());
      if (found != nullptr) {
        const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - buffer.data());
        return Consume(at + 1 - begin);
      }
      Consume(available());
      if (!Fill()) return;
    }
  }

  bool Fail(Fault what, std::size_t field, std::size_t resume) {
    fault = what;
    bad_field = field;
    resume_from = resume;
    return false;
  }

  void SkipEmptyLines() {
    if (columns == 1) return;
    while (Have(0)) {
      if (At(0) == '\n') {
        Consume(1);
      } else if (At(0) == '\r' && Have(1) && At(1) == '\n') {
        Consume(2);
      } else {
        return;
      }
    }
  }

  // One row into `fields`; false with `fault` set. The caller has made sure that there is one.
  bool Parse(std::vector<std::string>& fields) {
    fault = Fault::kNone;
    first_broken_quote = kNowhere;
    lines = 1;
    const std::size_t line_break = Find('\n', 0);
    const std::size_t line_end = line_break == kNowhere ? available() : line_break;
    if (line_end > limits.max_row_bytes) return FailLongLine();
    const bool quoted = std::memchr(buffer.data() + begin, '"', line_end) != nullptr;
    std::size_t count = 0;
    if (!(quoted ? ParseQuoted(fields, count) : ParsePlain(fields, count, line_end))) return false;
    if (columns == 0 ? count > limits.max_columns : count != columns) {
      if (first_broken_quote != kNowhere)
        return Fail(Fault::kNotClosed, kNowhere, first_broken_quote);
      return Fail(Fault::kColumnCount, kNowhere, kNowhere);
    }
    fields.resize(count);
    return CheckContent(fields);
  }

  // No line break within the row limit. Names the longer evil: a field beyond its own limit.
  bool FailLongLine() {
    const std::size_t comma = View(0, limits.max_row_bytes).rfind(',');
    const std::size_t tail = limits.max_row_bytes - (comma == kNowhere ? 0 : comma + 1);
    return Fail(tail > limits.max_field_bytes ? Fault::kFieldTooLong : Fault::kRowTooLong, kNowhere,
                0);
  }

  // Space for the next field; false when there are more than the header has (the rest is not kept).
  std::string* Slot(std::vector<std::string>& fields, std::size_t& count) {
    ++count;
    if (count > (columns == 0 ? limits.max_columns : columns)) return nullptr;
    if (fields.size() < count) fields.emplace_back();
    return &fields[count - 1];
  }

  std::size_t WithoutCarriageReturn(std::size_t from, std::size_t line_end) const {
    return line_end > from && At(line_end - 1) == '\r' ? line_end - 1 : line_end;
  }

  bool ParsePlain(std::vector<std::string>& fields, std::size_t& count, std::size_t line_end) {
    next_row = std::min(line_end + 1, available());
    const char* const base = buffer.data() + begin;
    const std::size_t stop = WithoutCarriageReturn(0, line_end);
    for (std::size_t from = 0;;) {
      const void* comma = std::memchr(base + from, ',', stop - from);
      const std::size_t to = comma == nullptr
                                 ? stop
                                 : static_cast<std::size_t>(static_cast<const char*>(comma) - base);
      if (to - from > limits.max_field_bytes) return Fail(Fault::kFieldTooLong, count, from);
      std::string* slot = Slot(fields, count);
      if (slot == nullptr) return true;  // the count alone says enough
      slot->assign(base + from, to - from);
      if (comma == nullptr) return true;
      from = to + 1;
    }
  }

  bool ParseQuoted(std::vector<std::string>& fields, std::size_t& count) {
    for (std::size_t at = 0;;) {
      std::string* slot = Slot(fields, count);
      if (slot == nullptr) {
        next_row = at;
        const std::size_t line_end = Find('\n', at);
        next_row = line_end == kNowhere ? available() : line_end + 1;
        return true;
      }
      slot->clear();
      const bool more = Have(at);
      if (!(more && At(at) == '"' ? QuotedField(*slot, count - 1, at)
                                  : BareField(*slot, count - 1, at))) {
        return false;
      }
      // `at` is now at the comma, the line break or the end of the file.
      if (!Have(at) || At(at) == '\n') {
        next_row = std::min(at + 1, available());
        return true;
      }
      ++at;
    }
  }

  // Moves `at` to the comma, line break or end of file that ends the field.
  bool BareField(std::string& field, std::size_t index, std::size_t& at) {
    const std::size_t line_break = Find('\n', at);
    if (line_break == kNowhere && !at_eof) return Fail(Fault::kRowTooLong, kNowhere, at);
    const std::size_t line_end = line_break == kNowhere ? available() : line_break;
    const std::string_view rest = View(at, line_end);
    const std::size_t comma = rest.find(',');
    const std::size_t to = comma == kNowhere ? WithoutCarriageReturn(at, line_end) : at + comma;
    field.assign(View(at, to));
    if (field.find('"') != kNowhere) return Fail(Fault::kQuoteInField, index, at);
    if (field.size() > limits.max_field_bytes) return Fail(Fault::kFieldTooLong, index, at);
    at = comma == kNowhere ? line_end : to;
    return true;
  }

  // Goes line by line, so that a quote that is never closed costs no more than max_row_lines lines.
  bool QuotedField(std::string& field, std::size_t index, std::size_t& at) {
    const std::size_t open = at++;
    bool broken = false;
    for (;;) {
      const std::size_t line_break = Find('\n', at);
      const std::size_t line_end = line_break == kNowhere ? available() : line_break + 1;
      const std::size_t quote = View(at, line_end).find('"');
      const std::string_view part = View(at, quote == kNowhere ? line_end : at + quote);
      if (field.size() + part.size() > limits.max_field_bytes) {
        return Fail(broken ? Fault::kNotClosed : Fault::kFieldTooLong, index, open);
      }
      field.append(part);
      if (quote == kNowhere) {
        ++lines;
        if (line_break == kNowhere || lines > limits.max_row_lines ||
            line_end > limits.max_row_bytes) {
          return Fail(Fault::kNotClosed, index, open);
        }
        broken = true;
        first_broken_quote = std::min(first_broken_quote, open);
        at = line_end;
        continue;
      }
      at += quote + 1;
      if (Have(at) && At(at) == '"') {  // a doubled quote stands for one
        field.push_back('"');
        ++at;
        continue;
      }
      if (Have(at) && At(at) == '\r' && (!Have(at + 1) || At(at + 1) == '\n')) ++at;
      if (!Have(at) || At(at) == ',' || At(at) == '\n') return true;
      return Fail(broken ? Fault::kNotClosed : Fault::kQuoteInField, index, open);
    }
  }

  // The row's form is sound; what is left concerns this row only.
  bool CheckContent(const std::vector<std::string>& fields) {
    const std::string_view raw = View(0, next_row);
    const bool nul = std::memchr(raw.data(), '\0', raw.size()) != nullptr;
    ascii = IsAscii(raw);
    if (!nul && (ascii || IsValidUtf8(raw))) return true;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].find('\0') != kNowhere) return Fail(Fault::kNul, i, kNowhere);
      if (!IsValidUtf8(fields[i])) return Fail(Fault::kUtf8, i, kNowhere);
    }
    return Fail(Fault::kUtf8, kNowhere, kNowhere);
  }

  void GoOn() {
    if (fault == Fault::kNone || resume_from == kNowhere) {
      Consume(next_row);
    } else {
      SkipPastLineBreak(std::min(resume_from, available()));
    }
  }
};

CsvReader::CsvReader(std::istream& input, CsvLimits limits)
    : state_(std::make_shared<State>(input, limits)) {}

StatusOr<std::vector<std::string>> CsvReader::ReadHeader() {
  State& s = *state_;
  s.Have(2);
  if (s.View(0, s.available()).starts_with("\xEF\xBB\xBF")) s.Consume(3);
  const std::string_view start = s.View(0, s.available());
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
    return InvalidArgumentError("header.encoding: the file is UTF-16; save it as CSV in UTF-8");
  }
  s.SkipEmptyLines();
  if (!s.Have(0)) return InvalidArgumentError("header.empty-file: the file has no header row");
  std::vector<std::string> names;
  if (!s.Parse(names)) {
    return InvalidArgumentError(std::string("header.malformed: ") + TextOf(s.fault).text);
  }
  s.GoOn();
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = TrimSpaces(names[i]);
    const std::string position = "column " + std::to_string(i + 1);
    if (names[i].empty())
      return InvalidArgumentError("header.empty-name: " + position + " has no name");
    if (names[i].find('\r') != std::string::npos) {
      return InvalidArgumentError(
          "header.line-breaks: lines must end with LF or CRLF, not CR alone");
    }
    const auto [first, fresh] = seen.emplace(names[i], i + 1);
    if (!fresh) {
      return InvalidArgumentError("header.repeated-column: " + position +
                                  " has the same name as column " + std::to_string(first->second));
    }
  }
  s.columns = names.size();
  s.names = names;
  return names;
}

CsvReader::Next CsvReader::ReadRow(std::vector<std::string>& fields, RowIssue& issue) {
  State& s = *state_;
  s.SkipEmptyLines();
  if (!s.Have(0)) return Next::kEnd;
  ++s.row;
  const bool good = s.Parse(fields);
  s.GoOn();
  if (good) return Next::kRow;
  const FaultText text = TextOf(s.fault);
  const bool known = s.bad_field < s.names.size();
  issue = {.row = s.row,
           .column = known ? s.names[s.bad_field] : "",
           .rule = text.rule,
           .text = text.text};
  return Next::kBadRow;
}

bool CsvReader::row_is_ascii() const { return state_->ascii; }
std::uint64_t CsvReader::row() const { return state_->row; }
std::uint64_t CsvReader::bytes_read() const { return state_->consumed; }

}  // namespace onefold::linkage
