#include "catalogue/catalogue.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/detail/check.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {
namespace {

Bilingual citation(const Contents& contents, std::string_view instrument_id,
                   const Bilingual& article) {
  const Instrument* instrument = find_instrument(contents, instrument_id);
  if (instrument == nullptr) return article;
  return {.zh = fmt::format("《{}》{}", instrument->title.zh, article.zh),
          .en = fmt::format("{}, {}", instrument->title.en, article.en)};
}

}  // namespace

struct Catalogue::Law {
  Contents contents;
  std::vector<FactIndex> derivation_order;
  std::map<std::string_view, std::vector<const Provision*>> lifted;  // by id of the exception
};

Catalogue::Catalogue(std::shared_ptr<const Law> law) : law_(std::move(law)) {}

Result<Catalogue> Catalogue::make(Contents contents) {
  if (const auto sound = check(contents); !sound) return tl::unexpected<Error>(sound.error());
  MENSHEN_TRY(auto order, order_of_derivation(contents));
  for (Provision& provision : contents.provisions) {
    provision.citation = citation(contents, provision.instrument, provision.article);
  }
  for (Parameter& parameter : contents.parameters) {
    parameter.citation = citation(contents, parameter.instrument, parameter.article);
  }
  const auto by_instrument_and_id = [](const auto& a, const auto& b) {
    if (a.instrument != b.instrument) return a.instrument < b.instrument;
    return reads_before(a.id, b.id);
  };
  std::ranges::sort(contents.provisions, by_instrument_and_id);
  std::ranges::sort(contents.other_rows, by_instrument_and_id);
  auto law = std::make_shared<Law>(
      Law{.contents = std::move(contents), .derivation_order = std::move(order), .lifted = {}});
  for (const Provision& exception : law->contents.provisions) {
    if (exception.kind != Kind::excepts) continue;
    auto& lifted = law->lifted[exception.id];
    for (const Provision& provision : law->contents.provisions) {
      if (lifts(exception, provision)) lifted.push_back(&provision);
    }
  }
  return Catalogue(std::move(law));
}

const Vocabulary& Catalogue::vocabulary() const noexcept { return law_->contents.vocabulary; }

const Jurisdiction& Catalogue::jurisdiction() const noexcept {
  return law_->contents.jurisdiction;
}

const Calendar& Catalogue::calendar() const noexcept { return law_->contents.calendar; }

const Digest& Catalogue::digest() const noexcept { return law_->contents.digest; }

std::span<const Provision> Catalogue::provisions() const noexcept {
  return law_->contents.provisions;
}

std::span<const Parameter> Catalogue::parameters() const noexcept {
  return law_->contents.parameters;
}

std::optional<std::int64_t> Catalogue::parameter(std::string_view id,
                                                 CivilDate day) const noexcept {
  const auto& all = parameters();
  const auto found = std::ranges::find(all, id, &Parameter::id);
  const Parameter::Entry* entry = found == all.end() ? nullptr : found->on(day);
  return entry == nullptr ? std::nullopt : std::optional(entry->value);
}

std::span<const Instrument> Catalogue::instruments() const noexcept {
  return law_->contents.instruments;
}

std::span<const OtherRow> Catalogue::other_rows() const noexcept {
  return law_->contents.other_rows;
}

std::span<const Topic> Catalogue::topics() const noexcept { return law_->contents.topics; }

const Provision* Catalogue::find(std::string_view provision_id) const noexcept {
  const auto found = std::ranges::find(provisions(), provision_id, &Provision::id);
  return found == provisions().end() ? nullptr : &*found;
}

std::vector<const Provision*> Catalogue::in_force(CivilDate day) const {
  std::vector<const Provision*> binding;
  for (const Provision& provision : provisions()) {
    // A repealed instrument binds on its old days.
    if (provision.in_force.covers(day) && !is_draft(law_->contents, provision.instrument)) {
      binding.push_back(&provision);
    }
  }
  return binding;
}

std::vector<const Provision*> Catalogue::draft(std::string_view instrument,
                                               CivilDate day) const {
  std::vector<const Provision*> proposed;
  if (!is_draft(law_->contents, instrument)) return proposed;
  for (const Provision& provision : provisions()) {
    const bool is_read_with =
        provision.kind == Kind::defines && !is_draft(law_->contents, provision.instrument);
    if (provision.in_force.covers(day) &&
        (is_read_with || provision.instrument == instrument)) {
      proposed.push_back(&provision);
    }
  }
  return proposed;
}

std::span<const Provision* const> Catalogue::lifted_by(
    const Provision& exception) const noexcept {
  const auto found = law_->lifted.find(exception.id);
  if (found == law_->lifted.end()) return {};
  return found->second;
}

std::span<const FactIndex> Catalogue::derivation_order() const noexcept {
  return law_->derivation_order;
}

std::vector<CivilDate> Catalogue::edge_days() const {
  std::vector<CivilDate> days;
  for (const Provision& provision : provisions()) {
    if (is_draft(law_->contents, provision.instrument)) continue;
    days.push_back(provision.in_force.from);
    if (provision.in_force.until) {
      days.push_back(*provision.in_force.until + CivilDate::duration{1});
    }
  }
  for (const Parameter& parameter : parameters()) {
    if (is_draft(law_->contents, parameter.instrument)) continue;
    for (const Parameter::Entry& entry : parameter.values) days.push_back(entry.from);
  }
  std::ranges::sort(days);
  const auto repeated = std::ranges::unique(days);
  days.erase(repeated.begin(), repeated.end());
  return days;
}

}  // namespace menshen::catalogue
