#include "record_api/detail/records.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"
#include "record_api/detail/scopes.hpp"
#include "record_form/record_json.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry_desk/writing.hpp"
#include "state/state.hpp"

namespace menshen::record_api {
namespace {

using contract::Call;
using registry::Draft;
using registry::KeptRecord;
using registry::Kind;

constexpr unsigned kCreated = 201;

// Answers are made by persons, obligations by the law; neither is written by hand.
constexpr std::array kNotWritten{registry::kKind<registry::Consent>,
                                 registry::kKind<registry::Obligation>};

// A fact about one point in time, which is said once, when it is so.
struct Step {
  std::string_view operation;
  Kind kind;
  std::string_view stamps;  // the field that is given the time
};

constexpr std::array kSteps{Step{.operation = "checkIdentity",
                                 .kind = registry::kKind<registry::Request>,
                                 .stamps = "identity_checked_at"},
                            Step{.operation = "answerComplaint",
                                 .kind = registry::kKind<registry::Complaint>,
                                 .stamps = "answered_at"}};

// What acts of their own write: a record that is replaced keeps it. The contract lets nobody
// send it (api/records.yaml: read_only).
struct Field {
  Kind kind;
  std::string_view name;
};

constexpr std::array kReadOnly{
    Field{registry::kKind<registry::Subject>, registry::kFrozenSince},
    Field{registry::kKind<registry::Request>, "identity_checked_by"},
    Field{registry::kKind<registry::Request>, "identity_checked_at"},
    Field{registry::kKind<registry::Request>, "answered_at"},
    Field{registry::kKind<registry::Request>, "outcome"},
    Field{registry::kKind<registry::Request>, "reason"},
    Field{registry::kKind<registry::Request>, "answer"},
    Field{registry::kKind<registry::Complaint>, "answered_at"},
    Field{registry::kKind<registry::Complaint>, "outcome"}};

constexpr std::string_view kReceivedAt = "received_at";

// What is sent of a record is not all of it: the rest stays as it is, and what was received
// without saying when was received now.
Result<> complete(const Draft& before, Instant now, Draft& draft) {
  for (const Field& each : kReadOnly) {
    const auto* const kept = each.kind == draft.kind() ? before.value(each.name) : nullptr;
    if (kept == nullptr) continue;
    if (auto set = draft.set(each.name, registry::texts_of(*kept)); !set) return set;
  }
  const bool is_received = draft.kind() == registry::kKind<registry::Request> ||
                           draft.kind() == registry::kKind<registry::Complaint>;
  if (!is_received || draft.has(kReceivedAt)) return {};
  const auto* const kept = before.value(kReceivedAt);
  return draft.set(kReceivedAt, kept != nullptr ? registry::text_of(*kept) : to_text(now));
}

// Why a call comes to nothing: a problem of the contract by its type, or an error of a room.
struct Fault {
  std::string_view type;
  Error error;
};
template <typename T>
using Outcome = tl::expected<T, Fault>;

Fault of(Error error) { return {.type = {}, .error = std::move(error)}; }

Fault of(std::string_view type, std::string what) {
  return {.type = type, .error = {.code = Code::conflict, .what = std::move(what)}};
}

http::Response to_response(const Fault& fault, contract::Language language) {
  if (fault.type.empty()) return contract::to_response(fault.error, language);
  return contract::to_response({.type = fault.type, .detail = fault.error.what}, language);
}

std::string tag_of(const KeptRecord& kept) {
  return fmt::format("\"{}\"", kept.origin.version);
}

http::Response page(const KeptRecord& kept) {
  http::Response response{.body = record_form::kept_as_json(kept)};
  response.headers.emplace_back("ETag", tag_of(kept));
  return response;
}

class Records {
 public:
  explicit Records(const Ports& ports) : ports_(ports) {}

  [[nodiscard]] Result<http::Response> list(const Call& call, Kind kind) const;
  [[nodiscard]] Outcome<http::Response> get(const Call& call, Kind kind) const;
  [[nodiscard]] Outcome<http::Response> create(const Call& call, Kind kind);
  [[nodiscard]] Outcome<http::Response> put(const Call& call, Kind kind);
  [[nodiscard]] Outcome<http::Response> patch(const Call& call, Kind kind);
  [[nodiscard]] Outcome<http::Response> step(const Call& call, const Step& step);

 private:
  [[nodiscard]] Result<std::optional<KeptRecord>> find(const Call& call, Kind kind,
                                                       std::string_view id) const;
  [[nodiscard]] Outcome<KeptRecord> expected(const Call& call, Kind kind) const;
  // `draft` with what the call says.
  [[nodiscard]] Result<Draft> read(const Call& call, const Draft& before, Draft draft) const;
  // The record is there as `draft` has it.
  [[nodiscard]] Result<KeptRecord> write(const Call& call, const Draft& before, Draft draft);

  const Ports& ports_;
  // From reading what is changed to writing it, so that of two who change one version only one
  // succeeds.
  std::mutex writing_;
};

Result<http::Response> Records::list(const Call& call, Kind kind) const {
  MENSHEN_TRY(const auto scope, read_scope(call));
  registry::Page page;
  const std::string* const limit = call.find("limit");
  if (limit != nullptr) page.limit = std::stoul(*limit);  // the contract says which it may be
  if (const auto* const after = call.find("after")) page.after = *after;
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  MENSHEN_TRY(const auto records, registry->list(kind, scope, page));
  return http::Response{.body = record_form::page_as_json(kind, records, page.limit)};
}

Result<std::optional<KeptRecord>> Records::find(const Call& call, Kind kind,
                                                std::string_view id) const {
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  MENSHEN_TRY(auto kept, registry->find(kind, id));
  // Of somebody else's record not even that it is there is told.
  if (kept && !may_see(call.caller, kept->record)) return std::optional<KeptRecord>();
  return kept;
}

Outcome<http::Response> Records::get(const Call& call, Kind kind) const {
  const auto kept = find(call, kind, call.argument("id"));
  if (!kept) return tl::unexpected(of(kept.error()));
  if (!*kept) return tl::unexpected(of("not-found", ""));
  return page(**kept);
}

// Whoever changes a record says which version they saw.
Outcome<KeptRecord> Records::expected(const Call& call, Kind kind) const {
  auto kept = find(call, kind, call.argument("id"));
  if (!kept) return tl::unexpected(of(kept.error()));
  if (!*kept) return tl::unexpected(of("not-found", ""));
  const std::string* const match = call.request.header("if-match");
  if (match == nullptr) {
    return tl::unexpected(of("precondition-required",
                             "If-Match: is missing; give the ETag of the version you changed"));
  }
  if (*match != "*" && *match != tag_of(**kept)) {
    return tl::unexpected(
        of("precondition-failed", "If-Match: is of another version; read the record again"));
  }
  return std::move(**kept);
}

Result<Draft> Records::read(const Call& call, const Draft& before, Draft draft) const {
  if (const auto read = record_form::read_json(call.request.body, draft); !read) {
    return tl::unexpected<Error>(read.error());
  }
  if (const auto done = complete(before, ports_.clock.now(), draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return draft;
}

Result<KeptRecord> Records::write(const Call& call, const Draft& before, Draft draft) {
  const auto law = ports_.law.on(ports_.law.day(ports_.clock.now()));
  const registry_desk::Desk desk{
      .state = ports_.state, .words = law->law().vocabulary(), .crypto = ports_.crypto};
  const Kind kind = draft.kind();
  const std::string id = draft.id();
  MENSHEN_TRY(const auto record, registry_desk::to_write(desk, before, std::move(draft)));
  if (!may_see(call.caller, record)) {
    return fail(Code::refused, "subject: is not the person that the caller speaks for");
  }
  MENSHEN_TRY([[maybe_unused]] const bool is_another,
              registry_desk::put_if_changed(desk, record, {.actor = call.caller.actor()}));
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  MENSHEN_TRY(auto kept, registry->find(kind, id));
  if (!kept) return fail(Code::conflict, "it was erased meanwhile");
  return std::move(*kept);
}

Outcome<http::Response> Records::create(const Call& call, Kind kind) {
  const std::string id = make_uuid7(ports_.clock.now(), ports_.crypto);
  const Draft before = Draft::blank(kind, id);
  auto draft = read(call, before, before);
  if (!draft) return tl::unexpected(of(draft.error()));
  const std::lock_guard lock(writing_);
  const auto kept = write(call, before, std::move(*draft));
  if (!kept) return tl::unexpected(of(kept.error()));
  auto response = page(*kept);
  response.status = kCreated;
  response.headers.emplace_back("Location", call.request.path + "/" + id);
  return response;
}

Outcome<http::Response> Records::put(const Call& call, Kind kind) {
  const std::string& id = call.argument("id");
  const std::lock_guard lock(writing_);
  auto found = find(call, kind, id);
  if (!found) return tl::unexpected(of(found.error()));
  Draft before = Draft::blank(kind, id);
  if (*found) {
    auto kept = expected(call, kind);
    if (!kept) return tl::unexpected(kept.error());
    before = Draft::of(kept->record);
  }
  auto draft = read(call, before, Draft::blank(kind, id));
  if (!draft) return tl::unexpected(of(draft.error()));
  const auto kept = write(call, before, std::move(*draft));
  if (!kept) return tl::unexpected(of(kept.error()));
  auto response = page(*kept);
  if (!*found) response.status = kCreated;
  return response;
}

Outcome<http::Response> Records::patch(const Call& call, Kind kind) {
  const std::lock_guard lock(writing_);
  auto found = expected(call, kind);
  if (!found) return tl::unexpected(found.error());
  const Draft before = Draft::of(found->record);
  auto draft = read(call, before, before);
  if (!draft) return tl::unexpected(of(draft.error()));
  const auto kept = write(call, before, std::move(*draft));
  if (!kept) return tl::unexpected(of(kept.error()));
  return page(*kept);
}

Outcome<http::Response> Records::step(const Call& call, const Step& step) {
  const std::lock_guard lock(writing_);
  const auto found = find(call, step.kind, call.argument("id"));
  if (!found) return tl::unexpected(of(found.error()));
  if (!*found) return tl::unexpected(of("not-found", ""));
  const Draft before = Draft::of((*found)->record);
  if (before.has(step.stamps)) {
    return tl::unexpected(
        of("conflict", fmt::format("{}: is there already; it happens once", step.stamps)));
  }
  auto draft = read(call, before, before);
  if (!draft) return tl::unexpected(of(draft.error()));
  if (const auto set = draft->set(step.stamps, to_text(ports_.clock.now())); !set) {
    return tl::unexpected(of(set.error()));
  }
  const auto kept = write(call, before, std::move(*draft));
  if (!kept) return tl::unexpected(of(kept.error()));
  return page(*kept);
}

template <typename Deed>
contract::Operation operation(Deed deed) {
  return [deed](const Call& call) {
    const Outcome<http::Response> response = deed(call);
    return response ? *response : to_response(response.error(), call.language);
  };
}

}  // namespace

void add_record_operations(const Ports& ports, contract::Operations& operations) {
  const auto records = std::make_shared<Records>(ports);
  const auto add = [&](std::string_view verb, Kind kind, auto method) {
    operations.emplace(operation_id(verb, kind),
                       operation([records, kind, method](const Call& c) {
                         return ((*records).*method)(c, kind);
                       }));
  };
  for (Kind kind = 0; kind < registry::kKinds; ++kind) {
    operations.emplace(operation_id("list", kind), [records, kind](const Call& call) {
      const auto response = records->list(call, kind);
      return response ? *response : contract::to_response(response.error(), call.language);
    });
    add("get", kind, &Records::get);
    if (std::ranges::find(kNotWritten, kind) != kNotWritten.end()) continue;
    add("create", kind, &Records::create);
    add("put", kind, &Records::put);
    add("patch", kind, &Records::patch);
  }
  for (const Step& step : kSteps) {
    operations.emplace(step.operation, operation([records, &step](const Call& call) {
                         return records->step(call, step);
                       }));
  }
}

}  // namespace menshen::record_api
