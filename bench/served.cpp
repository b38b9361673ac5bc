#include "served.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "base/civil_date.hpp"
#include "load_client.hpp"
#include "must.hpp"

namespace menshen::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kJson = "application/json";
constexpr std::size_t kConnections = 64;

std::string person(std::size_t number) { return fmt::format("person-{:06}", number); }

// The text from `before` on, up to a character that is not one of `of`.
std::string word_behind(std::string_view text, std::string_view before, std::string_view of) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) give_up(fmt::format("no `{}` in: {}", before, text));
  const std::string_view rest = text.substr(at + before.size());
  return std::string(rest.substr(0, rest.find_first_not_of(of)));
}

// The answers that the documentation gives as an example, of an entrance that may open.
void write_answers(const fs::path& file) {
  std::ifstream document(MENSHEN_FIRST_DAY);
  std::ofstream answers(file);
  bool is_inside = false;
  for (std::string line; std::getline(document, line);) {
    const bool is_fence = line.starts_with("```");
    if (!is_fence && is_inside) answers << line << '\n';
    if (is_fence) is_inside = !is_inside && line == "```yaml";
  }
}

std::string make_key(const fs::path& program, const fs::path& state, std::string_view options) {
  const auto said = output_of(fmt::format("'{}' key make --state '{}' --label bench {} --json",
                                          program.string(), state.string(), options));
  return "msk_" + word_behind(said, "msk_", "0123456789abcdef-_");
}

}  // namespace

std::string output_of(const std::string& command) {
  std::FILE* const pipe = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): our own
  if (pipe == nullptr) give_up("cannot run " + command);
  std::string text;
  std::array<char, 4096> part{};
  for (std::size_t count = 0; (count = std::fread(part.data(), 1, part.size(), pipe)) > 0;) {
    text.append(part.data(), count);
  }
  if (pclose(pipe) != 0) give_up("failed: " + command);
  return text;
}

Served::Served(const std::string& command)
    : child_("/bin/sh", {"-c", "exec " + command + " 2>&1"}) {
  constexpr std::chrono::seconds kPatience{60};
  constexpr std::string_view kUrl = "https://127.0.0.1:";
  const bool runs = child_.listen(crash::Steady::now() + kPatience, ", record in");
  if (!runs) give_up("the server did not start: " + child_.kill());
  const auto port = word_behind(child_.told(), kUrl, "0123456789");
  std::from_chars(port.data(), port.data() + port.size(), port_);
}

Served::~Served() { child_.kill(); }

Seconds Served::cpu() const {
  std::ifstream file(fmt::format("/proc/{}/stat", child_.process()));
  std::string skipped;
  std::getline(file, skipped, ')');  // the name, which may have blanks
  constexpr int kBefore = 11;        // fields, to the 14th (proc(5))
  for (int i = 0; i < kBefore; ++i) file >> skipped;
  double user = 0;
  double system = 0;
  file >> user >> system;
  return Seconds((user + system) / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

double Served::memory_kilobytes() const {
  std::ifstream file(fmt::format("/proc/{}/status", child_.process()));
  std::stringstream text;
  text << file.rdbuf();
  constexpr std::string_view kDigits = "0123456789";
  const std::string status = text.str();
  const std::size_t at = status.find("RssAnon:");
  const std::size_t begin = status.find_first_of(kDigits, at);
  double kilobytes = 0;
  std::from_chars(status.data() + begin, status.data() + status.size(), kilobytes);
  return kilobytes;
}

Site::Site(const fs::path& program, const fs::path& folder, std::size_t persons) {
  const fs::path state = folder / "state";
  const fs::path answers = folder / "answers.yaml";
  write_answers(answers);
  static_cast<void>(output_of(fmt::format("'{}' init --state '{}' --answers '{}'",
                                          program.string(), state.string(), answers.string())));
  operator_ = make_key(program, state, "--role operator --role dpo");
  device_ = make_key(program, state, "--role device --device camera-1 --purpose door");
  server_ = std::make_unique<Served>(fmt::format("'{}' serve --state '{}' --listen 127.0.0.1:0",
                                                 program.string(), state.string()));
  put_persons(persons);
}

Load Site::must_answer(LoadClient& client, const std::vector<Request>& requests) {
  std::size_t turn = 0;
  auto load = client.run(
      [&]() -> const Request* { return turn < requests.size() ? &requests[turn++] : nullptr; });
  if (load.refused + load.turned_away > 0) give_up("refused: " + load.last_refused);
  return load;
}

void Site::put_persons(std::size_t persons) {
  LoadClient client(server_->port(), kConnections);
  std::vector<Request> subjects;
  for (std::size_t i = 0; i < persons; ++i) {
    subjects.push_back(
        make_request("PUT", "/api/v1/subjects/" + person(i), operator_, kJson,
                     R"({"birth_date":"1990-01-01","is_disabled_or_elderly":false})"));
  }
  must_answer(client, subjects);
  const auto notices =
      must_answer(client, {make_request("GET", "/api/v1/notices?purpose=door", operator_)});
  const auto notice =
      word_behind(notices.last, R"("id":")", "abcdefghijklmnopqrstuvwxyz_0123456789");
  const auto now = output_of("date -u +%Y-%m-%dT%H:%M:%SZ | tr -d '\n'");
  std::vector<Request> consents;
  for (std::size_t i = 0; i < persons; ++i) {
    consents.push_back(make_request(
        "POST", "/api/v1/consents", device_, kJson,
        fmt::format(R"({{"subject":"{}","purpose":"door","device":"camera-1","notice":"{}",)"
                    R"("language":"zh-CN","shown_how":"screen","shown_at":"{}",)"
                    R"("alternative_offered":true,"given":true,"act":"pressed"}})",
                    person(i), notice, now)));
    questions_.push_back(make_request(
        "POST", "/api/v1/decisions", device_, kJson,
        fmt::format(R"({{"operation":"verify","purpose":"door","device":"camera-1",)"
                    R"("subject":"{}"}})",
                    person(i))));
  }
  must_answer(client, consents);
}

Request Site::with_picture(const char* path, std::size_t number, std::string_view jpeg) const {
  constexpr std::string_view kBoundary = "----------picture";
  const auto body = fmt::format(
      "--{0}\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\n{1}\r\n"
      "--{0}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
      "Content-Type: image/jpeg\r\n\r\n{2}\r\n--{0}--\r\n",
      kBoundary, person(number), jpeg);
  return make_request("POST", path, device_,
                      fmt::format("multipart/form-data; boundary={}", kBoundary), body);
}

std::vector<Request> Site::verifications(std::span<const std::byte> jpeg, std::size_t count) {
  const std::string_view picture(reinterpret_cast<const char*>(jpeg.data()),  // NOLINT: as text
                                 jpeg.size());
  std::vector<Request> enrolments;
  std::vector<Request> requests;
  for (std::size_t i = 0; i < count; ++i) {
    enrolments.push_back(with_picture("/api/v1/faces:enroll", i, picture));
    requests.push_back(with_picture("/api/v1/faces:verify", i, picture));
  }
  LoadClient client(server_->port(), 2);
  must_answer(client, enrolments);
  return requests;
}

}  // namespace menshen::bench
