#include "sign_in/as_json.hpp"

#include <map>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/api_key.hpp"
#include "caller/device_certificate.hpp"
#include "sign_in/detail/forms.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;

std::string line(const json::value& value) { return json::serialize(value) + "\n"; }

template <typename Id, typename Value>
std::string items(const std::map<Id, Value>& values) {
  json::array items;
  for (const auto& [id, value] : values) items.push_back(form_of(value));
  return line(json::object{{"items", items}});
}

}  // namespace

std::string as_json(const caller::Account& account) { return line(form_of(account)); }
std::string as_json(const caller::ApiKey& key) { return line(form_of(key)); }
std::string as_json(const caller::DeviceCertificate& certificate) {
  return line(form_of(certificate));
}
std::string as_json(const caller::Invited& invited) { return line(form_of(invited)); }
std::string as_json(const caller::MadeApiKey& made) { return line(form_of(made)); }
std::string as_json(const caller::Link& link) { return line(form_of(link)); }

std::string accounts_as_json(const caller::Access& access) { return items(access.accounts); }
std::string keys_as_json(const caller::Access& access) { return items(access.keys); }
std::string certificates_as_json(const caller::Access& access) {
  return items(access.certificates);
}

}  // namespace menshen::sign_in
