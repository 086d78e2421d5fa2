// TLS by mbedTLS, between a stream and its user. The library sees no socket: it reads what the stream
// received and writes what the stream is to send.
#pragma once

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/request.hpp"

namespace gateway {

class Stream;

/// A certificate chain and its key, from PEM files.
struct CertificateFiles {
  std::string chain;
  std::string key;
};

/// What the TLS connections of one thread share. Not for several threads at once.
class TlsSide {
 public:
  /// Serves with these certificates: the one whose names fit the client's, else the first. Null, and why.
  static std::unique_ptr<TlsSide> serve(const std::vector<CertificateFiles>& files, bool allows_1_1,
                                        std::string& fault);
  /// Calls backends, whose certificates are verified against the authorities in the PEM file.
  static std::unique_ptr<TlsSide> call(const std::string& authorities, std::string& fault);

  ~TlsSide();
  TlsSide(const TlsSide&) = delete;
  TlsSide& operator=(const TlsSide&) = delete;
  const mbedtls_ssl_config& config() const { return config_; }

 private:
  struct Identity {
    mbedtls_x509_crt chain;
    mbedtls_pk_context key;
  };
  TlsSide();
  bool prepare(int role, std::string& fault);
  bool load(const CertificateFiles& files, std::string& fault);
  static int choose(void* self, mbedtls_ssl_context* ssl, const unsigned char* name, std::size_t size);

  mbedtls_entropy_context entropy_;
  mbedtls_ctr_drbg_context random_;
  mbedtls_ssl_config config_;
  mbedtls_x509_crt authorities_;
  std::vector<std::unique_ptr<Identity>> identities_;
};

/// One connection's TLS.
class Tls {
 public:
  /// `name`: of the backend, that its certificate must bear; empty on the serving side.
  explicit Tls(const TlsSide& side, const std::string& name = {});
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  enum class Event { Open, Ended, Failed };

  /// Takes what the network brought; gives the stream's user what it says, and the network what it answers.
  Event receive(std::string_view network, Stream& stream);
  /// Appends the records of `plain` to `wire`. False: it failed.
  bool send(std::string_view plain, std::string& wire);
  void finish(std::string& wire);

  sluice::Tls version() const;
  std::string_view server_name() const { return server_name_; }

 private:
  friend class TlsSide;
  static int take(void* self, unsigned char* room, std::size_t size);
  static int give(void* self, const unsigned char* bytes, std::size_t size);
  Event shake_hands(Stream& stream);

  mbedtls_ssl_context ssl_;
  std::string_view input_;
  std::string* wire_ = nullptr;
  std::string server_name_;
  bool is_ready_ = false;
};

}  // namespace gateway
