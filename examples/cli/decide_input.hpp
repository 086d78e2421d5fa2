// The input of `decide`: one request as a server has it, and what the server would bring on the way.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "json_read.hpp"
#include "request_input.hpp"
#include "sluice/transaction.hpp"

namespace cli {

/// Views point into the document.
class DecideInput {
 public:
  /// Reads one object; every member is known and of its type. Throws `Fault`.
  explicit DecideInput(const json::Value& value);
  /// Reads the members that it knows; the caller refuses others.
  explicit DecideInput(json::Object& members);
  DecideInput(const DecideInput&) = delete;
  DecideInput& operator=(const DecideInput&) = delete;

  /// As the gateway takes them. They point into this object.
  sluice::Request request() const;
  sluice::Supplies supplies() const;

  std::optional<sluice::Now> now;
  std::optional<sluice::Outcome> outcome;
  std::optional<std::string_view> debug_api;  ///< a debug call of this API
  std::optional<std::string_view> veto;       ///< the server refuses by itself

 private:
  struct Name {
    std::string_view name;
    std::vector<sluice::Address> addresses;
  };
  void read(json::Object& members);
  void read_resolved(const json::Value& value);
  void read_secrets(const json::Value& value);

  RequestInput request_;
  std::string_view client_ip_;
  std::string_view request_id_;
  sluice::Tls tls_ = sluice::Tls::Unknown;
  std::vector<Name> names_;
  std::vector<sluice::Resolved> resolved_;  // points into names_
  std::vector<sluice::KnownSecret> secrets_;
  std::optional<sluice::iam::Identity> identity_;
  std::vector<sluice::KnownAnswer> authorizers_;
};

}  // namespace cli
