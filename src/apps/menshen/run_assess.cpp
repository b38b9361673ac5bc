#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "assessment/assess.hpp"
#include "assessment/formats.hpp"
#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "law_yaml/load_law.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/read_stated.hpp"
#include "law_yaml/verdict.hpp"
#include "machine/files.hpp"
#include "machine/system_clock.hpp"
#include "menshen/commands.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"

namespace menshen::app {
namespace {

using assessment::AssessOptions;
using assessment::AssessReport;
using assessment::CaseReport;
using assessment::Explaining;
using assessment::NamedManifest;
using assessment::Verdict;

constexpr std::string_view kStandardInput = "-";

// A refusal, and whether it is the command line that is wrong or what it names.
struct Complaint {
  Exit exit = Exit::data;
  Error error;
};

template <typename T>
using Or = tl::expected<T, Complaint>;

tl::unexpected<Complaint> usage(std::string_view option, const Error& error) {
  return tl::unexpected<Complaint>({.exit = Exit::usage, .error = in_context(error, option)});
}

tl::unexpected<Complaint> data(Error error) {
  return tl::unexpected<Complaint>({.exit = Exit::data, .error = std::move(error)});
}

Result<std::string> read_standard_input() {
  std::string text;
  std::vector<char> piece(std::size_t{64} << 10U);
  while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), stdin)) {
    text.append(piece.data(), size);
    if (text.size() > law_yaml::kManifestBytesMax) {
      return fail(Code::exhausted,
                  fmt::format("more than {} bytes", law_yaml::kManifestBytesMax));
    }
  }
  return text;
}

Result<std::string> read_text(const std::string& file) {
  if (file == kStandardInput) return read_standard_input();
  MENSHEN_TRY(const auto bytes, machine::read_file(file, law_yaml::kManifestBytesMax));
  std::string text(bytes.size(), '\0');
  std::ranges::transform(bytes, text.begin(),
                         [](std::byte byte) { return static_cast<char>(byte); });
  return text;
}

Result<NamedManifest> read(const std::string& file, const catalogue::Catalogue& law) {
  MENSHEN_TRY(const auto text, read_text(file));
  const std::string name = file == kStandardInput ? "stdin" : file;
  auto manifest = law_yaml::read_manifest(text, law);
  if (!manifest) return tl::unexpected<Error>(in_file(manifest.error(), name));
  return NamedManifest{.file = name, .manifest = std::move(*manifest)};
}

Explaining explaining(const AssessCommand& command) {
  if (command.explain.empty()) return Explaining::none;
  return command.explain == "all" ? Explaining::all : Explaining::speaking;
}

Or<AssessOptions> options_of(const AssessCommand& command, const catalogue::Catalogue& law) {
  const machine::SystemClock clock;
  AssessOptions options{.today = legal_day(clock.now(), law.jurisdiction().utc_offset),
                        .explains_all = explaining(command) == Explaining::all,
                        .checks = command.checks};
  if (command.on) {
    const auto day = parse_civil_date(*command.on);
    if (!day) return usage("--on", day.error());
    options.on = *day;
  }
  if (command.law) {
    auto choice = law_yaml::read_law_choice(*command.law, law);
    if (!choice) return usage("--law", choice.error());
    options.law = std::move(*choice);
  }
  for (const std::string& text : command.what_if) {
    auto statement = law_yaml::read_statement(text, law.vocabulary());
    if (!statement) return usage("--what-if", statement.error());
    options.what_if.push_back(std::move(*statement));
  }
  return options;
}

// Colours only where a person looks, and asked for none by neither NO_COLOR nor the terminal.
// Source: https://no-color.org
bool is_colour_wanted() {
  // NOLINTBEGIN(concurrency-mt-unsafe): nothing sets the environment, and there is one thread.
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  // NOLINTEND(concurrency-mt-unsafe)
  if (refused != nullptr && *refused != '\0') return false;
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return isatty(STDOUT_FILENO) != 0;
}

std::string printed(const AssessReport& report, const AssessCommand& command) {
  switch (command.format) {
    case AssessFormat::text:
      return assessment::as_text(report, command.language, explaining(command),
                                 is_colour_wanted());
    case AssessFormat::json: return assessment::as_json(report, explaining(command));
    case AssessFormat::sarif:
      return assessment::as_sarif(report, command.language, MENSHEN_VERSION);
    case AssessFormat::markdown:
      return assessment::as_markdown(report, command.language, explaining(command));
  }
  return {};
}

Result<catalogue::Catalogue> open_law(const std::string& folder) {
  const crypto_openssl::OpensslCrypto crypto;
  if (!folder.empty()) return law_yaml::load_law(folder, crypto);
  MENSHEN_TRY(const auto share, find_share());
  return load_law(share, crypto);
}

Or<AssessReport> report_on(const AssessCommand& command) {
  const auto law = open_law(command.law_dir);
  if (!law) return data(law.error());
  auto options = options_of(command, *law);
  if (!options) return tl::unexpected<Complaint>(options.error());
  std::vector<NamedManifest> manifests;
  bool is_anything_expected = false;
  for (const std::string& file : command.manifests) {
    auto manifest = read(file, *law);
    if (!manifest) return data(manifest.error());
    for (const auto& one : manifest->manifest.cases) {
      is_anything_expected = is_anything_expected || one.expect.has_value();
    }
    manifests.push_back(std::move(*manifest));
  }
  if (command.checks && !is_anything_expected) {
    return data({.code = Code::invalid_input,
                 .what = "--check: no case has `expect`, so there is nothing to check"});
  }
  return assessment::assess(*law, manifests, *options);
}

// Says on standard error what is not as expected.
Exit checked(const AssessReport& report, Language language) {
  Exit exit = Exit::ok;
  for (const CaseReport& one : report.cases) {
    for (const catalogue::Bilingual& mismatch : one.mismatches) {
      const std::size_t line = one.asked.expect ? one.asked.expect->line : one.asked.line;
      fmt::print(stderr, "menshen: {}:{}: {}: {}\n", one.file, line, one.asked.id,
                 language == Language::zh ? mismatch.zh : mismatch.en);
      exit = Exit::failure;
    }
  }
  return exit;
}

// What a manifest says must not steer the terminal that shows why it was refused.
std::string without_controls(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7f'; }, '?');
  return text;
}

Exit exit_for(Verdict verdict) {
  switch (verdict) {
    case Verdict::lawful: return Exit::ok;
    case Verdict::unlawful: return Exit::failure;
    case Verdict::undetermined: return Exit::undetermined;
  }
  return Exit::undetermined;
}

}  // namespace

Exit run_assess(const AssessCommand& command) {
  const auto report = report_on(command);
  if (!report) {
    fmt::print(stderr, "menshen: {}\n", without_controls(report.error().error.what));
    return report.error().exit;
  }
  fmt::print("{}", printed(*report, command));
  return command.checks ? checked(*report, command.language)
                        : exit_for(assessment::worst(*report));
}

}  // namespace menshen::app
