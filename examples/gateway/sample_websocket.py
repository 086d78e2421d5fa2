"""Opens a WebSocket through the gateway, sends one message and says what comes back.

sample_websocket.py PORT HOST PATH MESSAGE
"""
import base64
import os
import socket
import sys

port, host, path, message = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4].encode()
with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(("GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n" % (path, host, key)).encode())
    answers = connection.makefile("rb")
    status = answers.readline().decode().strip()
    while answers.readline() not in (b"\r\n", b""):
        pass
    mask = os.urandom(4)
    connection.sendall(bytes([0x81, 0x80 | len(message)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(message)))
    size = answers.read(2)[1]
    print(status, "|", answers.read(size).decode())
