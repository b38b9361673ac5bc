#include "menshen/run_init.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "machine/files.hpp"
#include "machine/system_clock.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_doctor.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "questionnaire/questions.hpp"
#include "readiness/examine.hpp"
#include "record_form/law_words.hpp"
#include "registry/records.hpp"
#include "registry/starting_site.hpp"
#include "registry/valid.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

// Longer than any answer; what is longer is none, and is asked for again.
constexpr std::size_t kLineBytesMax = 65'536;

std::optional<std::string> read_line() {
  std::string line;
  int character = std::fgetc(stdin);
  if (character == EOF) return std::nullopt;
  for (; character != EOF && character != '\n'; character = std::fgetc(stdin)) {
    if (line.size() < kLineBytesMax) line += static_cast<char>(character);
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// Questions go to standard error, so that JSON stays by itself.
void print_question(std::string_view text) {
  fmt::print(stderr, "{}", text);
  static_cast<void>(std::fflush(stderr));
}

Result<registry::StartingSite> answers_of(const InitOptions& options,
                                          const catalogue::Vocabulary& words) {
  if (options.answers.empty()) {
    return questionnaire::ask({.read_line = read_line, .print = print_question},
                              options.common.language, words);
  }
  MENSHEN_TRY(const auto bytes,
              machine::read_file(options.answers, questionnaire::kAnswersBytesMax));
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()),  // NOLINT: bytes
                              bytes.size());
  auto site = questionnaire::read_answers(text, words);
  if (!site) return tl::unexpected<Error>(in_file(site.error(), options.answers));
  return site;
}

// Before there is a folder.
Result<> check(const std::vector<registry::Record>& records,
               const catalogue::Vocabulary& words) {
  for (const auto& record : records) {
    if (auto fits = registry::validate(record); !fits) return fits;
    if (auto fits = record_form::check_law_words(record, words); !fits) return fits;
  }
  return {};
}

Result<readiness::Report> write(const fs::path& folder,
                                const std::vector<registry::Record>& records) {
  MENSHEN_TRY(const auto parts, begin_state(folder));
  MENSHEN_TRY([[maybe_unused]] const auto done,
              parts->state->put_all(records, {.actor = "operator"}));
  return examine_state(*parts, readiness::Extent::gate);
}

void print_written(std::size_t records, const InitOptions& options) {
  if (options.common.json) return;
  constexpr Words kWritten{.zh = "已写入 {} 条记录：{}\n\n",
                           .en = "{} records are on file in {}\n\n"};
  constexpr Words kAsked{
      .zh = "将写入 {} 条记录：{}；未作改动\n\n",
      .en = "{} records would be put on file in {}; nothing was written\n\n"};
  const Language language = options.common.language;
  fmt::print(fmt::runtime((options.dry_run ? kAsked : kWritten).in(language)), records,
             options.state);
}

}  // namespace

Result<Exit> run_init(const InitOptions& options) {
  const StateFolder state{options.state};
  if (fs::exists(state.record())) {
    return fail(Code::conflict,
                fmt::format("`{}` holds a record already; menshen doctor says what it lacks",
                            options.state));
  }
  MENSHEN_TRY(const auto share, find_share());
  const crypto_openssl::OpensslCrypto crypto;
  MENSHEN_TRY(const auto law, load_law(share, crypto));
  MENSHEN_TRY(const auto site, answers_of(options, law.vocabulary()));
  const CivilDate today =
      legal_day(machine::SystemClock().now(), law.jurisdiction().utc_offset);
  const auto records = registry::records_of(site, today, crypto);
  if (const auto fits = check(records, law.vocabulary()); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  const StateOptions doctor{.common = options.common, .state = options.state};
  if (options.dry_run) {
    MENSHEN_TRY(const auto elsewhere, TemporaryFolder::make());
    MENSHEN_TRY(const auto report, write(elsewhere.path() / "state", records));
    print_written(records.size(), options);
    print_report(report, doctor);
    return Exit::ok;
  }
  const bool is_new = !fs::exists(state.folder);
  const auto report = write(state.folder, records);
  if (!report) {
    std::error_code ignored;
    if (is_new) fs::remove_all(state.folder, ignored);
    return tl::unexpected<Error>(report.error());
  }
  print_written(records.size(), options);
  print_report(*report, doctor);
  return Exit::ok;
}

}  // namespace menshen::app
