#include "registry/detail/former_fields.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace menshen::registry::detail {
namespace {

// Version 1 had what somebody said of a consent, an assessment or a sign; since then that is
// concluded from what is on file, so what was only said counts no more.
constexpr std::array kFormer{
    FormerField{.kind = "consent", .name = "was_given", .is_now = "given"},
    FormerField{.kind = "consent", .name = "kind", .is_now = "form"},
    FormerField{.kind = "consent", .name = "notice_shown_at", .is_now = "shown_at"},
    FormerField{.kind = "consent", .name = "is_informed", .is_now = ""},
    FormerField{.kind = "consent", .name = "is_voluntary", .is_now = ""},
    FormerField{.kind = "consent", .name = "is_explicit", .is_now = ""},
    FormerField{.kind = "consent", .name = "is_condition_of_service", .is_now = ""},
    FormerField{.kind = "consent", .name = "is_written", .is_now = ""},
    FormerField{.kind = "consent", .name = "guardian_consents", .is_now = ""},
    FormerField{.kind = "consent", .name = "guardian_relation_proved", .is_now = ""},
    FormerField{.kind = "notice", .name = "names_processor", .is_now = ""},
    FormerField{.kind = "notice", .name = "states_purpose_method_retention", .is_now = ""},
    FormerField{.kind = "notice", .name = "states_necessity_and_impact", .is_now = ""},
    FormerField{.kind = "notice", .name = "states_rights", .is_now = ""},
    FormerField{.kind = "notice", .name = "states_other_items", .is_now = ""},
    FormerField{.kind = "place", .name = "signage_in_place", .is_now = ""},
    FormerField{.kind = "purpose", .name = "assessment_is_current", .is_now = ""},
    FormerField{
        .kind = "purpose", .name = "assessed_on", .is_now = "", .type = FormerType::integer},
};

}  // namespace

const FormerField* former_field(std::string_view kind, std::string_view name) noexcept {
  const auto* const found = std::ranges::find_if(
      kFormer, [&](const FormerField& each) { return each.kind == kind && each.name == name; });
  return found == kFormer.end() ? nullptr : found;
}

}  // namespace menshen::registry::detail
