#include "menshen/run_request.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/answer_file.hpp"
#include "menshen/detail/drafting.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/run_consent.hpp"
#include "menshen/run_record.hpp"
#include "menshen/run_subject.hpp"
#include "menshen/wire.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "rights_desk/answering.hpp"

namespace menshen::app {
namespace {

using registry::Request;

std::string said(const AnswerOptions& options, const char* field) {
  const auto found = options.record.fields.find(field);
  return found == options.record.fields.end() || found->second.empty() ? std::string()
                                                                       : found->second.front();
}

// The request goes with the person; the certificate is what is left of it.
Result<Exit> erase(const AnswerOptions& options, const SubjectId& subject) {
  std::error_code failure;
  if (std::filesystem::exists(options.out, failure)) return is_there_already(options.out);
  return erase_subject({.common = options.record.common,
                        .state = options.record.state,
                        .subject = subject.text(),
                        .certificate = options.out,
                        .folders = {},
                        .yes = !options.record.dry_run});
}

// As somebody says that it was answered: refused, or done by hand.
Result<Exit> take_word(const AnswerOptions& options, Parts& parts,
                       const catalogue::Catalogue& law, Request request) {
  const auto before = registry::Draft::of(registry::Record(request));
  request.answered_at = parts.clock->now();
  request.outcome = registry::kDone;
  auto draft = registry::Draft::of(registry::Record(std::move(request)));
  if (const auto done = apply_options(options.record, *parts.crypto, draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return write(parts, options.record, law, before, draft);
}

rights_desk::AnsweringPorts ports_of(const Parts& parts) {
  return {.state = *parts.state,
          .references = *parts.sealed,
          .ledger = *parts.ledger,
          .keys = *parts.vault,
          .signer = *parts.signer,
          .crypto = *parts.crypto,
          .clock = *parts.clock};
}

rights_desk::Manner manner_of(const AnswerOptions& options, Parts& parts,
                              const catalogue::Catalogue& law) {
  rights_desk::Manner manner{
      .actor = "operator",
      .law = law,
      .language = options.record.common.language,
      .is_json = options.record.common.json,
      .is_only_asked = options.record.dry_run,
      .purpose = std::nullopt,
      .correct = {},
      .withdraw = [&parts](const SubjectId& subject,
                           const PurposeId& purpose) -> Result<rights_desk::Withdrawn> {
        MENSHEN_TRY(const auto changed, withdraw_all(parts, subject, purpose));
        return rights_desk::Withdrawn{.records = changed.records,
                                      .references = changed.references};
      }};
  if (options.record.purpose) manner.purpose = PurposeId(*options.record.purpose);
  if (options.correction.empty()) return manner;
  manner.correct = [&options, &parts](registry::Draft& draft) {
    RecordOptions fields;
    fields.kind = registry::kKind<registry::Subject>;
    fields.from = options.correction;
    return apply_options(fields, *parts.crypto, draft);
  };
  return manner;
}

// The file is made before anything is done, and gone when nothing was.
Result<Exit> give(const AnswerOptions& options, Parts& parts, const catalogue::Catalogue& law,
                  const Request& request) {
  if (request.kind == registry::kCorrection && options.correction.empty()) {
    return fail(Code::invalid_input,
                "a correction needs --from FILE.json with the fields as they are right, or "
                "--answer FILE when it was made by hand");
  }
  const auto ports = ports_of(parts);
  const auto manner = manner_of(options, parts, law);
  rights_desk::Answering answering(ports, manner, request);
  if (options.record.dry_run) {
    MENSHEN_TRY([[maybe_unused]] const auto text, answering.perform());
    if (const auto fits = answering.check(); !fits) return tl::unexpected<Error>(fits.error());
    return print_written(parts, options.record, answering.before(), answering.request());
  }
  MENSHEN_TRY(auto file, AnswerFile::make(*parts.files, options.out));
  MENSHEN_TRY(const auto text, answering.perform());
  MENSHEN_TRY(const auto digest, file.write(text, *parts.crypto));
  if (const auto kept = answering.keep(digest); !kept) {
    return tl::unexpected<Error>(kept.error());
  }
  file.keep();
  return print_written(parts, options.record, answering.before(), answering.request());
}

}  // namespace

Result<Exit> answer_request(const AnswerOptions& options) {
  MENSHEN_TRY(auto parts, open_state(options.record.state));
  MENSHEN_TRY(const auto law, law_of(*parts));
  MENSHEN_TRY(const auto* registry, parts->state->registry());
  MENSHEN_TRY(const auto found,
              registry::find<Request>(*registry, registry::RequestId(options.record.id)));
  if (!found) return is_not_there(options.record.kind);
  const Request request = found->record;
  const std::string outcome = said(options, "outcome");
  const bool is_refusal = !outcome.empty() && outcome != registry::kDone;
  if (const auto fits = rights_desk::check_answerable(request, is_refusal); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  if (is_refusal) return take_word(options, *parts, law, request);
  if (!said(options, "answer").empty()) {
    if (rights_desk::may_be_done_by_hand(request)) {
      return take_word(options, *parts, law, request);
    }
    return refuse_usage(
        "what was asked is done here, not by hand; give --out in place of --answer");
  }
  if (options.out.empty() && !options.record.dry_run) {
    return refuse_usage("the person is handed an answer; give --out, a file for it");
  }
  if (request.kind == registry::kDeletion) {
    parts.reset();  // it opens the folder itself
    return erase(options, request.subject);
  }
  return give(options, *parts, law, request);
}

}  // namespace menshen::app
