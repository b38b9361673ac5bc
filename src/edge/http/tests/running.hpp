// A server on a thread of its own, stopped and joined at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "http/endpoint.hpp"
#include "http/server.hpp"

namespace menshen::http {

class Running {
 public:
  Running(const Limits& limits, Handler handler, const Options& options = {})
      : server_(Server::listen({.address = "127.0.0.1"}, limits, std::move(handler), options)
                    .value()),
        thread_([this] { result_ = server_->run(); }) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  Running(Running&&) = delete;
  Running& operator=(Running&&) = delete;
  ~Running() { finish(); }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  void stop() { server_->stop(); }
  void finish() {
    stop();
    if (!thread_.joinable()) return;
    thread_.join();
    EXPECT_TRUE(result_);
  }

 private:
  std::unique_ptr<Server> server_;
  Result<> result_;
  std::thread thread_;
};

}  // namespace menshen::http
