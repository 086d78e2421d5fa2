#include "inquiry.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>

#include "worker.hpp"

namespace gateway {
namespace {

constexpr std::uint64_t kPatience = 5000;
constexpr std::size_t kMostAnswer = 1u << 20;

}  // namespace

std::optional<Service> read_service(std::string_view url) {
  if (!url.starts_with("http://")) return std::nullopt;
  url.remove_prefix(7);
  Service service;
  const std::size_t slash = url.find('/');
  if (slash != url.npos) service.path = url.substr(slash);
  std::string_view authority = url.substr(0, slash);
  const std::size_t colon = authority.rfind(':');
  if (colon != authority.npos) {
    const std::string_view port = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), service.port);
    if (error != std::errc() || end != port.data() + port.size()) return std::nullopt;
    authority = authority.substr(0, colon);
  }
  service.host = authority;
  if (service.host.empty()) return std::nullopt;
  return service;
}

Inquiry::Inquiry(Worker& worker, const Service& service, std::string question, Told told)
    : worker_(worker), service_(service), question_(std::move(question)), told_(std::move(told)) {}

Inquiry::~Inquiry() { worker_.resolver().forget(name_question_); }

void Inquiry::start() {
  const auto ask = [this](const Resolver::Addresses& addresses) {
    name_question_ = 0;
    if (addresses.empty()) return tell(0);
    const Place place{.address = addresses.front(), .port = service_.port};
    link_ = worker_.links().take(place);
    if (link_ == nullptr) {
      link_ = worker_.links().open(place, *this);
      return;
    }
    link_->serve(this);
    opened();
  };
  if (const auto address = sluice::read_address(service_.host)) return ask({*address});
  name_question_ = worker_.resolver().ask(service_.host, ask);
}

void Inquiry::opened() {
  link_->expect({.method = "POST"});
  link_->stream().send("POST " + service_.path + " HTTP/1.1\r\nHost: " + service_.host +
                       "\r\nContent-Type: application/json\r\nContent-Length: " +
                       std::to_string(question_.size()) + "\r\n\r\n" + question_);
  link_->stream().flush();
  link_->stream().limit(kPatience);
}

void Inquiry::answered(const sluice::http1::Answer& answer) { status_ = answer.status; }

void Inquiry::answer_piece(std::string_view bytes) {
  if (answer_.size() + bytes.size() > kMostAnswer)
    status_ = 0;
  else
    answer_ += bytes;
}

void Inquiry::answer_ended() {
  if (link_->is_reusable())
    worker_.links().put(std::move(link_));
  else
    worker_.bury(std::move(link_));
  tell(status_);
}

void Inquiry::failed(Link::Failure failure) {
  const bool was_stale = failure == Link::Failure::Lost && link_->was_stale();
  worker_.bury(std::move(link_));
  if (was_stale) return start();
  tell(0);
}

void Inquiry::tell(int status) {
  const Told told = std::move(told_);
  if (told) told(status, answer_);
}

std::string iam_question(const sluice::iam::Query& query) {
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> out(text);
  const auto put = [&out](const char* name, std::string_view value) {
    if (value.empty()) return;
    out.Key(name);
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  out.StartObject();
  put("token", query.token);
  put("access", query.access);
  put("project_id", query.project_id);
  put("domain_id", query.domain_id);
  put("security_token", query.security_token);
  out.EndObject();
  return text.GetString();
}

void read_iam_answer(std::string_view json, IamAnswer& answer) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject()) return;
  const auto text = [&document](const char* name) -> std::string {
    const rapidjson::Value& answered = document;  // one kind of iterator for both sides of the comparison
    const auto found = answered.FindMember(name);
    if (found == answered.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
  };
  const auto result = sluice::iam::read_result(text("result"));
  if (!result) return;
  answer.user_id = text("user_id");
  answer.user_name = text("user_name");
  answer.account_id = text("domain_id");
  answer.account_name = text("domain_name");
  answer.project_id = text("project_id");
  if (const std::string secret = text("secret"); !secret.empty()) answer.secrets.push_back(secret);
  answer.identity = {.result = *result,
                     .user_id = answer.user_id,
                     .user_name = answer.user_name,
                     .account_id = answer.account_id,
                     .account_name = answer.account_name,
                     .project_id = answer.project_id};
}

}  // namespace gateway
