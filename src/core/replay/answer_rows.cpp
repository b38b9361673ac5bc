#include "replay/answer_rows.hpp"

namespace menshen::replay {

AnswerRows::~AnswerRows() = default;

}  // namespace menshen::replay
