#include "base/files.hpp"
#include "base/signer.hpp"

namespace menshen {

File::~File() = default;
Files::~Files() = default;
Signer::~Signer() = default;

}  // namespace menshen
