#include "linkage/encode/clkhash_regex.h"

#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <cctype>

namespace onefold::encode {
namespace {

constexpr std::int32_t kTimeLimit = 500;  // ICU's steps; about milliseconds
constexpr std::int32_t kStackLimitBytes = 4 << 20;

constexpr const char* kDigit = "\\p{Nd}";
constexpr const char* kWord = "\\p{L}\\p{N}_";
constexpr const char* kSpace = "\\t-\\r\\x1c-\\x20\\x{85}\\p{Z}";

// Rewrites a pattern; `failure()` is set when it cannot be done.
class Rewriter {
 public:
  explicit Rewriter(std::string_view in) : in_(in) {}

  std::string Rewrite() {
    while (at_ < in_.size() && failure_ == nullptr) {
      const char c = in_[at_];
      if (c == '\\') {
        Escape(false);
      } else if (c == '[') {
        Class();
      } else if (c == '(' && Next(1) == '?') {
        Group();
      } else if (c == '{') {
        Braces();
      } else if (c == '}' || c == ']') {
        Replace(1, std::string("\\") + c);
      } else {
        Copy(1);
      }
    }
    return std::move(out_);
  }
  const char* failure() const { return failure_; }

 private:
  char Next(std::size_t ahead) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }
  void Copy(std::size_t n) {
    out_ += in_.substr(at_, n);
    at_ += n;
  }
  void Replace(std::size_t n, std::string_view with) {
    out_ += with;
    at_ += n;
  }

  void Escape(bool in_class) {
    const char c = Next(1);
    const auto set = [&](const char* members, bool negated) {
      // Inside a class a set stands without brackets, a negated one as a nested set.
      const std::string bare = negated ? std::string("[^") + members + "]" : std::string(members);
      Replace(2, in_class || negated ? bare : "[" + bare + "]");
    };
    switch (c) {
      case 'd':
        return set(kDigit, false);
      case 'D':
        return set(kDigit, true);
      case 'w':
        return set(kWord, false);
      case 'W':
        return set(kWord, true);
      case 's':
        return set(kSpace, false);
      case 'S':
        return set(kSpace, true);
      case 'Z':
        return Replace(2, "\\z");
      case 'v':
        return Replace(2, "\\x0b");
      case '\0':
        failure_ = "ends in a backslash";
        return;
      default:
        break;
    }
    if (c == 'b' && in_class) return Replace(2, "\\x08");
    const bool letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
    if (letter && std::string_view("abfnrtuxABU").find(c) == std::string_view::npos) {
      failure_ = "has an escape that is not supported";
      return;
    }
    Copy(2);
  }

  // [...]: '[', '&', '~' and '-' pairs are plain characters in Python, set operations in ICU.
  void Class() {
    Copy(1);
    if (Next(0) == '^') Copy(1);
    bool first = true;
    for (; at_ < in_.size() && failure_ == nullptr; first = false) {
      const char c = in_[at_];
      if (c == ']' && !first) return Copy(1);
      if (c == '\\') {
        Escape(true);
      } else if (c == '[' || c == '&' || c == '{' || c == '}' || c == '$' || (c == ']' && first)) {
        Replace(1, std::string("\\") + c);
      } else if (c == '-' && (first || Next(1) == ']' || Next(1) == '-')) {
        Replace(1, "\\-");
      } else {
        Copy(1);
      }
    }
    if (failure_ == nullptr) failure_ = "has an unclosed [";
  }

  void Group() {
    const char kind = Next(2);
    if (kind == 'P' && Next(3) == '<') return Replace(4, "(?<");
    if (kind == 'P' && Next(3) == '=') {
      const std::size_t end = in_.find(')', at_);
      if (end == std::string_view::npos) {
        failure_ = "has an unclosed (";
        return;
      }
      const std::string name(in_.substr(at_ + 4, end - at_ - 4));
      return Replace(end + 1 - at_, "\\k<" + name + ">");
    }
    const bool behind = kind == '<' && (Next(3) == '=' || Next(3) == '!');
    if (kind != ':' && kind != '=' && kind != '!' && kind != '#' && !behind) {
      failure_ = "has a group of a kind that is not supported";
      return;
    }
    Copy(2);
  }

  // {m}, {m,}, {m,n} and {,n} are counts; any other brace is a plain character.
  void Braces() {
    const std::size_t end = in_.find('}', at_);
    const std::string_view body =
        end == std::string_view::npos ? "" : in_.substr(at_ + 1, end - at_ - 1);
    const bool digits = body.find_first_not_of("0123456789,") == std::string_view::npos;
    const std::size_t comma = body.find(',');
    const bool one_comma = comma == body.rfind(',');
    if (body.empty() || !digits || !one_comma) return Replace(1, "\\{");
    if (body == ",") return Replace(3, "*");
    if (comma == 0) return Replace(body.size() + 2, "{0" + std::string(body) + "}");
    Copy(body.size() + 2);
  }

  std::string_view in_;
  std::size_t at_ = 0;
  std::string out_;
  const char* failure_ = nullptr;
};

icu::UnicodeString ToUnicode(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

}  // namespace

struct PythonRegex::Matcher {
  std::unique_ptr<icu::RegexMatcher> regex;
  icu::UnicodeString input;  // must outlive a match
};

PythonRegex::PythonRegex(std::unique_ptr<Matcher> matcher) : matcher_(std::move(matcher)) {}
PythonRegex::PythonRegex(PythonRegex&&) noexcept = default;
PythonRegex& PythonRegex::operator=(PythonRegex&&) noexcept = default;
PythonRegex::~PythonRegex() = default;

StatusOr<PythonRegex> PythonRegex::Compile(std::string_view pattern, bool ignore_case) {
  Rewriter rewriter(pattern);
  const std::string rewritten = rewriter.Rewrite();
  if (rewriter.failure() != nullptr) {
    return InvalidArgumentError(std::string("the pattern ") + rewriter.failure());
  }
  UErrorCode error = U_ZERO_ERROR;
  const std::uint32_t flags =
      UREGEX_UNIX_LINES | (ignore_case ? std::uint32_t{UREGEX_CASE_INSENSITIVE} : 0u);
  auto matcher = std::make_unique<Matcher>();
  matcher->regex = std::make_unique<icu::RegexMatcher>(ToUnicode(rewritten), flags, error);
  if (U_FAILURE(error)) return InvalidArgumentError("the pattern is no regular expression");
  matcher->regex->setTimeLimit(kTimeLimit, error);
  matcher->regex->setStackLimit(kStackLimitBytes, error);
  if (U_FAILURE(error)) return InternalError("ICU refuses the limits of a regular expression");
  return PythonRegex(std::move(matcher));
}

PythonRegex::Result PythonRegex::FullMatch(std::string_view utf8) {
  matcher_->input = ToUnicode(utf8);
  matcher_->regex->reset(matcher_->input);
  UErrorCode error = U_ZERO_ERROR;
  const bool matched = matcher_->regex->matches(error) != 0;
  if (U_FAILURE(error)) return Result::kGivenUp;
  return matched ? Result::kMatch : Result::kNoMatch;
}

PythonRegex::Result PythonRegex::MatchAll(std::string_view utf8, std::vector<std::string>& groups) {
  matcher_->input = ToUnicode(utf8);
  matcher_->regex->reset(matcher_->input);
  UErrorCode error = U_ZERO_ERROR;
  const bool matched = matcher_->regex->lookingAt(error) != 0;
  if (U_FAILURE(error)) return Result::kGivenUp;
  if (!matched || matcher_->regex->end(error) != matcher_->input.length()) return Result::kNoMatch;
  groups.clear();
  for (std::int32_t i = 1; i <= matcher_->regex->groupCount(); ++i) {
    groups.emplace_back();
    matcher_->regex->group(i, error).toUTF8String(groups.back());
  }
  return U_FAILURE(error) ? Result::kGivenUp : Result::kMatch;
}

}  // namespace onefold::encode
