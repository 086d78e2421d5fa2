#!/usr/bin/env python3
"""Times signers in Python on the messages of sign_bench, as lines of JSON.

sign_python.py                   one in Python's standard library alone:
                                 {"peer":"sign_python","row":"headers:12/body:0","version":"3.11.2","ns":20000.0}
sign_python.py LIBSLUICE-SIGN.SO sluice through its C interface: {"name":"sign_from_python/headers:12/body:0","ns":5000.0}
"""
import ctypes as c
import hashlib
import hmac
import json
import platform
import statistics
import sys
import time
from urllib.parse import parse_qsl, quote, urlsplit

SECRET = b"FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8"
ACCESS = "4f5f626b-073f-402f-a1e0-e52171c6100c"
DATE = "20210224T100000Z"
TARGET = "/v1/projects/0123456789abcdef/orders?limit=20&marker=77&sort=asc"
SIZES = (0, 1024, 65536, 12582912)


def headers_of(count):
    """Of the message of sign_bench: `count`, Host and X-Sdk-Date among them."""
    return [(f"X-Header-{i}", f"value of header {i}") for i in range(3, count)] + [
        ("Content-Type", "application/json"), ("Host", "api.example.com"), ("X-Sdk-Date", DATE)]


def sign(method, target, headers, body):
    parts = urlsplit(target)
    path = "/".join(quote(part, safe="~") for part in parts.path.split("/")) + "/"
    query = "&".join(f"{quote(key, safe='~')}={quote(value, safe='~')}"
                     for key, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    fields = sorted((name.lower(), value.strip()) for name, value in headers)
    signed = ";".join(name for name, _ in fields)
    canonical = "\n".join([method, path, query, *(f"{name}:{value}" for name, value in fields), "", signed,
                           hashlib.sha256(body).hexdigest()])
    text = f"SDK-HMAC-SHA256\n{DATE}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(SECRET, text.encode(), hashlib.sha256).hexdigest()
    return f"SDK-HMAC-SHA256 Access={ACCESS}, SignedHeaders={signed}, Signature={signature}"


class Text(c.Structure):
    _fields_ = [("data", c.c_char_p), ("size", c.c_size_t)]

    def __init__(self, value=b""):
        super().__init__(value, len(value))


class Header(c.Structure):
    _fields_ = [("name", Text), ("value", Text)]


class Request(c.Structure):
    _fields_ = [("size", c.c_size_t), ("method", Text), ("target", Text), ("host", Text), ("headers", c.POINTER(Header)),
                ("header_count", c.c_size_t), ("scheme", c.c_uint32), ("tls", c.c_uint32), ("peer", Text),
                ("request_id", Text), ("server_name", Text), ("body_bytes", c.c_uint64)]


class Signer(c.Structure):
    _fields_ = [("size", c.c_size_t), ("access", Text), ("secret", Text), ("signed_headers", Text),
                ("sign_underscored", c.c_int32), ("add_content_hash", c.c_int32), ("unsigned_payload", c.c_int32),
                ("algorithm", c.c_uint32), ("body_hash", c.c_void_p), ("keys", c.c_void_p), ("header", Text),
                ("region", Text), ("service", Text)]


class Signed(c.Structure):
    _fields_ = [("authorization", Text), ("signed_headers", Text), ("signature", Text), ("date", Text),
                ("added_count", c.c_size_t), ("opaque", c.c_void_p), ("removed_count", c.c_size_t),
                ("opaque_removed", c.c_void_p)]


class Sluice:
    """Signs with a prepared key. Everything of a request is made anew for each signature, as a client would."""

    def __init__(self, library):
        self.lib = c.CDLL(library)
        self.lib.sluice_sign.argtypes = [c.c_void_p, c.c_void_p, c.c_void_p, Text, c.c_void_p, c.c_void_p, c.c_void_p, c.c_size_t]
        self.keys, self.signer, self.made = c.c_void_p(), Signer(), Signed()
        secret, self.access = Text(SECRET), ACCESS.encode()
        assert self.lib.sluice_keys_create(c.byref(self.keys), c.byref(secret), c.c_size_t(1), 0, Text()) == 0
        self.lib.sluice_signer_init(c.byref(self.signer))
        self.signer.access, self.signer.keys = Text(self.access), self.keys
        self.room, self.now = c.create_string_buffer(4096), (c.c_int64 * 3)(1614160800, 0, 1)
        self.request = Request()
        self.lib.sluice_request_init(c.byref(self.request))

    def sign(self, method, target, headers, body):
        request = self.request
        fields = (Header * len(headers))(*[(Text(name.encode()), Text(value.encode())) for name, value in headers])
        request.method, request.target = Text(method.encode()), Text(target.encode())
        request.headers, request.header_count = fields, len(headers)
        status = self.lib.sluice_sign(c.addressof(self.made), None, c.addressof(request), Text(body), c.addressof(self.signer),
                                      c.addressof(self.now), c.addressof(self.room), 4096)
        assert status == 0
        return self.made.authorization.data[:self.made.authorization.size].decode()


def time_of(signer, headers, body):
    rounds = 1 if len(body) > 10**6 else 20 if len(body) > 10**4 else 200
    passes = []
    for _ in range(5 if len(body) > 10**6 else 30):
        start = time.process_time_ns()
        for _ in range(rounds):
            signer("POST", TARGET, headers, body)
        passes.append((time.process_time_ns() - start) / rounds)
    return statistics.median(passes)


def main():
    signer = Sluice(sys.argv[1]).sign if len(sys.argv) > 1 else sign
    for count in (3, 12):
        for size in SIZES:
            headers, body = headers_of(count), b"b" * size
            assert signer("POST", TARGET, headers, body) == sign("POST", TARGET, headers, body)
            row = {"ns": time_of(signer, headers, body)}
            name = f"headers:{count}/body:{size}"
            row |= {"name": "sign_from_python/" + name} if len(sys.argv) > 1 else {
                "peer": "sign_python", "row": name, "version": platform.python_version()}
            print(json.dumps(row))


if __name__ == "__main__":
    main()
