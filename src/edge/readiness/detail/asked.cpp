#include "readiness/detail/asked.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "facts/gather.hpp"
#include "policy/facts.hpp"
#include "registry/persons.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::readiness {

std::vector<std::string_view> acts_of(const registry::Purpose& purpose, Extent extent) {
  // Measuring keeps nothing and admits nobody.
  const bool measures = purpose.kind == "accuracy_testing";
  const bool searches = purpose.mode == registry::kOneToMany;
  std::vector<std::string_view> acts;
  if (measures) {
    acts = {"face.evaluate"};
  } else {
    acts = {"face.enroll", searches ? "face.identify" : "face.verify"};
  }
  if (extent == Extent::gate) return acts;
  acts.insert(acts.end(), {"processor.operate", "purpose.activate"});
  if (!measures) acts.insert(acts.end(), {"template.retain", "device.install", "gate.operate"});
  return acts;
}

registry::Person somebody(const registry::Setting& setting, CivilDate day) {
  const SubjectId id("somebody");
  registry::Consent consent{.id = registry::ConsentId("made_up"),
                            .subject = id,
                            .purpose = PurposeId(""),
                            .notice = registry::NoticeId(""),
                            .given = true,
                            .form = "separate",
                            .act = std::string(registry::kSignedPaper),
                            .language = "zh-CN",
                            .shown_how = "paper",
                            .shown_at = Instant{day},
                            .alternative_offered = true,
                            .answered_at = Instant{day},
                            .terms = setting.terms};
  if (setting.purpose) {
    consent.purpose = setting.purpose->record.id;
    consent.storage_given =
        setting.purpose->record.storage_exception == registry::kBySeparateConsent;
  }
  if (setting.notice) consent.notice = setting.notice->record.id;
  registry::Person person;
  person.subject = {.record = {.id = id, .age_band = "adult", .is_disabled_or_elderly = false},
                    .origin = {}};
  person.consents.push_back({.record = std::move(consent), .origin = {}});
  return person;
}

Result<> gather_about_somebody(const std::shared_ptr<const registry::Setting>& setting,
                               const catalogue::Catalogue& law, CivilDate day,
                               policy::Facts& facts) {
  return facts::gather({.setting = setting, .person = somebody(*setting, day)},
                       {.day = day,
                        .utc_offset = law.jurisdiction().utc_offset,
                        .now = std::nullopt,  // at whatever time
                        .keep_until = std::nullopt,
                        .is_frozen = std::nullopt},
                       law.parameter(facts::kChildAge, day), facts);
}

}  // namespace menshen::readiness
