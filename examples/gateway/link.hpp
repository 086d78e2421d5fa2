// One connection to a backend: asks, and reads the answers by sluice's strict reader. A link whose exchange
// did not end in order is closed and never used again; the others go back to the pool.
#pragma once

#include <string>
#include <string_view>

#include "mortal.hpp"
#include "sluice/http1_answer.hpp"
#include "stream.hpp"

namespace gateway {

class Links;

class Link final : public Mortal, Stream::User {
 public:
  /// `Own`: this process could not even try, for want of descriptors, ports or memory.
  enum class Failure : std::uint8_t { Connect, Lost, Illegal, Late, Own };

  class User {
   public:
    virtual void opened() = 0;
    virtual void answered(const sluice::http1::Answer& answer) = 0;
    virtual void answer_piece(std::string_view bytes) = 0;
    virtual void answer_ended() = 0;
    virtual void tunnelled(std::string_view bytes) = 0;  // after a 101
    virtual void pieces_taken() {}                       // at the end of what one read brought
    virtual void link_drained() = 0;
    virtual void failed(Failure failure) = 0;

   protected:
    ~User() = default;
  };

  Link(Links& links, std::string key) : links_(links), key_(std::move(key)) {}

  Stream& stream() { return *stream_; }
  const std::string& key() const { return key_; }
  bool is_open() const { return is_open_; }
  bool is_reusable() const { return is_reusable_; }
  /// It was closed by the backend before it could see the request that it now has.
  bool was_stale() const { return answers_ != 0 && !has_begun_; }

  void serve(User* user) { user_ = user; }
  void expect(const sluice::http1::Asked& asked);

  void connected(int error) override;
  void received(std::string_view bytes) override;
  void ended(bool in_order) override;
  void drained() override;
  void expired() override;

 private:
  friend class Links;
  bool tell(const sluice::http1::Event& event, bool is_last);
  void fail(Failure failure);

  Links& links_;
  std::string key_;
  StreamPtr stream_;
  User* user_ = nullptr;
  sluice::http1::AnswerReader reader_{sluice::Limits{}};
  std::uint64_t answers_ = 0;
  bool is_open_ = false;
  bool has_begun_ = false;  // of the answer that is expected something came
  bool is_reusable_ = false;
  bool is_tunnel_ = false;
};

}  // namespace gateway
