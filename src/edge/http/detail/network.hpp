// Asio's types as this room uses them.
#pragma once

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace menshen::http {

// One executor, known at compile time: no type erasure on the way of every operation.
using Executor = boost::asio::io_context::executor_type;
using Steady = std::chrono::steady_clock;
using Timer =
    boost::asio::basic_waitable_timer<Steady, boost::asio::wait_traits<Steady>, Executor>;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
template <typename T>
using Awaitable = boost::asio::awaitable<T, Executor>;
using Await = boost::asio::use_awaitable_t<Executor>;
inline constexpr boost::asio::as_tuple_t<Await> kAwait{Await{}};

}  // namespace menshen::http
