// A provision of any bytes, of the law or of a draft, is read or refused with a reason, and so
// is the law made of it.
#include <cstddef>
#include <cstdint>
#include <utility>

#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "law_words.hpp"
#include "law_yaml/read_provision.hpp"

namespace {

using namespace menshen;

// A law of one instrument and one number, still without provisions.
catalogue::Contents contents(catalogue::InstrumentStatus status) {
  const catalogue::InForce days{.from = CivilDate{}, .source = "s", .still_valid_on = {}};
  catalogue::Contents law{.vocabulary = fuzz::law_words()};
  law.instruments.push_back({.id = "l", .status = status, .in_force = days});
  law.parameters.push_back({.id = "L-1.days",
                            .instrument = "l",
                            .unit = "days",
                            .values = {{.from = CivilDate{}, .value = 3, .source = "s"}}});
  return law;
}

void read(const plain_yaml::Node& root, catalogue::InstrumentStatus status) {
  auto law = contents(status);
  auto provision = fuzz::reasoned(
      law_yaml::read_provision(root, law.instruments.front(), law.vocabulary, law.parameters));
  if (!provision) return;
  law.provisions.push_back(*provision);
  fuzz::reasoned(catalogue::Catalogue::make(std::move(law)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::over_yaml(data, size, [](const plain_yaml::Node& root) {
    read(root, catalogue::InstrumentStatus::in_force);
    read(root, catalogue::InstrumentStatus::draft);
  });
}
