// A server in a process of its own, on this machine, and what it uses of it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "child.hpp"
#include "load_client.hpp"
#include "report.hpp"

namespace menshen::bench {

// What a command writes to its standard output; ends the program when it fails.
[[nodiscard]] std::string output_of(const std::string& command);

class Served {
 public:
  // Starts `command`, and waits until it says where it serves.
  explicit Served(const std::string& command);
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  Served(Served&&) = delete;
  Served& operator=(Served&&) = delete;
  ~Served();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] Seconds cpu() const;              // since it began
  [[nodiscard]] double memory_kilobytes() const;  // of its own, that is in memory

 private:
  crash::Child child_;
  std::uint16_t port_ = 0;
};

// `menshen serve` on a site whose one purpose is lawful, with persons who consented to it.
class Site {
 public:
  Site(const std::filesystem::path& program, const std::filesystem::path& folder,
       std::size_t persons);

  [[nodiscard]] Served& server() { return *server_; }
  // Each about another person.
  [[nodiscard]] const std::vector<Request>& questions() const { return questions_; }
  // Enrols so many persons with the photograph, and asks whether it is they.
  [[nodiscard]] std::vector<Request> verifications(std::span<const std::byte> jpeg,
                                                   std::size_t count);

 private:
  void put_persons(std::size_t persons);
  [[nodiscard]] Request with_picture(const char* path, std::size_t person,
                                     std::string_view jpeg) const;
  Load must_answer(LoadClient& client, const std::vector<Request>& requests);

  std::unique_ptr<Served> server_;
  std::string operator_;  // keys
  std::string device_;
  std::vector<Request> questions_;
};

}  // namespace menshen::bench
