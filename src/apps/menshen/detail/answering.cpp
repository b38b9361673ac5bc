#include "menshen/detail/answering.hpp"

#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/answer_file.hpp"
#include "menshen/detail/drafting.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/run_consent.hpp"
#include "menshen/run_record.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "record_form/law_words.hpp"
#include "registry/draft.hpp"
#include "registry/pages.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry_desk/writing.hpp"
#include "rights_desk/file_form.hpp"
#include "rights_desk/letter.hpp"
#include "rights_desk/person_file.hpp"

namespace menshen::app {

using registry::Draft;
using registry::Request;
using registry::Subject;

Answering::Answering(Parts& parts, const catalogue::Catalogue& law,
                     const AnswerOptions& options, Request request)
    : parts_(parts),
      law_(law),
      options_(options),
      before_(Draft::of(registry::Record(request))),
      request_(std::move(request)),
      now_(parts.clock->now()) {
  request_.answered_at = now_;
  request_.outcome = registry::kDone;
}

Result<Exit> Answering::run() {
  const std::string& kind = request_.kind;
  if (kind == registry::kAccess || kind == registry::kExplanation) {
    return give([this] { return file(options_.record.common.json); });
  }
  if (kind == registry::kCopy) return give([this] { return file(true); });
  if (kind == registry::kCorrection) return give([this] { return correct(); });
  if (kind == registry::kFreeze) return give([this] { return freeze(); });
  if (kind == registry::kUnfreeze) return give([this] { return unfreeze(); });
  return give([this] { return withdraw(); });
}

// As somebody says that it was answered: refused, or done by hand.
Result<Exit> Answering::take_word() {
  Draft draft = Draft::of(registry::Record(request_));
  if (const auto done = apply_options(options_.record, *parts_.crypto, draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return write(parts_, options_.record, law_, before_, draft);
}

Result<Exit> Answering::give(const Deed& deed) {
  if (options_.record.dry_run) {
    MENSHEN_TRY([[maybe_unused]] const auto text, deed());
    beside_.emplace_back(request_);
    if (const auto fits = parts_.state->check(beside_); !fits) {
      return tl::unexpected<Error>(fits.error());
    }
    return print_written(parts_, options_.record, before_, request_);
  }
  MENSHEN_TRY(auto file, AnswerFile::make(*parts_.files, options_.out));
  MENSHEN_TRY(const auto text, deed());
  MENSHEN_TRY(request_.answer, file.write(text, *parts_.crypto));
  beside_.emplace_back(request_);
  MENSHEN_TRY([[maybe_unused]] const auto changed,
              parts_.state->put_all(beside_, {.actor = "operator"}));
  file.keep();
  return print_written(parts_, options_.record, before_, request_);
}

Result<std::string> Answering::letter(std::vector<std::string> lines) {
  MENSHEN_TRY(const auto* registry, parts_.state->registry());
  MENSHEN_TRY(const auto organization, registry->organization());
  const rights_desk::Letter letter{
      .request = request_,
      .organization = organization ? &organization->record : nullptr,
      .answered_at = now_,
      .done = std::move(lines)};
  return options_.record.common.json
             ? rights_desk::letter_as_json(letter)
             : rights_desk::letter_as_text(letter, utc_offset(), language());
}

Result<std::string> Answering::file(bool is_json) {
  MENSHEN_TRY(const auto* registry, parts_.state->registry());
  MENSHEN_TRY(const auto file, rights_desk::gather({.registry = *registry,
                                                    .references = *parts_.sealed,
                                                    .archive = parts_.ledger->archive(),
                                                    .keys = *parts_.vault,
                                                    .crypto = *parts_.crypto},
                                                   request_.subject, now_));
  if (!is_json) return rights_desk::file_as_text(file, law_, language());
  MENSHEN_TRY(const auto receipts, receipts_in(file));
  return rights_desk::file_as_json(file, receipts);
}

// Those that can be given: where the purpose is another by now there is none.
Result<std::vector<rights_desk::AttachedReceipt>> Answering::receipts_in(
    const rights_desk::PersonFile& file) {
  std::vector<rights_desk::AttachedReceipt> receipts;
  if (request_.kind != registry::kCopy) return receipts;
  for (const auto& each : file.records) {
    const auto* consent = std::get_if<registry::Consent>(&each.record);
    if (consent == nullptr) continue;
    auto receipt = receipt_of(parts_, law_, {.record = *consent, .origin = each.origin});
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
  MENSHEN_TRY(const auto* registry, parts_.state->registry());
  MENSHEN_TRY(const auto found, registry::find<Subject>(*registry, request_.subject));
  if (!found) return is_not_there(registry::kKind<Subject>);
  return found->record;
}

Result<std::string> Answering::correct() {
  if (options_.correction.empty()) {
    return fail(Code::invalid_input,
                "a correction needs --from FILE.json with the fields as they are right, or "
                "--answer FILE when it was made by hand");
  }
  MENSHEN_TRY(const auto wrong, subject());
  RecordOptions fields;
  fields.kind = registry::kKind<Subject>;
  fields.from = options_.correction;
  const Draft before = Draft::of(registry::Record(wrong));
  Draft after = before;
  if (const auto done = apply_options(fields, *parts_.crypto, after); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (const auto done = registry_desk::keeps_freeze(before, after); !done) {
    return tl::unexpected<Error>(done.error());
  }
  auto lines = rights_desk::changes_in_words(before, after, language());
  if (lines.empty()) {
    return fail(Code::invalid_input,
                "the correction changes nothing; give the fields as they are right");
  }
  MENSHEN_TRY(const auto right, after.record());
  if (const auto fits = record_form::check_law_words(right, law_.vocabulary()); !fits) {
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
  constexpr Words kFrozen{
      .zh = "自 {} 起只保存、不使用您的人脸信息，直到您请求恢复",
      .en =
          "since {} what is held of your face is kept and used for nothing, until you ask "
          "to have it used again"};
  return letter({fmt::format(fmt::runtime(kFrozen.in(language())),
                             to_local_text(person.frozen_since.value_or(now_), utc_offset()))});
}

Result<std::string> Answering::unfreeze() {
  MENSHEN_TRY(auto person, subject());
  constexpr Words kThawed{.zh = "已按您的请求恢复使用", .en = "it is used again, as you asked"};
  constexpr Words kWasNot{.zh = "此前没有限制处理", .en = "its use was not restricted"};
  if (!person.frozen_since) return letter({std::string(kWasNot.in(language()))});
  person.frozen_since.reset();
  beside_.emplace_back(person);
  return letter({std::string(kThawed.in(language()))});
}

Result<std::set<PurposeId>> Answering::consented_to() {
  MENSHEN_TRY(const auto* registry, parts_.state->registry());
  MENSHEN_TRY(const auto consents,
              registry::all<registry::Consent>(*registry, request_.subject));
  std::set<PurposeId> purposes;
  for (const auto& consent : consents) {
    if (consent->given != true || consent->withdrawn_at) continue;
    const auto& only = options_.record.purpose;
    if (!only || consent->purpose == PurposeId(*only)) purposes.insert(consent->purpose);
  }
  return purposes;
}

Result<std::string> Answering::withdraw() {
  constexpr Words kWithdrawn{
      .zh = "已撤回对目的 {} 的同意 {} 项，已删除特征模板 {} 个；撤回前的处理仍然有效",
      .en =
          "purpose {}: consents withdrawn: {}; templates deleted: {}; what was done before "
          "stays lawful"};
  constexpr Words kNone{.zh = "没有仍然有效的同意", .en = "no consent stood"};
  MENSHEN_TRY(const auto purposes, consented_to());
  std::vector<std::string> lines;
  for (const auto& purpose : purposes) {
    if (options_.record.dry_run) continue;
    MENSHEN_TRY(const auto changed, withdraw_all(parts_, request_.subject, purpose));
    lines.push_back(fmt::format(fmt::runtime(kWithdrawn.in(language())), purpose.text(),
                                changed.records, changed.references));
  }
  if (purposes.empty()) lines.emplace_back(kNone.in(language()));
  return letter(std::move(lines));
}

}  // namespace menshen::app
