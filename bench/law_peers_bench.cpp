// Thirty provisions decided by this engine and by others, on the same facts and with the same
// answers. bench/peers/ holds the others, which run in Node.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/provision.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "law_subset.hpp"
#include "law_yaml/load_law.hpp"
#include "must.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "report.hpp"

namespace menshen::bench {
namespace {

namespace json = boost::json;

constexpr CivilDate kDay{std::chrono::year{2026} / 11 / 21};
constexpr std::size_t kSets = 1152;
constexpr std::size_t kRepeats = 101;
constexpr std::array<std::string_view, 4> kPeers{"cedar", "cel_js", "marcbachmann_cel_js",
                                                 "json_logic_js"};

// `consent.kind` becomes {"consent": {"kind": ...}}, the form that all the others read.
json::object nested(const CompleteFacts& statements) {
  json::object root;
  for (const auto& [fact, value] : statements) {
    json::object* inside = &root;
    std::string_view rest = fact;
    for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
      json::value& deeper = (*inside)[rest.substr(0, dot)];
      inside = deeper.is_object() ? &deeper.get_object() : &deeper.emplace_object();
      rest.remove_prefix(dot + 1);
    }
    (*inside)[rest] = to_json(value);
  }
  return root;
}

json::object answer_of(const policy::Decision& decision) {
  json::array violated;
  json::array bases;
  for (const policy::Finding& finding : decision.findings()) {
    const bool is_basis = finding.provision->kind == catalogue::Kind::basis;
    if (is_basis && finding.status == policy::Status::satisfied) {
      bases.emplace_back(finding.provision->id);
    }
    if (!is_basis && finding.status == policy::Status::violated) {
      violated.emplace_back(finding.provision->id);
    }
  }
  return {{"is_permitted", decision.outcome() == policy::Outcome::permit},
          {"violated", std::move(violated)},
          {"bases", std::move(bases)}};
}

class Ours {
 public:
  Ours(const policy::Program& program, const std::vector<CompleteFacts>& statements)
      : program_(program), statements_(statements) {
    for (const CompleteFacts& one : statements) {
      state(one, facts_.emplace_back(program.law().vocabulary()));
    }
  }

  // Rules, facts and answers, for the others to read.
  [[nodiscard]] json::object task() {
    json::array sets;
    json::array answers;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      policy::evaluate_into(program_, kSubsetAct, facts_[i], decision_);
      sets.emplace_back(nested(statements_[i]));
      answers.emplace_back(answer_of(decision_));
    }
    return {{"action", kSubsetAct},
            {"rules", must(rules_of(program_.law(), kDay))},
            {"sets", std::move(sets)},
            {"answers", std::move(answers)}};
  }

  // Microseconds a decision, the facts stated beforehand.
  double decide() {
    return per_set([this] {
      for (const policy::Facts& facts : facts_) {
        policy::evaluate_into(program_, kSubsetAct, facts, decision_);
        read();
      }
    });
  }

  // Microseconds to state the facts by their names and to decide.
  double state_and_decide() {
    policy::Facts facts(program_.law().vocabulary());
    return per_set([&] {
      for (const CompleteFacts& statements : statements_) {
        state(statements, facts);
        policy::evaluate_into(program_, kSubsetAct, facts, decision_);
        read();
      }
    });
  }

 private:
  // What the others list with their answers; kept, so that it is not optimised away.
  void read() {
    violated_ += std::ranges::count(decision_.findings(), policy::Status::violated,
                                    &policy::Finding::status);
  }

  template <typename Work>
  [[nodiscard]] double per_set(const Work& work) const {
    return 1e6 * median_time(work, kRepeats).count() / static_cast<double>(facts_.size());
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives as long as main.
  const policy::Program& program_;
  const std::vector<CompleteFacts>& statements_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  std::vector<policy::Facts> facts_;
  std::ptrdiff_t violated_ = 0;
  policy::Decision decision_ =
      policy::evaluate(program_, kSubsetAct, policy::Facts(program_.law().vocabulary()));
};

struct Peer {
  std::string name;  // with versions
  double microseconds = 0;
  bool takes_facts_in = false;  // on every call, from the caller's form
};

// The script has compared every answer before it prints a figure.
Peer run_peer(std::string_view name, const std::filesystem::path& task) {
  const auto command =
      fmt::format("'{}/run.sh' main.mjs {} '{}'", MENSHEN_PEERS_DIR, name, task.string());
  std::FILE* child = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): our own script
  if (child == nullptr) give_up("cannot run a script");
  std::string line;
  for (int c = std::fgetc(child); c != EOF; c = std::fgetc(child)) {
    line.push_back(static_cast<char>(c));
  }
  if (pclose(child) != 0) give_up(fmt::format("no figure from {}", name));
  const json::value answer = json::parse(line);
  return {.name = std::string(answer.at("peer").as_string()),
          .microseconds = answer.at("microseconds").to_number<double>(),
          .takes_facts_in = answer.at("takes_facts_in").as_bool()};
}

void run(const std::filesystem::path& folder) {
  const crypto_openssl::OpensslCrypto crypto;
  const auto whole =
      must(law_yaml::load_law(std::filesystem::path(MENSHEN_SHARE_DIR) / "law", crypto));
  const auto program = policy::compile(must(cut_subset(whole, kDay)), kDay);
  const auto statements = must(draw_facts(program, kSets));
  Ours ours(program, statements);
  const auto task = folder / "law_peers_task.json";
  std::ofstream(task) << json::serialize(ours.task());
  for (const std::string_view name : kPeers) {
    const Peer peer = run_peer(name, task);
    report("law", "thirty_rules", ours.decide(), "us", peer.name, peer.microseconds);
    if (peer.takes_facts_in) {
      report("law", "thirty_rules_with_facts_stated", ours.state_and_decide(), "us", peer.name,
             peer.microseconds);
    }
  }
}

}  // namespace
}  // namespace menshen::bench

int main() {
  menshen::bench::run(std::filesystem::read_symlink("/proc/self/exe").parent_path());
  return 0;
}
