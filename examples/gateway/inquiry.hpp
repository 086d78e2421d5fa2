// A question to a service beside the gateway (IAM, an authorizer's function): one POST of JSON over the pool
// of connections, its answer told once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "links.hpp"
#include "mortal.hpp"
#include "sluice/identity.hpp"

namespace gateway {

/// Where a service is: `http://host[:port]/path`.
struct Service {
  std::string host;
  std::uint16_t port = 80;
  std::string path = "/";
};
std::optional<Service> read_service(std::string_view url);

class Inquiry final : public Mortal, Link::User {
 public:
  /// Status 0: no answer came in time, or one that is too long.
  using Told = std::function<void(int status, const std::string& body)>;

  Inquiry(Worker& worker, const Service& service, std::string question, Told told);
  ~Inquiry() override;
  void start();

 private:
  void opened() override;
  void answered(const sluice::http1::Answer& answer) override;
  void answer_piece(std::string_view bytes) override;
  void answer_ended() override;
  void tunnelled(std::string_view) override {}
  void link_drained() override {}
  void failed(Link::Failure failure) override;
  void tell(int status);

  Worker& worker_;
  const Service& service_;
  std::string question_;
  std::string answer_;
  Told told_;
  std::unique_ptr<Link> link_;
  std::uint64_t name_question_ = 0;
  int status_ = 0;
};

/// The question to IAM as JSON, and its answer out of JSON.
std::string iam_question(const sluice::iam::Query& query);
struct IamAnswer {
  sluice::iam::Identity identity{.result = sluice::iam::Result::Down};
  std::vector<std::string> secrets;  // of a signature's key
  std::string user_id, user_name, account_id, account_name, project_id;
};
void read_iam_answer(std::string_view json, IamAnswer& answer);

}  // namespace gateway
