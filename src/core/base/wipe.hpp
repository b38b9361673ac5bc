// Overwrites bytes so that neither a later owner of the memory nor a dump finds them.
#pragma once

#include <cstddef>
#include <span>

namespace menshen {

// Sets every byte to zero; the compiler may not leave it out.
void wipe(std::span<std::byte> bytes) noexcept;

}  // namespace menshen
