// The words that records are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/strong_id.hpp"

namespace menshen::registry {

using OrganizationId = StrongId<struct OrganizationTag>;
using SiteId = StrongId<struct SiteTag>;
using AssignmentId = StrongId<struct AssignmentTag>;
using AlternativeId = StrongId<struct AlternativeTag>;
using SignageId = StrongId<struct SignageTag>;
using NoticeId = StrongId<struct NoticeTag>;
using DisplayId = StrongId<struct DisplayTag>;
using AssessmentId = StrongId<struct AssessmentTag>;
using FilingId = StrongId<struct FilingTag>;
using DeclarationId = StrongId<struct DeclarationTag>;
using IncidentId = StrongId<struct IncidentTag>;
using GuardianId = StrongId<struct GuardianTag>;
using ConsentId = StrongId<struct ConsentTag>;
using RequestId = StrongId<struct RequestTag>;
using ComplaintId = StrongId<struct ComplaintTag>;
using ObligationId = StrongId<struct ObligationTag>;

using MaybeBool = std::optional<bool>;
using MaybeText = std::optional<std::string>;
using MaybeCount = std::optional<std::int64_t>;

// Any number of words or short texts, none of which holds a line break.
using Texts = std::vector<std::string>;

}  // namespace menshen::registry
