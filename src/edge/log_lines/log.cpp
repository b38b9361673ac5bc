#include "log_lines/log.hpp"

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"

namespace menshen::log_lines {
namespace {

namespace json = boost::json;

constexpr std::size_t kWaitingMax = 8'192;

std::string_view name(Level level) noexcept {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warning: return "warning";
    case Level::error: return "error";
  }
  return "error";
}

json::value as_json(const Field& field) {
  return std::visit([](const auto& value) { return json::value(value); }, field.value);
}

std::string as_text(const Field& field) {
  return std::visit([](const auto& value) { return fmt::format("{}", value); }, field.value);
}

}  // namespace

std::string to_line(Form form, std::string_view at, Level level, std::string_view event,
                    std::initializer_list<Field> fields) {
  if (form == Form::json) {
    json::object line{{"at", at}, {"level", name(level)}, {"event", event}};
    for (const Field& field : fields) line[field.name] = as_json(field);
    return json::serialize(line);
  }
  std::string line = fmt::format("{} {} {}", at, name(level), event);
  for (const Field& field : fields) line += fmt::format(" {}={}", field.name, as_text(field));
  return line;
}

class Log::Impl {
 public:
  Impl(Form form, Level least)
      : form_(form),
        least_(least),
        pool_(std::make_shared<spdlog::details::thread_pool>(kWaitingMax, 1)),
        logger_(std::make_shared<spdlog::async_logger>(
            "menshen", std::make_shared<spdlog::sinks::stderr_sink_mt>(), pool_,
            spdlog::async_overflow_policy::overrun_oldest)) {
    logger_->set_pattern("%v");
  }

  void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (level < least_) return;
    const auto now =
        std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now());
    const auto line = to_line(form_, to_text(Instant(now)), level, event, fields);
    logger_->info(std::string_view(line));
  }

 private:
  const Form form_;
  const Level least_;
  // The pool ends after the logger, and writes what waits.
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::async_logger> logger_;
};

Log::Log(Form form, Level least) : impl_(std::make_unique<Impl>(form, least)) {}
Log::~Log() = default;

void Log::write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  impl_->write(level, event, fields);
}

}  // namespace menshen::log_lines
