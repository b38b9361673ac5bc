#include "contract/detail/arguments.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/nearest.hpp"
#include "contract/call.hpp"
#include "contract/detail/operations.hpp"
#include "contract/detail/schema.hpp"
#include "contract/detail/words.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"
#include "http/target.hpp"

namespace menshen::contract::detail {
namespace {

namespace json = boost::json;

constexpr Words kTwice{"给出了多次", "is given more than once"};
constexpr Words kGiveOnce{"请只给一次", "give it once"};
constexpr Words kMissing{"缺少", "is missing"};
constexpr Words kUnknown{"没有此参数", "is no argument there is"};
constexpr Words kLeaveOut{"请删去", "leave it out"};
constexpr Words kIsMeant{"是否为 `{}`？", "is `{}` meant?"};
constexpr Words kNotOne{"须恰好给出其一", "exactly one of these has to be given"};

bool may_be(const Schema& schema, Type type) {
  return schema.may_be(type) || std::ranges::any_of(schema.all_of, [&](const Schema* each) {
           return may_be(*each, type);
         });
}

// As the schema would have it in JSON; what is no number stays a text, which is then refused.
json::value as_json(const std::string& text, const Schema& schema) {
  if (may_be(schema, Type::boolean) && (text == "true" || text == "false")) {
    return text == "true";
  }
  if (!may_be(schema, Type::integer)) return json::string(text);
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  // One number is written in one way.
  if (failure == std::errc{} && stop == end && std::to_string(number) == text) return number;
  return json::string(text);
}

// Reads one call.
class Reader {
 public:
  Reader(const Described& operation, Language language, ArgumentsRead& read)
      : operation_(operation), language_(language), read_(read) {}

  void path(const std::vector<std::string_view>& captured) {
    for (std::size_t i = 0; i < captured.size(); ++i) {
      auto text = http::decode_percent(captured[i]);
      if (!text) {
        read_.is_malformed = true;
        return;
      }
      take(operation_.arguments[i], std::move(*text));
    }
  }

  void query(const std::string& query) {
    auto given = http::decode_query(query);
    if (!given) {
      read_.is_malformed = true;
      return;
    }
    for (auto& [name, text] : *given) {
      if (name == operation_.credential_in_query) continue;
      const Argument* const argument = operation_.argument(name);
      if (argument == nullptr || argument->in != In::query) {
        refuse_unknown(name);
      } else {
        take(*argument, std::move(text));
      }
    }
  }

  void headers(const http::Request& request) {
    for (const Argument& argument : operation_.arguments) {
      if (argument.in != In::header) continue;
      for (const auto& [name, text] : request.headers) {
        if (name == argument.name) take(argument, text);
      }
    }
  }

  void finish() {
    for (const Argument& argument : operation_.arguments) {
      if (read_.arguments.contains(argument.name)) continue;
      if (argument.otherwise) {
        read_.arguments.emplace(argument.name, *argument.otherwise);
      } else if (argument.is_required && !was_wrong(argument.name)) {
        say(argument.name, kMissing, wanted(*argument.schema, language_));
      }
    }
    if (operation_.exactly_one.empty()) return;
    const auto given = std::ranges::count_if(operation_.exactly_one, [&](const auto& name) {
      return read_.arguments.contains(name) || was_wrong(name);
    });
    if (given == 1) return;
    say(fmt::format("{}", fmt::join(operation_.exactly_one, "|")), kNotOne,
        Words{"没有范围的列表不会给出全部内容", "a list without a scope never means everything"}
            .in(language_));
  }

 private:
  void say(std::string_view name, const Words& problem, std::string remedy) {
    read_.mistakes.push_back({.argument = std::string(name),
                              .pointer = {},
                              .problem = problem.in(language_),
                              .remedy = std::move(remedy)});
  }

  [[nodiscard]] bool was_wrong(std::string_view name) const {
    return std::ranges::any_of(read_.mistakes,
                               [&](const Mistake& each) { return each.argument == name; });
  }

  void take(const Argument& argument, std::string text) {
    if (read_.arguments.contains(argument.name) || was_wrong(argument.name)) {
      if (!was_wrong(argument.name)) say(argument.name, kTwice, kGiveOnce.in(language_));
      return;
    }
    auto wrong = mistakes_in(as_json(text, *argument.schema), *argument.schema, language_);
    if (wrong.empty()) {
      read_.arguments.emplace(argument.name, std::move(text));
      return;
    }
    wrong.front().argument = argument.name;
    read_.mistakes.push_back(std::move(wrong.front()));
  }

  void refuse_unknown(std::string_view name) {
    constexpr std::size_t kUnknownMax = 5;
    constexpr std::size_t kNameBytesMax = 64;  // what is longer is not repeated
    if (read_.mistakes.size() >= kUnknownMax) return;
    std::vector<std::string_view> names;
    for (const Argument& each : operation_.arguments) {
      if (each.in == In::query) names.emplace_back(each.name);
    }
    const std::string_view near = nearest(name, names);
    say(name.size() > kNameBytesMax ? "?" : name, kUnknown,
        near.empty() ? kLeaveOut.in(language_)
                     : fmt::format(fmt::runtime(kIsMeant.in(language_)), near));
  }

  const Described& operation_;
  Language language_;
  ArgumentsRead& read_;
};

}  // namespace

ArgumentsRead read_arguments(const Described& operation,
                             const std::vector<std::string_view>& captured,
                             const http::Request& request, Language language) {
  ArgumentsRead read;
  Reader reader(operation, language, read);
  reader.path(captured);
  reader.query(request.query);
  reader.headers(request);
  if (!read.is_malformed) reader.finish();
  return read;
}

}  // namespace menshen::contract::detail
