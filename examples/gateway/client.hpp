// One connection of a client: reads its requests one after the other by sluice's strict reader, and has an
// exchange for the one that is being served. What the client sends ahead waits here, within a bound; whoever
// is slow meets a time limit.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "head.hpp"
#include "mortal.hpp"
#include "sluice/http1.hpp"
#include "stream.hpp"

namespace gateway {

class Exchange;
class TlsSide;
class Worker;

class Client final : public Mortal, Stream::User {
 public:
  explicit Client(Worker& worker);
  ~Client() override;

  bool accept(uv_stream_t* listener, const TlsSide* tls);
  bool is_idle() const;
  void close();

  // For the exchange.
  Worker& worker() { return worker_; }
  Stream& stream() { return *stream_; }
  const std::string& peer() const { return peer_; }
  const sluice::Request& request() const { return reader_.request(); }
  const sluice::http1::Framing& framing() const { return reader_.framing(); }
  bool must_close() const;
  std::uint64_t request_bytes() const { return request_bytes_; }
  void send(std::string_view bytes);  // counted for the log; goes out with `stream().flush()`
  std::uint64_t answer_bytes() const { return answer_bytes_; }
  /// Sends what was collected, and sets the time limit of what is waited for now.
  void flush();
  /// The exchange can take the body now.
  void resume();
  /// The exchange has queued its whole answer. `rest_is_read`: nothing of the request is left to come.
  void served(bool closes, bool rest_is_read);
  /// The answer cannot be brought to its end.
  void cut_off();
  /// Bytes go to the exchange as they come, from now on.
  void become_tunnel();

 private:
  enum class Phase : std::uint8_t { Shaking, Idle, Head, Body, Waiting, Writing, Lingering, Tunnel, Closed };

  void connected(int error) override;
  void received(std::string_view bytes) override;
  void ended(bool in_order) override;
  void drained() override;
  void expired() override;

  bool takes_bytes() const;
  std::string_view feed(std::string_view bytes);
  void begin_request(std::string_view& bytes);
  void refuse(sluice::Reason reason);
  void keep(std::string_view bytes);
  void arm();
  void enter(Phase phase, std::uint64_t milliseconds);
  void linger();

  Worker& worker_;
  StreamPtr stream_;
  sluice::http1::Reader reader_;
  std::unique_ptr<Exchange> exchange_;
  std::string pending_;
  std::string peer_;
  std::uint64_t request_bytes_ = 0;
  std::uint64_t answer_bytes_ = 0;
  std::uint64_t body_began_ = 0;
  Phase phase_ = Phase::Idle;
  bool is_feeding_ = false;
  bool sends_no_more_ = false;
  bool has_served_ = false;
};

}  // namespace gateway
