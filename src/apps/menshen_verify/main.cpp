#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>

#include "menshen_verify/finding.hpp"
#include "menshen_verify/policy.hpp"
#include "menshen_verify/read_file.hpp"
#include "menshen_verify/report.hpp"
#include "menshen_verify/verdict.hpp"
#include "menshen_verify/verify_proof.hpp"
#include "menshen_verify/verify_record.hpp"

namespace {

using namespace menshen::menshen_verify;

constexpr int kExitNotValid = 1;
constexpr int kExitUndetermined = 2;
constexpr int kExitUsage = 64;
constexpr int kExitUnreadable = 65;

struct Arguments {
  std::string path;
  std::string key;
  std::vector<std::string> witnesses;
  std::optional<std::size_t> witnesses_min;
  std::string entry;
  bool json = false;
};

int exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::valid: return 0;
    case Verdict::no_key: return kExitUndetermined;
    case Verdict::bad_key: return kExitUsage;
    case Verdict::unreadable: return kExitUnreadable;
    case Verdict::malformed:
    case Verdict::wrong_entry:
    case Verdict::wrong_path:
    case Verdict::wrong_key:
    case Verdict::wrong_signature:
    case Verdict::too_few_witnesses:
    case Verdict::incomplete: return kExitNotValid;
  }
  return kExitNotValid;
}

int complain(const std::string& what, const Fault& fault) {
  std::fprintf(stderr, "menshen-verify: %s: %s\n", what.c_str(), fault.why.c_str());  // NOLINT
  return fault.verdict == Verdict::bad_key ? kExitUsage : kExitUnreadable;
}

int answer(const Finding& found, const std::string& text) {
  // A verdict that nobody reads is none.
  const bool is_told = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  return is_told ? exit_code(found.verdict) : kExitUnreadable;
}

int verify_folder(const Arguments& asked, const Policy& policy) {
  const Finding found = verify_record(asked.path, policy);
  return answer(found, asked.json ? record_as_json(found) : record_in_words(found));
}

int verify_file(const Arguments& asked, const Policy& policy) {
  std::vector<std::uint8_t> proof;
  std::vector<std::uint8_t> entry;
  if (const auto read = read_file(asked.path, kProofBytesMax, proof); !read) {
    return complain(asked.path, read.error());
  }
  if (!asked.entry.empty()) {
    if (const auto read = read_file(asked.entry, kEntryBytesMax, entry); !read) {
      return complain(asked.entry, read.error());
    }
  }
  const Finding found = verify_proof(
      proof, policy,
      asked.entry.empty() ? std::nullopt : std::optional<std::span<const std::uint8_t>>(entry));
  return answer(found, asked.json ? proof_as_json(found) : proof_in_words(found));
}

int run(int argc, char** argv) {
  CLI::App app(
      "Checks a record of Menshen, or a proof from it, with nothing of the server.\n"
      "Exit code: 0 valid; 1 not valid; 2 undetermined, for want of a key; 64 usage; 65 not "
      "readable, or the answer not printable.");
  Arguments asked;
  app.add_option("PATH", asked.path,
                 "an exported record's folder, a receipt, a deletion certificate, a consent "
                 "receipt or a tlog-proof")
      ->required();
  auto* key = app.add_option("--key", asked.key, "the record's key: NAME+KEYID+BASE64");
  app.add_option("--witness", asked.witnesses, "the key of a witness; may be given again")
      ->needs(key)
      ->expected(1)
      ->take_all();
  app.add_option("--witnesses", asked.witnesses_min,
                 "how many of the witnesses must have cosigned; all, if not said")
      ->needs("--witness");
  app.add_option("--entry", asked.entry, "the file with the entry, if the proof has it not");
  app.add_flag("--json", asked.json, "answer in JSON");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  const auto policy = make_policy(asked.key, asked.witnesses, asked.witnesses_min);
  if (!policy) return complain("keys", policy.error());
  std::error_code ignored;
  return std::filesystem::is_directory(asked.path, ignored) ? verify_folder(asked, *policy)
                                                            : verify_file(asked, *policy);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "menshen-verify: %s\n", error.what());  // NOLINT
    return kExitNotValid;
  }
}
