#include "link.hpp"

#include "links.hpp"

namespace gateway {

using sluice::http1::Kind;

namespace {

bool is_own(int error) {
  return error == UV_EMFILE || error == UV_ENFILE || error == UV_ENOMEM || error == UV_ENOBUFS ||
         error == UV_EADDRNOTAVAIL;
}

}  // namespace

void Link::expect(const sluice::http1::Asked& asked) {
  is_reusable_ = has_begun_ = false;
  reader_.expect(asked);
}

void Link::connected(int error) {
  if (error != 0) return fail(is_own(error) ? Failure::Own : Failure::Connect);
  is_open_ = true;
  stream_->limit(0);
  stream_->read();
  if (user_ != nullptr) user_->opened();
}

void Link::received(std::string_view bytes) {
  if (is_tunnel_) {
    if (user_ != nullptr) user_->tunnelled(bytes);
    return;
  }
  has_begun_ = true;
  for (;;) {
    const sluice::http1::Event event = reader_.next(bytes);
    if (!tell(event, bytes.empty())) break;
  }
  if (is_tunnel_ && user_ != nullptr && !bytes.empty()) user_->tunnelled(bytes);
  if (user_ != nullptr) user_->pieces_taken();
}

// True while there may be more to tell.
bool Link::tell(const sluice::http1::Event& event, bool is_last) {
  if (user_ == nullptr && event.kind != Kind::More) {  // nobody asked
    fail(Failure::Illegal);
    return false;
  }
  switch (event.kind) {
    case Kind::More:
      return false;
    case Kind::Head:
      user_->answered(reader_.answer());
      break;
    case Kind::Body:
      user_->answer_piece(event.body);
      break;
    case Kind::End:
      ++answers_;
      is_tunnel_ = reader_.answer().status == 101;
      is_reusable_ = !is_tunnel_ && !reader_.answer().closes && is_last;
      user_->answer_ended();
      return false;
    case Kind::Refused:
      fail(Failure::Illegal);
      return false;
  }
  return user_ != nullptr;
}

void Link::ended(bool in_order) {
  if (!is_open_) return fail(Failure::Connect);
  if (user_ == nullptr || is_tunnel_ || !in_order) return fail(Failure::Lost);
  const sluice::http1::Event event = reader_.finish();
  if (event.kind != Kind::End) return fail(Failure::Lost);
  tell(event, true);
}

void Link::drained() {
  if (user_ != nullptr) user_->link_drained();
}

void Link::expired() { fail(is_open_ ? Failure::Late : Failure::Connect); }

void Link::fail(Failure failure) {
  is_reusable_ = false;
  if (user_ == nullptr) return links_.drop(*this);  // unused: it waits in the pool
  User& user = *user_;
  user_ = nullptr;
  user.failed(failure);
}

}  // namespace gateway
