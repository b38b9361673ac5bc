#include "rights_desk/answering.hpp"

#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "consent_desk/consent_receipt.hpp"
#include "law_desk/words.hpp"
#include "record_form/law_words.hpp"
#include "registry/draft.hpp"
#include "registry/pages.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry_desk/writing.hpp"
#include "rights_desk/file_form.hpp"
#include "rights_desk/letter.hpp"
#include "rights_desk/person_file.hpp"

namespace menshen::rights_desk {

using registry::Draft;
using registry::Request;
using registry::Subject;

Result<> check_answerable(const Request& request, bool is_refusal) {
  if (request.answered_at) {
    return fail(Code::conflict, "request.answered_at: is there already; it happens once");
  }
  if (!is_refusal && !request.identity_checked_at) {
    return fail(Code::conflict, "request.identity_checked_at: is missing; that comes first");
  }
  return {};
}

bool may_be_done_by_hand(const Request& request) noexcept {
  return request.kind == registry::kCorrection || request.kind == registry::kExplanation;
}

Answering::Answering(const AnsweringPorts& ports, const Manner& manner, Request request)
    : ports_(ports),
      manner_(manner),
      before_(Draft::of(registry::Record(request))),
      request_(std::move(request)),
      now_(ports.clock.now()) {
  request_.answered_at = now_;
  request_.outcome = registry::kDone;
}

Result<std::string> Answering::perform() {
  const std::string& kind = request_.kind;
  if (kind == registry::kAccess || kind == registry::kExplanation) {
    return file(manner_.is_json);
  }
  if (kind == registry::kCopy) return file(true);
  if (kind == registry::kCorrection) return correct();
  if (kind == registry::kFreeze) return freeze();
  if (kind == registry::kUnfreeze) return unfreeze();
  return withdraw();
}

Result<> Answering::check() {
  auto records = beside_;
  records.emplace_back(request_);
  return ports_.state.check(records);
}

Result<> Answering::keep(const Digest& handed_over) {
  request_.answer = handed_over;
  auto records = beside_;
  records.emplace_back(request_);
  const auto changed = ports_.state.put_all(records, {.actor = manner_.actor});
  if (!changed) return tl::unexpected<Error>(changed.error());
  return {};
}

Result<std::string> Answering::letter(std::vector<std::string> lines) {
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  MENSHEN_TRY(const auto organization, registry->organization());
  const Letter letter{.request = request_,
                      .organization = organization ? &organization->record : nullptr,
                      .answered_at = now_,
                      .done = std::move(lines)};
  return manner_.is_json ? letter_as_json(letter)
                         : letter_as_text(letter, utc_offset(), language());
}

Result<std::string> Answering::file(bool is_json) {
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  MENSHEN_TRY(const auto file, gather({.registry = *registry,
                                       .references = ports_.references,
                                       .archive = ports_.ledger.archive(),
                                       .keys = ports_.keys,
                                       .crypto = ports_.crypto},
                                      request_.subject, now_));
  if (!is_json) return file_as_text(file, manner_.law, language());
  MENSHEN_TRY(const auto receipts, receipts_in(file));
  return file_as_json(file, receipts);
}

// Those that can be given: where the purpose is another by now there is none.
Result<std::vector<AttachedReceipt>> Answering::receipts_in(const PersonFile& file) {
  std::vector<AttachedReceipt> receipts;
  if (request_.kind != registry::kCopy) return receipts;
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  for (const auto& each : file.records) {
    const auto* consent = std::get_if<registry::Consent>(&each.record);
    if (consent == nullptr) continue;
    auto receipt =
        consent_desk::receipt_on_file(*registry, {.record = *consent, .origin = each.origin},
                                      {.archive = ports_.ledger.archive(),
                                       .origin = ports_.ledger.origin(),
                                       .jurisdiction = manner_.law.jurisdiction().id,
                                       .time = now_,
                                       .signer = ports_.signer,
                                       .crypto = ports_.crypto});
    if (!receipt && receipt.error().code == Code::unavailable) {
      return tl::unexpected<Error>(receipt.error());
    }
    if (receipt) {
      receipts.push_back({.consent = consent->id, .cose = std::move(receipt->cose)});
    }
  }
  return receipts;
}

Result<Subject> Answering::subject() {
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  MENSHEN_TRY(const auto found, registry::find<Subject>(*registry, request_.subject));
  if (!found) return fail(Code::not_found, "no such person is on file");
  return found->record;
}

Result<std::string> Answering::correct() {
  if (!manner_.correct) {
    return fail(Code::invalid_input,
                "correction: is missing; give the fields as they are right, or the document "
                "when it was made by hand");
  }
  MENSHEN_TRY(const auto wrong, subject());
  const Draft before = Draft::of(registry::Record(wrong));
  Draft after = before;
  if (const auto done = manner_.correct(after); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (const auto done = registry_desk::keeps_freeze(before, after); !done) {
    return tl::unexpected<Error>(done.error());
  }
  auto lines = changes_in_words(before, after, language());
  if (lines.empty()) {
    return fail(Code::invalid_input,
                "the correction changes nothing; give the fields as they are right");
  }
  MENSHEN_TRY(const auto right, after.record());
  if (const auto fits = record_form::check_law_words(right, manner_.law.vocabulary()); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  beside_.push_back(right);
  return letter(std::move(lines));
}

Result<std::string> Answering::freeze() {
  MENSHEN_TRY(auto person, subject());
  if (!person.frozen_since) {
    person.frozen_since = now_;
    beside_.emplace_back(person);
  }
  constexpr law_desk::Words kFrozen{
      .zh = "自 {} 起只保存、不使用您的人脸信息，直到您请求恢复",
      .en =
          "since {} what is held of your face is kept and used for nothing, until you ask "
          "to have it used again"};
  return letter({fmt::format(fmt::runtime(kFrozen.in(language())),
                             to_local_text(person.frozen_since.value_or(now_), utc_offset()))});
}

Result<std::string> Answering::unfreeze() {
  MENSHEN_TRY(auto person, subject());
  constexpr law_desk::Words kThawed{.zh = "已按您的请求恢复使用",
                                    .en = "it is used again, as you asked"};
  constexpr law_desk::Words kWasNot{.zh = "此前没有限制处理",
                                    .en = "its use was not restricted"};
  if (!person.frozen_since) return letter({std::string(kWasNot.in(language()))});
  person.frozen_since.reset();
  beside_.emplace_back(person);
  return letter({std::string(kThawed.in(language()))});
}

Result<std::set<PurposeId>> Answering::consented_to() {
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  MENSHEN_TRY(const auto consents,
              registry::all<registry::Consent>(*registry, request_.subject));
  std::set<PurposeId> purposes;
  for (const auto& consent : consents) {
    if (consent->given != true || consent->withdrawn_at) continue;
    const auto& only = manner_.purpose;
    if (!only || consent->purpose == *only) purposes.insert(consent->purpose);
  }
  return purposes;
}

Result<std::string> Answering::withdraw() {
  constexpr law_desk::Words kWithdrawn{
      .zh = "已撤回对目的 {} 的同意 {} 项，已删除特征模板 {} 个；撤回前的处理仍然有效",
      .en =
          "purpose {}: consents withdrawn: {}; templates deleted: {}; what was done before "
          "stays lawful"};
  constexpr law_desk::Words kNone{.zh = "没有仍然有效的同意", .en = "no consent stood"};
  MENSHEN_TRY(const auto purposes, consented_to());
  std::vector<std::string> lines;
  for (const auto& purpose : purposes) {
    if (manner_.is_only_asked) continue;
    MENSHEN_TRY(const auto changed, manner_.withdraw(request_.subject, purpose));
    lines.push_back(fmt::format(fmt::runtime(kWithdrawn.in(language())), purpose.text(),
                                changed.records, changed.references));
  }
  if (purposes.empty()) lines.emplace_back(kNone.in(language()));
  return letter(std::move(lines));
}

Result<> take_word(const AnsweringPorts& ports, const Manner& manner, const Request& request,
                   const Word& word) {
  const Draft before = Draft::of(registry::Record(request));
  Draft draft = before;
  std::vector<std::pair<const char*, std::string>> said{
      {"answered_at", to_text(ports.clock.now())},
      {"outcome", word.outcome.empty() ? std::string(registry::kDone) : word.outcome}};
  if (!word.reason.empty()) said.emplace_back("reason", word.reason);
  if (word.document) said.emplace_back("answer", *word.document);
  for (auto& [field, text] : said) {
    if (auto set = draft.set(field, std::move(text)); !set) return set;
  }
  const registry_desk::Desk desk{
      .state = ports.state, .words = manner.law.vocabulary(), .crypto = ports.crypto};
  MENSHEN_TRY(const auto record, registry_desk::to_write(desk, before, std::move(draft)));
  const auto put = ports.state.put(record, {.actor = manner.actor});
  if (!put) return tl::unexpected<Error>(put.error());
  return {};
}

}  // namespace menshen::rights_desk
