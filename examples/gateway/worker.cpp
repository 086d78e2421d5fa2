#include "worker.hpp"

#include "client.hpp"

namespace gateway {
namespace {

constexpr std::size_t kKeptTransactions = 64;
constexpr std::uint64_t kLastCall = 300;  // milliseconds in which an idle client may still send a request

template <class Handle>
uv_handle_t* handle(Handle* h) {
  return reinterpret_cast<uv_handle_t*>(h);
}

// SplitMix64: neighbouring numbers become words that have nothing in common.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

Worker::Worker(Shared& shared, std::uint64_t seed)
    : shared_(shared), links_(*this), resolver_(&loop_), seed_(seed) {
  uv_loop_init(&loop_);
  loop_.data = this;
  uv_async_init(&loop_, &orders_, [](uv_async_t* a) { static_cast<Worker*>(a->loop->data)->obey(); });
  uv_check_init(&loop_, &round_);
  uv_timer_init(&loop_, &second_);
  uv_timer_init(&loop_, &stop_timer_);
}

Worker::~Worker() { uv_loop_close(&loop_); }

bool Worker::prepare(std::string& fault) {
  const Options& o = options();
  if (!log_.open(o.log)) return fault = "cannot open " + o.log, false;
  if (o.tls_port >= 0) {
    client_tls_ = TlsSide::serve(o.certificates, o.allows_tls_1_1, fault);
    if (!client_tls_) return false;
  }
  if (!o.iam.empty() && !(iam_ = read_service(o.iam))) return fault = "no http:// URL: " + o.iam, false;
  for (const auto& [urn, url] : o.authorizers) {
    const auto service = read_service(url);
    if (!service) return fault = "no http:// URL: " + url, false;
    authorizers_.emplace_back(urn, *service);
  }
  if (o.store.is_given() && !limits_.open(o.store, fault)) return false;
  backend_tls_ = TlsSide::call(o.authorities, fault);
  return backend_tls_ != nullptr;
}

bool Worker::listen(int socket, bool is_secure, std::string& fault) {
  auto listener = std::make_unique<Listener>();
  listener->worker = this;
  listener->is_secure = is_secure;
  uv_tcp_init(&loop_, &listener->tcp);
  listener->tcp.data = listener.get();
  int error = uv_tcp_open(&listener->tcp, socket);
  if (error == 0) error = uv_listen(reinterpret_cast<uv_stream_t*>(&listener->tcp), 4096, on_connection);
  listeners_.push_back(std::move(listener));
  if (error != 0) fault = uv_strerror(error);
  return error == 0;
}

void Worker::start(PlanPointer plan, bool probes) {
  is_probing_ = probes;
  plan_ = std::make_shared<const PlanPointer>(std::move(plan));
  thread_ = std::thread([this] { run(); });
}

void Worker::run() {
  uv_check_start(&round_, [](uv_check_t* c) {
    Worker& worker = *static_cast<Worker*>(c->loop->data);
    worker.limits_.serve();
    worker.dead_.clear();
  });
  uv_timer_start(
      &second_, [](uv_timer_t* t) { static_cast<Worker*>(t->loop->data)->each_second(); }, 0, 1000);
  uv_run(&loop_, UV_RUN_DEFAULT);
  dead_.clear();
  uv_run(&loop_, UV_RUN_NOWAIT);
  log_.flush();
  plan_.reset();
}

void Worker::each_second() {
  log_.flush();
  if (is_probing_ && !is_stopping_) probes_.run();
}

void Worker::replace(PlanPointer plan) {
  {
    const std::lock_guard lock(ordering_);
    next_plan_ = std::move(plan);
  }
  uv_async_send(&orders_);
}

void Worker::tell() {
  if (limits_.has_waiting()) uv_async_send(&orders_);
}

void Worker::tell_others() {
  for (Worker* worker : shared_.workers)
    if (worker != this) worker->tell();
}

void Worker::stop() {
  {
    const std::lock_guard lock(ordering_);
    must_stop_ = true;
  }
  uv_async_send(&orders_);
}

void Worker::obey() {
  PlanPointer plan;
  bool stops = false;
  {
    const std::lock_guard lock(ordering_);
    plan = std::move(next_plan_);
    stops = must_stop_;
  }
  if (plan) plan_ = std::make_shared<const PlanPointer>(std::move(plan));
  if (stops && !is_stopping_) begin_stop();
  limits_.told();
}

// Takes what is in the queue of the listeners, then no more; clients that are silent get a last call, since
// they may have sent a request that is still on its way.
void Worker::begin_stop() {
  is_stopping_ = true;
  stop_began_ = uv_now(&loop_);
  for (auto& listener : listeners_) uv_close(handle(&listener->tcp), nullptr);
  uv_timer_start(
      &stop_timer_,
      [](uv_timer_t* t) {
        Worker& worker = *static_cast<Worker*>(t->loop->data);
        worker.close_idle();
        worker.end_if_done();
      },
      kLastCall, 50);
}

void Worker::close_idle() {
  const bool cuts_off = uv_now(&loop_) >= stop_began_ + options().times.stop;
  const std::vector<Client*> clients(clients_.begin(), clients_.end());
  for (Client* client : clients)
    if (cuts_off || client->is_idle()) client->close();
}

void Worker::end_if_done() {
  if (!clients_.empty()) return;
  links_.clear();
  limits_.close();
  uv_close(handle(&stop_timer_), nullptr);
  uv_close(handle(&second_), nullptr);
  uv_close(handle(&round_), nullptr);
  uv_close(handle(&orders_), nullptr);
}

void Worker::on_connection(uv_stream_t* stream, int status) {
  auto& listener = *static_cast<Listener*>(stream->data);
  // libuv has already turned away the connection that no descriptor was left for.
  if (status != 0) return listener.worker->counters_.accept_failed.add();
  listener.worker->accept(listener);
}

void Worker::accept(Listener& listener) {
  const TlsSide* tls = listener.is_secure ? client_tls_.get() : nullptr;
  auto client = std::make_unique<Client>(*this);
  if (!client->accept(reinterpret_cast<uv_stream_t*>(&listener.tcp), tls)) {
    counters_.accept_failed.add();
    return bury(std::move(client));
  }
  counters_.connections.add();
  counters_.open_connections.add();
  clients_.insert(client.release());
}

void Worker::leave(Client& client) {
  if (clients_.erase(&client) == 0) return;
  counters_.open_connections.take();
  bury(std::unique_ptr<Mortal>(&client));
}

void Worker::bury(std::unique_ptr<Mortal> dead) {
  if (dead == nullptr) return;
  if (uv_is_active(handle(&round_)) == 0) return;  // the loop ends: nobody of it is on the stack
  dead_.push_back(std::move(dead));
}

std::array<char, 32> Worker::next_request_id() {
  const std::uint64_t words[2] = {mix(seed_ ^ mix(++requests_)), mix(seed_ + requests_)};
  std::array<char, 32> text;
  for (std::size_t i = 0; i < 32; ++i)
    text[i] = "0123456789abcdef"[words[i / 16] >> (60 - 4 * (i % 16)) & 15];
  return text;
}

std::unique_ptr<sluice::Transaction> Worker::take_transaction() {
  if (transactions_.empty()) return std::make_unique<sluice::Transaction>();
  auto transaction = std::move(transactions_.back());
  transactions_.pop_back();
  return transaction;
}

void Worker::give_transaction(std::unique_ptr<sluice::Transaction> transaction) {
  if (transaction && transactions_.size() < kKeptTransactions)
    transactions_.push_back(std::move(transaction));
}

std::string_view Worker::input_of(uv_loop_t* loop) {
  const auto& input = static_cast<Worker*>(loop->data)->input_;
  return {input.data(), input.size()};
}

}  // namespace gateway
