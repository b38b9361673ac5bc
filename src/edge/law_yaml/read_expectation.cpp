#include "law_yaml/read_expectation.hpp"

#include <array>

#include "base/error.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "law_yaml/verdict.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

Result<Expectation> read_expectation(const plain_yaml::Node& node) {
  using enum Verdict;
  if (const auto known =
          plain_yaml::only_keys(node, {"verdict", "violated", "not_violated", "conditional",
                                       "undetermined", "excepted", "obligations", "missing"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Expectation expect{.line = node.line};
  if (node.find("verdict") != nullptr) {
    MENSHEN_TRY(expect.verdict,
                choice(node, "verdict", std::array{lawful, unlawful, Verdict::undetermined}));
  }
  MENSHEN_TRY(expect.violated, plain_yaml::texts(node, "violated"));
  MENSHEN_TRY(expect.not_violated, plain_yaml::texts(node, "not_violated"));
  MENSHEN_TRY(expect.conditional, plain_yaml::texts(node, "conditional"));
  MENSHEN_TRY(expect.undetermined, plain_yaml::texts(node, "undetermined"));
  MENSHEN_TRY(expect.excepted, plain_yaml::texts(node, "excepted"));
  MENSHEN_TRY(expect.obligations, plain_yaml::texts(node, "obligations"));
  MENSHEN_TRY(expect.missing, plain_yaml::texts(node, "missing"));
  return expect;
}

}  // namespace menshen::law_yaml
