// What comes out of a judgement, as manifests and cases write it.
#pragma once

#include <string_view>

namespace menshen::law_yaml {

enum class Verdict { lawful, unlawful, undetermined };

[[nodiscard]] std::string_view name(Verdict verdict) noexcept;

}  // namespace menshen::law_yaml
