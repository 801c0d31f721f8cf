"""A scripted TLS peer for the tests of kiosk/net: peer.py DIR.

Makes throw-away certificates in DIR, listens on the loopback and prints one line a listener,
"NAME PORT", then "ready". What it answers is the first part of the path: /MODE/v1/dossiers.
Ends when its standard input is closed.
"""
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import warnings

CODE = "H29.12-261124-0007"
JSON = "application/json"
PROBLEM = "application/problem+json"
HTML = "text/html"


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, capture_output=True)


def make_ca(folder, name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.pem", "-days", "2",
            "-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign")


def make_leaf(folder, ca, name, host, days="2"):
    base = f"{folder}/{name}"
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", f"{base}.key", "-out", f"{base}.csr", "-subj", f"/CN={host}")
    with open(f"{base}.ext", "w") as ext:
        ext.write(f"subjectAltName=DNS:{host}\n")
    openssl("x509", "-req", "-in", f"{base}.csr", "-CA", f"{folder}/{ca}.pem",
            "-CAkey", f"{folder}/{ca}.key", "-CAcreateserial", "-days", days,
            "-extfile", f"{base}.ext", "-out", f"{base}.pem")


def acceptance(body, **changes):
    answer = {"code": CODE, "provisional_code": body.get("provisional_code"),
              "status": "registered", "received_at": "2026-11-24T02:30:05Z",
              "appointed_at": "2026-11-27T17:00:00+07:00", "agency": "H29.12"}
    answer.update(changes)
    return json.dumps(answer)


def dossier(**changes):
    answer = {"code": CODE, "provisional_code": "", "status": "needs_papers", "status_code": 5,
              "procedure": {"code": "1.001193", "name": "Đăng ký khai sinh"},
              "received_at": "2026-11-24T09:30:05+07:00", "appointed_at": None,
              "updated_at": "2026-11-25T09:00:00+07:00", "note": "Thiếu giấy chứng sinh",
              "collect_at": "Quầy 3", "history": []}
    answer.update(changes)
    return json.dumps(answer)


def http(status, kind, body, extra="", length=None):
    data = body.encode()
    length = len(data) if length is None else length
    return (f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n"
            f"{extra}\r\n").encode() + data


def answers(mode, headers, body):
    if mode.isdigit():
        return http(int(mode), PROBLEM, '{"title":"no"}')
    token = headers.get("x-receipt-token", "")
    table = {
        "good": lambda: http(201, JSON + "; charset=utf-8", acceptance(body)),
        "no-appointment": lambda: http(201, JSON, acceptance(body, appointed_at=None)),
        "status-200": lambda: http(200, JSON, acceptance(body)),
        "portal": lambda: http(200, HTML, "<html>Welcome to our Wi-Fi</html>"),
        "portal-201": lambda: http(201, HTML, acceptance(body)),
        "proxy-422": lambda: http(422, HTML, "<html>blocked</html>"),
        "proxy-404": lambda: http(404, HTML, "<html>not found</html>"),
        "redirect": lambda: http(307, JSON, acceptance(body), "Location: /good/v1/dossiers\r\n"),
        "truncated": lambda: http(201, JSON, acceptance(body), length=4000),
        "not-json": lambda: http(201, JSON, '{"code": "H29'),
        "empty": lambda: http(201, JSON, ""),
        "other-dossier": lambda: http(201, JSON, acceptance(
            body, provisional_code="TK01-261124-0002-XX")),
        "no-code": lambda: http(201, JSON, acceptance(body, code=body.get("provisional_code"))),
        "no-time": lambda: http(201, JSON, acceptance(body, received_at="yesterday")),
        "huge": lambda: http(201, JSON, '"' + "x" * 200000 + '"'),
        "headers": lambda: http(201, JSON, "", "".join(
            f"X-{i}: {'x' * 1000}\r\n" for i in range(60))),
        "found": lambda: http(200, JSON, dossier(note=token)),
        "found-other": lambda: http(200, JSON, dossier(code="H29.12-261124-0008")),
        "found-nonsense": lambda: http(200, JSON, dossier(status="lost")),
        "published": lambda: http(304, JSON, "") if headers.get("if-none-match") == '"7"'
                     else http(200, JSON, '{"version": 7, "sha256": ""}'),
        "unpublished": lambda: http(404, PROBLEM, '{"title":"none"}'),
        "no-version": lambda: http(200, JSON, '{"version": 0}'),
        "bundle": lambda: http(200, JSON, '{"schema":1}', "X-Catalogue-Signature: c2ln\r\n"),
        "packed": lambda: http(200, JSON, "packed", "Content-Encoding: gzip\r\n"
                               if headers.get("accept-encoding") == "gzip" else ""),
        "huge-bundle": lambda: http(200, JSON, "x" * (16 * 1024 * 1024 + 1)),
        "echo-key": lambda: http(201, JSON, acceptance(body) if headers.get("idempotency-key")
                                 and headers.get("content-type") == JSON else "{}"),
    }
    return table[mode]()


def read_request(stream):
    line = stream.readline().decode()
    if not line:
        return None
    headers = {}
    while (header := stream.readline().decode().strip()):
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    data = stream.read(int(headers.get("content-length", "0")))
    return line.split()[1].split("/")[1], headers, json.loads(data) if data else {}


def talk(connection, context):
    try:
        if context is not None:
            connection = context.wrap_socket(connection, server_side=True)
        stream = connection.makefile("rb")
        while (request := read_request(stream)) is not None:
            mode = request[0]
            if mode == "slow":
                stream.read(1)  # until the client gives up
                break
            if mode == "endless":
                connection.sendall(b"HTTP/1.1 201 X\r\nContent-Type: application/json\r\n\r\n")
                while True:
                    connection.sendall(b" " * 4096)
            connection.sendall(answers(*request))
            if mode in ("truncated", "hang-up"):
                break
    except (OSError, ValueError, KeyError, IndexError):
        pass
    finally:
        connection.close()


def listen(name, context):
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=talk, args=(connection, context), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    print(name, server.getsockname()[1], flush=True)


def tls(folder, name, most=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
    if most is not None:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = most
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def main(folder):
    warnings.simplefilter("ignore")  # that old TLS is old is the point
    make_ca(folder, "ca")
    make_ca(folder, "stranger")
    make_leaf(folder, "ca", "good", "localhost")
    make_leaf(folder, "ca", "host", "elsewhere.test")
    make_leaf(folder, "ca", "expired", "localhost", "-1")
    make_leaf(folder, "stranger", "wrong-ca", "localhost")
    for name in ("good", "host", "expired", "wrong-ca"):
        listen(name, tls(folder, name))
    listen("old-tls", tls(folder, "good", ssl.TLSVersion.TLSv1_1))
    listen("plain", None)
    print("ready", 0, flush=True)
    os.read(0, 1)


if __name__ == "__main__":
    main(sys.argv[1])
