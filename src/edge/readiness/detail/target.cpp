#include "readiness/detail/target.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "facts/field_facts.hpp"
#include "record_form/labels.hpp"
#include "registry/field_value.hpp"
#include "registry/registry.hpp"

namespace menshen::readiness {
namespace {

using facts::FieldFact;
using registry::Kind;

// The fields that facts are concluded from, where they are no fact as they stand.
constexpr std::array kConcluded{
    FieldFact{"alternative", "kind", "alternative.kinds"},
    FieldFact{"purpose", "retention_days", "retention.period_set"},
    FieldFact{"organization", "officer", "processor.officer_appointed"},
    FieldFact{"assessment", "approved_on", "assessment.is_approved"},
    FieldFact{"assessment", "scope", "assessment.is_current"},
    FieldFact{"filing", "threshold_reached_on", "filing.threshold_was_reached"},
    FieldFact{"filing", "ended_on", "recognition.has_ended"},
    FieldFact{"incident", "remedied_on", "incident.remedied"},
    FieldFact{"incident", "authority_notified_on", "incident.authority_notified"},
    FieldFact{"incident", "persons_notified_on", "incident.persons_notified"},
    FieldFact{"notice", "version", "notice.is_current"},
    FieldFact{"notice", "processor_zh", "notice.item.processor"},
    FieldFact{"notice", "purpose_zh", "notice.item.purpose_method_retention"},
    FieldFact{"notice", "necessity_zh", "notice.item.necessity_and_impact"},
    FieldFact{"notice", "rights_zh", "notice.item.rights"},
    FieldFact{"notice", "other_zh", "notice.item.other_legal_matters"},
    FieldFact{"notice", "data_types_zh", "notice.item.data_types"},
    FieldFact{"notice", "recipient_zh", "notice.item.recipient"},
};

Kind kind_named(std::string_view name) {
  Kind kind = 0;
  while (registry::name_of(kind) != name) ++kind;
  return kind;
}

}  // namespace

std::optional<Target> target_of(std::string_view fact) {
  const FieldFact* found = facts::field_of(fact);
  if (found == nullptr) {
    const auto* const concluded = std::ranges::find(kConcluded, fact, &FieldFact::fact);
    if (concluded != kConcluded.end()) found = concluded;
  }
  if (found != nullptr) return Target{.kind = kind_named(found->kind), .field = found->field};
  for (Kind kind = 0; kind < registry::kKinds; ++kind) {
    for (const auto& field : registry::describe(kind)) {
      if (record_form::label_of(kind, field.name).fact == fact) {
        return Target{.kind = kind, .field = field.name};
      }
    }
  }
  return std::nullopt;
}

}  // namespace menshen::readiness
