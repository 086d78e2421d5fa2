#!/usr/bin/env python3
"""Times a signer in Python's standard library alone, on the message of sign_bench with 12 headers and no body.

One line of JSON: {"peer":"sign_python","row":"headers:12/body:0","version":"3.11.2","ns":20000.0}
"""
import hashlib
import hmac
import json
import platform
import statistics
import time
from urllib.parse import parse_qsl, quote, urlsplit

SECRET = b"FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8"
ACCESS = "4f5f626b-073f-402f-a1e0-e52171c6100c"
DATE = "20210224T100000Z"
TARGET = "/v1/projects/0123456789abcdef/orders?limit=20&marker=77&sort=asc"
HEADERS = [(f"X-Header-{i}", f"value of header {i}") for i in range(3, 12)] + [
    ("Content-Type", "application/json"), ("Host", "api.example.com"), ("X-Sdk-Date", DATE)]
CANONICAL = "\n".join(
    ["POST", "/v1/projects/0123456789abcdef/orders/", "limit=20&marker=77&sort=asc", "content-type:application/json",
     "host:api.example.com"]
    + sorted(f"x-header-{i}:value of header {i}" for i in range(3, 12))
    + [f"x-sdk-date:{DATE}", "",
       ";".join(["content-type", "host"] + sorted(f"x-header-{i}" for i in range(3, 12)) + ["x-sdk-date"]),
       hashlib.sha256(b"").hexdigest()])


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
    return canonical, f"SDK-HMAC-SHA256 Access={ACCESS}, SignedHeaders={signed}, Signature={signature}"


def main():
    assert sign("POST", TARGET, HEADERS, b"")[0] == CANONICAL
    passes = []
    for _ in range(50):
        start = time.process_time_ns()
        for _ in range(100):
            sign("POST", TARGET, HEADERS, b"")
        passes.append((time.process_time_ns() - start) / 100)
    print(json.dumps({"peer": "sign_python", "row": "headers:12/body:0", "version": platform.python_version(),
                      "ns": statistics.median(passes)}))


if __name__ == "__main__":
    main()
