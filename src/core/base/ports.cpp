#include "base/files.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"

namespace menshen {

File::~File() = default;
Files::~Files() = default;
Signer::~Signer() = default;
Sm2Signer::~Sm2Signer() = default;

}  // namespace menshen
