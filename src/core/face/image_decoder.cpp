#include "face/image_decoder.hpp"

namespace menshen::face {

ImageDecoder::~ImageDecoder() = default;

}  // namespace menshen::face
