#include "registry_desk/writing.hpp"

#include <span>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "record_form/law_words.hpp"
#include "registry/change_text.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/scope.hpp"
#include "state/state.hpp"

namespace menshen::registry_desk {
namespace {

Result<> fill_scope(const Desk& desk, registry::Draft& draft) {
  if (draft.kind() != registry::kKind<registry::Assessment> || draft.has("scope")) return {};
  const auto* const purpose = draft.value("purpose");
  if (purpose == nullptr) return {};  // which is refused as missing
  MENSHEN_TRY(const auto* registry, desk.state.registry());
  MENSHEN_TRY(const auto setting,
              registry::setting_now(*registry, PurposeId(registry::text_of(*purpose)),
                                    DeviceId(""), desk.crypto));
  if (!setting.purpose) {
    return fail(Code::not_found,
                "assessment.purpose: is not on file; put the purpose on file first");
  }
  return draft.set("scope", to_hex(setting.scope));
}

}  // namespace

Result<> keeps_freeze(const registry::Draft& before, const registry::Draft& after) {
  const auto* const was = before.value(registry::kFrozenSince);
  const auto* const is = after.value(registry::kFrozenSince);
  if (was == is || (was != nullptr && is != nullptr && *was == *is)) return {};
  return fail(Code::invalid_input,
              "subject.frozen_since: is for the person to say; answer a request to freeze or "
              "unfreeze");
}

Result<registry::Record> to_write(const Desk& desk, const registry::Draft& before,
                                  registry::Draft draft) {
  if (const auto done = keeps_freeze(before, draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (const auto done = fill_scope(desk, draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(auto record, draft.record());
  if (const auto fits = record_form::check_law_words(record, desk.words); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  if (const auto fits = desk.state.check(std::span(&record, 1)); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  return record;
}

Result<bool> put_if_changed(const Desk& desk, const registry::Record& record,
                            const state::Author& author) {
  MENSHEN_TRY(const auto* registry, desk.state.registry());
  MENSHEN_TRY(const auto kept,
              registry->find(record.index(), registry::Draft::of(record).id()));
  if (kept && registry::encode(kept->record) == registry::encode(record)) return false;
  MENSHEN_TRY([[maybe_unused]] const auto changed, desk.state.put(record, author));
  return true;
}

}  // namespace menshen::registry_desk
