#include "registry/scope.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/cbor.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/change_text.hpp"
#include "registry/premises.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

// A list says the same in any order.
Texts sorted(Texts texts) {
  std::ranges::sort(texts);
  return texts;
}

Purpose only_terms(const Purpose& purpose) {
  return {.id = purpose.id,
          .statement_zh = purpose.statement_zh,
          .statement_en = purpose.statement_en,
          .kind = purpose.kind,
          .mode = purpose.mode,
          .basis = purpose.basis,
          .storage_place = purpose.storage_place,
          .storage_exception = purpose.storage_exception,
          .transmits_over_internet = purpose.transmits_over_internet,
          .retention_days = purpose.retention_days,
          .recipients = sorted(purpose.recipients)};
}

// What makes two places, or two devices, of one sort.
Place only_sort(Place place) {
  place.id = PlaceId("");
  place.site.reset();
  return place;
}

Device only_sort(const Device& device) {
  return {.id = DeviceId(""),
          .place = PlaceId(""),
          .capabilities = sorted(device.capabilities),
          .storage = device.storage};
}

using Sorts = std::set<std::vector<std::byte>>;

void write(CborWriter& out, const Sorts& sorts) {
  out.array(sorts.size());
  for (const auto& sort : sorts) out.bytes(sort);
}

}  // namespace

Digest terms_of(const Purpose& purpose, const Crypto& crypto) {
  return crypto.sha256(encode(Record(only_terms(purpose))));
}

Digest scope_of(const Setting& setting, const Crypto& crypto) {
  Sorts places;
  for (const auto& place : setting.places) places.insert(encode(Record(only_sort(place))));
  Sorts devices;
  for (const auto& device : setting.devices) devices.insert(encode(Record(only_sort(device))));
  CborWriter out;
  out.array(3);
  out.bytes(setting.purpose ? encode(Record(only_terms(setting.purpose->record)))
                            : std::vector<std::byte>());
  write(out, places);
  write(out, devices);
  return crypto.sha256(out.written());
}

Result<Setting> setting_now(const Registry& registry, const PurposeId& purpose,
                            const DeviceId& device, const Crypto& crypto) {
  MENSHEN_TRY(auto setting, registry.setting(purpose, device));
  if (setting.purpose) setting.terms = terms_of(setting.purpose->record, crypto);
  setting.scope = scope_of(setting, crypto);
  return setting;
}

Digest digest_of(const Notice& notice, const Crypto& crypto) {
  return crypto.sha256(encode(Record(notice)));
}

}  // namespace menshen::registry
