#include "registry/valid.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/strong_id.hpp"
#include "base/utf8.hpp"
#include "registry/fields.hpp"
#include "registry/persons.hpp"
#include "registry/premises.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/reflect.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

struct Words {
  std::string_view kind;
  std::string_view field;
  std::span<const std::string_view> words;
};

constexpr std::array kModes{kObserve, kAdvise, kEnforce};
constexpr std::array<std::string_view, 5> kCapabilities{"capture", "detect", "verify",
                                                        "identify", "store"};
constexpr std::array<std::string_view, 3> kForms{"screen", "poster", "page"};
constexpr std::array<std::string_view, 3> kAgeBands{"under_14", "14_to_17", "adult"};
constexpr std::array<std::string_view, 3> kRelations{"father", "mother", "other"};
constexpr std::array<std::string_view, 4> kProofs{"household_register", "birth_certificate",
                                                  "court_order", "other_document"};
constexpr std::array kActs{kPressed, kSignedPaper, kSignedElectronically};
constexpr std::array<std::string_view, 2> kLanguages{"zh-CN", "en"};
constexpr std::array<std::string_view, 3> kShownHow{"screen", "paper", "read_aloud"};
constexpr std::array kRequestKinds{kAccess,   kCopy,       kCorrection, kFreeze,
                                   kUnfreeze, kWithdrawal, kDeletion,   kExplanation};
constexpr std::array<std::string_view, 4> kIdentityChecks{"id_document", "phone_code",
                                                          "account", "known_to_staff"};
constexpr std::array kOutcomes{kDone, kRefused};

constexpr std::array kWords{
    Words{"device", "mode", kModes},
    Words{"device", "capabilities", kCapabilities},
    Words{"display", "form", kForms},
    Words{"subject", "age_band", kAgeBands},
    Words{"guardian", "relation", kRelations},
    Words{"guardian", "proof", kProofs},
    Words{"consent", "act", kActs},
    Words{"consent", "language", kLanguages},
    Words{"consent", "shown_how", kShownHow},
    Words{"request", "kind", kRequestKinds},
    Words{"request", "identity_checked_by", kIdentityChecks},
    Words{"request", "outcome", kOutcomes},
    Words{"complaint", "outcome", kOutcomes},
};

constexpr std::int64_t kMinutesOfADay = 24 * 60;
// No number on file is as large, and a million of them can be added.
constexpr std::int64_t kCountMax = 1'000'000'000'000;

Result<> refuse(std::string_view kind, std::string_view field, std::string_view problem) {
  return fail(Code::invalid_input, fmt::format("{}.{}: {}", kind, field, problem));
}

constexpr char kDelete = 0x7F;

bool has_control(std::string_view text, bool may_break_lines) {
  return std::ranges::any_of(text, [may_break_lines](char character) {
    const auto code = static_cast<unsigned char>(character);
    const bool is_control = code < ' ' || character == kDelete;
    return is_control && !(may_break_lines && (character == '\n' || character == '\t'));
  });
}

// Refuses what no field of that type can hold.
class Fieldwise {
 public:
  Fieldwise(std::string_view kind, Result<>& outcome) : kind_(kind), outcome_(outcome) {}

  template <typename T>
  void operator()(std::string_view field, const T& value) {
    if (!outcome_) return;
    if constexpr (kIsOptional<T>) {
      if (value) outcome_ = look(field, *value);
    } else {
      outcome_ = look(field, value);
    }
  }

 private:
  template <typename Tag>
  Result<> look(std::string_view field, const StrongId<Tag>& id) {
    if (id.text().empty()) return refuse(kind_, field, "is empty; give an identifier");
    if (id.text().size() > kIdBytesMax) {
      return refuse(kind_, field, fmt::format("is longer than {} bytes", kIdBytesMax));
    }
    if (has_control(id.text(), false)) {
      return refuse(kind_, field, "holds a line break or control character; leave it out");
    }
    if (!is_utf8(id.text())) return refuse(kind_, field, "is not UTF-8; write it in UTF-8");
    return {};
  }
  Result<> look(std::string_view field, const std::string& text) {
    if (text.size() > kTextBytesMax) {
      return refuse(kind_, field,
                    fmt::format("is longer than {} bytes; shorten it", kTextBytesMax));
    }
    if (has_control(text, true)) {
      return refuse(kind_, field, "holds a control character; leave it out");
    }
    if (!is_utf8(text)) return refuse(kind_, field, "is not UTF-8; write it in UTF-8");
    return is_word(field, text);
  }
  Result<> look(std::string_view field, const Texts& texts) {
    if (texts.size() > kTextsMax) {
      return refuse(kind_, field, fmt::format("has more than {} entries", kTextsMax));
    }
    for (const auto& text : texts) {
      if (text.empty() || text.size() > kTextBytesMax || has_control(text, false) ||
          !is_utf8(text)) {
        return refuse(kind_, field, "has an empty, overlong or broken entry; mend it");
      }
      if (const auto done = is_word(field, text); !done) return done;
    }
    return {};
  }
  Result<> look(std::string_view field, std::int64_t count) {
    if (count < 0) return refuse(kind_, field, "is below 0");
    if (count > kCountMax) return refuse(kind_, field, "is above a million million");
    return {};
  }
  template <typename T>
  Result<> look(std::string_view /*field*/, const T& /*value*/) {
    return {};
  }

  Result<> is_word(std::string_view field, std::string_view text) {
    const auto words = words_of(kind_, field);
    if (words.empty() || std::ranges::find(words, text) != words.end()) return {};
    return refuse(kind_, field,
                  fmt::format("is none of its words; say one of {}", fmt::join(words, ", ")));
  }

  std::string_view kind_;
  Result<>& outcome_;
};

template <typename T>
Result<> makes_sense(const T& /*record*/) {
  return {};
}

Result<> makes_sense(const Alternative& way) {
  if (way.opens_at.has_value() != way.closes_at.has_value()) {
    return refuse("alternative", "opens_at", "stands without closes_at; give both or neither");
  }
  if (way.opens_at.value_or(0) > kMinutesOfADay || way.closes_at.value_or(0) > kMinutesOfADay) {
    return refuse("alternative", "opens_at", "hours are minutes of the day, 0 to 1440");
  }
  return {};
}

Result<> makes_sense(const Display& display) {
  if (display.shown_until && *display.shown_until < display.shown_from) {
    return refuse("display", "shown_until", "is before shown_from");
  }
  return {};
}

Result<> makes_sense(const Declaration& declaration) {
  const int scopes = (declaration.purpose ? 1 : 0) + (declaration.place ? 1 : 0) +
                     (declaration.device ? 1 : 0);
  if (scopes > 1) {
    return refuse("declaration", "purpose",
                  "is narrowed to more than one of purpose, place and device; declare it once "
                  "for each");
  }
  if (declaration.fact.empty() || declaration.value.empty()) {
    return refuse("declaration", "fact", "needs a fact and its value");
  }
  if (declaration.valid_until && *declaration.valid_until < declaration.declared_on) {
    return refuse("declaration", "valid_until", "is before declared_on");
  }
  return {};
}

Result<> makes_sense(const Consent& consent) {
  if (consent.shown_at && *consent.shown_at > consent.answered_at) {
    return refuse("consent", "shown_at", "is after the answer; the notice comes first");
  }
  if (consent.act == kSignedPaper &&
      (!consent.scan || !consent.entered_by || !consent.checked_by)) {
    return refuse("consent", "scan",
                  "a signed paper needs its scan, who entered it and who compared it");
  }
  if (consent.act == kSignedPaper && consent.entered_by == consent.checked_by) {
    return refuse("consent", "checked_by",
                  "is who entered it; a second person compares the paper");
  }
  return {};
}

Result<> makes_sense(const Request& request) {
  if (request.identity_checked_by.has_value() != request.identity_checked_at.has_value()) {
    return refuse("request", "identity_checked_at",
                  "say both how the identity was checked and when");
  }
  if (request.outcome && !request.answered_at) {
    return refuse("request", "answered_at", "is missing beside an outcome");
  }
  if (request.outcome == kRefused && !request.reason) {
    return refuse("request", "reason", "is missing; a refusal gives its reason (PIPL Art 50)");
  }
  return {};
}

}  // namespace

std::span<const std::string_view> words_of(std::string_view kind,
                                           std::string_view field) noexcept {
  const auto* const found = std::ranges::find_if(
      kWords, [&](const Words& each) { return each.kind == kind && each.field == field; });
  return found == kWords.end() ? std::span<const std::string_view>() : found->words;
}

Result<> validate(const Record& record) {
  return std::visit(
      []<typename T>(const T& each) {
        Result<> outcome;
        for_each_field(each, Fieldwise(Fields<T>::kName, outcome));
        if (!outcome) return outcome;
        return makes_sense(each);
      },
      record);
}

}  // namespace menshen::registry
