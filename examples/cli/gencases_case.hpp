// One generated case: a call as a client makes it, and what has to be decided.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sluice/publications.hpp"
#include "sluice/reason.hpp"

namespace cli::gencases {

/// What a caller shows to prove who it is.
enum class Proof : std::uint8_t {
  None,
  Signature,
  WrongSignature,  ///< its last digit is another
  UnknownKey,
  Code,  ///< X-Apig-AppCode
  WrongCode,
  Token,  ///< of IAM
  WrongToken,
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Call {
  std::string method;
  std::string scheme = "https";
  std::string host{};
  std::string environment{};  ///< X-Stage; empty: none
  std::string path{};         ///< as it is sent
  Pairs query{};              ///< names and values, decoded
  Pairs headers{};
  std::string client{};  ///< the client's address
  Proof proof = Proof::None;
  const sluice::AppSpec* app = nullptr;
  std::int64_t signed_ago = 0;      ///< seconds between the signature's date and the call
  std::string account = "account";  ///< name of the IAM caller's account
  std::string account_id = "0123456789abcdef0123456789abcdef";
  bool is_allowed = true;                        ///< by custom authorizers
  std::map<std::string, std::string> context{};  ///< that they answer with
};

/// What is wanted of the decision; what is empty is not looked at.
struct Expect {
  std::string verdict{};
  std::optional<std::string> api{};  ///< with group and environment; "": no API
  std::string group{}, environment{};
  sluice::Reason reason = sluice::Reason::None;
  std::string error_code{};
  std::optional<Pairs> path_params{};
  std::optional<std::string> policy{};  ///< "": the default backend
};

struct Case {
  std::string name;
  Call call;
  Expect expect;
  std::int64_t repeat = 1;
  std::int64_t now = 0;
};

/// None, or why a backend is not called: its variables give an address that backends may not have.
sluice::Reason backend_refusal(const sluice::Configuration& from, const sluice::Publication& publication,
                               const sluice::BackendSpec& backend);

/// One line of JSON, signed where it has to be.
std::string line_of(const sluice::Configuration& from, const Case& one,
                    const sluice::Publication& publication);

}  // namespace cli::gencases
