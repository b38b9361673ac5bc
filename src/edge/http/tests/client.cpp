#include "client.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace menshen::http {
namespace {

// A server that does not answer fails a test instead of holding it.
constexpr timeval kPatience{.tv_sec = 20, .tv_usec = 0};

X509* read_certificate(const std::string& pem) {
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  EXPECT_NE(certificate, nullptr);
  return certificate;
}

void trust(SSL_CTX* context, const std::string& authority) {
  X509* const certificate = read_certificate(authority);
  EXPECT_EQ(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate), 1);
  X509_free(certificate);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
}

void show(SSL_CTX* context, const std::string& pem, const std::string& private_key) {
  X509* const certificate = read_certificate(pem);
  EXPECT_EQ(SSL_CTX_use_certificate(context, certificate), 1);
  X509_free(certificate);
  BIO* const bio = BIO_new_mem_buf(private_key.data(), static_cast<int>(private_key.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context, key), 1);
  EVP_PKEY_free(key);
}

}  // namespace

Client::Client(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

Client::Client(std::uint16_t port, const Trust& given) : Client(port) {
  context_ = SSL_CTX_new(TLS_client_method());
  trust(context_, given.authority);
  if (!given.certificate.empty()) show(context_, given.certificate, given.private_key);
  SSL_CTX_set_max_proto_version(context_, given.version_max);
  tls_ = SSL_new(context_);
  const auto* protocol = reinterpret_cast<const unsigned char*>(given.protocol.data());
  if (!given.protocol.empty()) {
    SSL_set_alpn_protos(tls_, protocol, static_cast<unsigned int>(given.protocol.size()));
  }
  SSL_set_fd(tls_, socket_);
  is_shaken_ = SSL_connect(tls_) == 1;
}

Client::~Client() {
  SSL_free(tls_);
  SSL_CTX_free(context_);
  close(socket_);
}

bool Client::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto count = tls_ == nullptr
                           ? ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                           : SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool Client::fill() {
  std::array<char, 4096> bytes{};
  const auto count = tls_ == nullptr
                         ? recv(socket_, bytes.data(), bytes.size(), 0)
                         : SSL_read(tls_, bytes.data(), static_cast<int>(bytes.size()));
  if (count <= 0) return false;
  unread_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

Answer Client::receive(bool of_head) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  constexpr std::string_view kLength = "Content-Length: ";
  Answer answer{.head = receive_until(kEnd)};
  if (answer.head.empty()) return {};
  answer.status = std::stoi(answer.head.substr(std::string_view("HTTP/1.1 ").size()));
  const std::size_t length_at = answer.head.find(kLength);
  if (of_head || length_at == std::string::npos) return answer;
  const std::size_t length = std::stoul(answer.head.substr(length_at + kLength.size()));
  while (unread_.size() < length && fill()) {
  }
  answer.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return answer;
}

std::string Client::receive_until(std::string_view end) {
  std::size_t at = 0;
  while ((at = unread_.find(end)) == std::string::npos) {
    if (!fill()) return {};
  }
  std::string text = unread_.substr(0, at + end.size());
  unread_.erase(0, text.size());
  return text;
}

bool Client::hears_within(std::chrono::milliseconds time) const {
  pollfd descriptor{.fd = socket_, .events = POLLIN, .revents = 0};
  return poll(&descriptor, 1, static_cast<int>(time.count())) > 0;
}

bool Client::is_closed() { return unread_.empty() && !fill(); }

}  // namespace menshen::http
