// An office door where everything is as the law asks.
#pragma once

#include "registry/starting_site.hpp"

namespace menshen::registry {

[[nodiscard]] inline StartingChecks all_in_order() {
  return {.purpose = true,
          .place = true,
          .flow = true,
          .alternative = true,
          .assessment = true,
          .minors = true,
          .safeguards = true,
          .no_injunction = true};
}

[[nodiscard]] inline StartingSite lawful_office() {
  return {.name_zh = "某公司",
          .name_en = "Some company",
          .contact = "privacy@example.com",
          .processor_kind = "employer",
          .place_class = "office",
          .checks = all_in_order()};
}

}  // namespace menshen::registry
