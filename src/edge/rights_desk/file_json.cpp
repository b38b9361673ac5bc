#include <span>
#include <string>
#include <utility>

#include <boost/json.hpp>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "ledger/entry.hpp"
#include "record_form/record_json.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "rights_desk/file_form.hpp"
#include "rights_desk/person_file.hpp"

namespace menshen::rights_desk {
namespace {

namespace json = boost::json;

// As `menshen NOUN show --json` prints it.
template <typename T>
json::value as_json(const registry::Kept<T>& kept) {
  return json::parse(record_form::kept_as_json({.record = kept.record, .origin = kept.origin}));
}

json::value as_json(const registry::KeptRecord& kept) {
  return json::parse(record_form::kept_as_json(kept));
}

json::value as_json(const HeldReference& held);
json::value as_json(const HeldFor& held);
json::value as_json(const Use& use);
json::value as_json(const AttachedReceipt& receipt);

template <typename T>
json::array list_of(const T& each) {
  json::array list;
  for (const auto& one : each) list.push_back(as_json(one));
  return list;
}

json::value as_json(const HeldReference& held) {
  return json::object{{"purpose", held.purpose.text()},
                      {"model", held.model},
                      {"enrolled_at", to_text(held.enrolled_at)},
                      {"keep_until", to_text(held.keep_until)},
                      {"is_frozen", held.is_frozen}};
}

json::value as_json(const HeldFor& held) {
  return json::object{{"purpose", as_json(held.purpose)},
                      {"notices", list_of(held.notices)},
                      {"devices", list_of(held.devices)}};
}

json::value as_json(const Use& use) {
  json::object object{{"entry", use.entry},
                      {"at", to_text(use.what.time)},
                      {"event", ledger::name(use.what.event)},
                      {"decision", use.what.decision.text()},
                      {"actor", use.what.actor},
                      {"action", use.what.action},
                      {"purpose", use.what.purpose.text()},
                      {"place", use.what.place.text()}};
  if (use.what.event == ledger::Event::decision) {
    object["verdict"] = ledger::name(use.what.verdict);
    object["rules"] = json::value_from(use.what.rules);
    object["law"] = to_hex(use.what.catalogue);
    object["rested_on"] = use.rested_on;
  }
  if (!use.came_to.empty()) object["came_to"] = use.came_to;
  return object;
}

json::value as_json(const AttachedReceipt& receipt) {
  return json::object{{"consent", receipt.consent.text()}, {"cose", to_base64(receipt.cose)}};
}

}  // namespace

std::string file_as_json(const PersonFile& file, std::span<const AttachedReceipt> receipts) {
  json::object object{
      {"type", "menshen.person-file"},
      {"version", 1},
      {"subject", file.subject.text()},
      {"as_of", to_text(file.as_of)},
      {"organization", file.organization ? as_json(*file.organization) : json::value(nullptr)},
      {"records", list_of(file.records)},
      {"references", list_of(file.references)},
      {"purposes", list_of(file.purposes)},
      {"uses", list_of(file.uses)},
      {"oldest_kept_entry", file.oldest_kept_entry},
      {"consent_receipts", list_of(receipts)}};
  return json::serialize(object) + "\n";
}

}  // namespace menshen::rights_desk
