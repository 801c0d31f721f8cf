"""A scripted TLS peer for the tests of kiosk/net: peer.py DIR.

Makes throw-away certificates in DIR, listens on the loopback and prints one line a listener,
"NAME PORT", then "ready". What it answers is the first part of the path: /MODE/v1/dossiers.
DIR/receipts.json has the signed receipts it hands out, by name. Ends when its standard input is
closed.
"""
import base64
import hashlib
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
TOKEN = "A" * 22
PERMIT = "1796182200.c2lnbmVk+/=="


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


RECEIPTS = {}
UPLOADS = {}  # the parts that have come, by mode


def acceptance(name="good"):
    return json.dumps({"code": CODE, "status": "registered", "receipt": RECEIPTS[name]})


def dossier(**changes):
    answer = {"code": CODE, "provisional_code": "", "status": "needs_papers", "status_code": 5,
              "procedure": {"code": "1.001193", "name": "Đăng ký khai sinh"},
              "received_at": "2026-11-24T09:30:05+07:00", "appointed_at": None,
              "updated_at": "2026-11-25T09:00:00+07:00", "note": "Thiếu giấy chứng sinh",
              "receiving_agency": {"code": "H29.12", "name": "Ủy ban nhân dân Phường Mẫu"},
              "deciding_agency": {"code": "H29.13", "name": "Công an Phường Mẫu"},
              "appointments": [
                  {"cause": "papers", "at": "2026-11-25T09:00:00+07:00", "reason": "Thiếu giấy",
                   "previous": "2026-11-27T17:00:00+07:00",
                   "appointed": "2026-12-01T17:00:00+07:00"},
                  {"cause": "late", "at": "2026-12-02T09:00:00+07:00", "reason": "Chờ xác minh",
                   "previous": "2026-12-01T17:00:00+07:00",
                   "appointed": "2026-12-04T17:00:00+07:00"}],
              "collect_at": "Quầy 3", "history": []}
    answer.update(changes)
    return json.dumps(answer)


def http(status, kind, body, extra="", length=None):
    data = body.encode()
    length = len(data) if length is None else length
    return (f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n"
            f"{extra}\r\n").encode() + data


def rated(headers, wanted, other):
    """A rating is taken by one of the two."""
    fits = headers.get(wanted) in (TOKEN, PERMIT) and other not in headers
    return http(201, JSON, "{}") if fits else http(400, PROBLEM, "{}")


DATE = "Date: Wed, 25 Nov 2026 08:00:00 GMT\r\n"


def answers(mode, headers, body):
    if mode.isdigit():
        return http(int(mode), PROBLEM, '{"title":"no"}')
    token = headers.get("x-receipt-token", "")
    table = {
        "good": lambda: http(201, JSON + "; charset=utf-8", acceptance()),
        "accepted-202": lambda: http(202, JSON, acceptance()),
        "status-200": lambda: http(200, JSON, acceptance()),
        "unsigned": lambda: http(201, JSON, json.dumps({"code": CODE})),
        "other-key": lambda: http(201, JSON, acceptance("other-key")),
        "changed": lambda: http(201, JSON, acceptance("changed")),
        "other-body": lambda: http(201, JSON, acceptance("other-body")),
        "other-dossier": lambda: http(201, JSON, acceptance("other-dossier")),
        "other-submission": lambda: http(201, JSON, acceptance("other-submission")),
        "wait-60": lambda: http(503, PROBLEM, "{}", "Retry-After: 60\r\n"),
        "wait-date": lambda: http(503, PROBLEM, "{}", DATE
                                  + "Retry-After: Wed, 25 Nov 2026 08:02:00 GMT\r\n"),
        "wait-past": lambda: http(503, PROBLEM, "{}", DATE
                                  + "Retry-After: Wed, 25 Nov 2026 07:02:00 GMT\r\n"),
        "wait-ever": lambda: http(429, PROBLEM, "{}", "Retry-After: 99999999999999\r\n"),
        "wait-soon": lambda: http(503, PROBLEM, "{}", "Retry-After: soon\r\n"),
        "by-number": lambda: http(200, JSON, dossier(note=body.get("id_number", "")),
                                  f"X-Rating-Permit: {PERMIT}\r\n"),
        "odd-permit": lambda: http(200, JSON, dossier(note=body.get("id_number", "")),
                                   "X-Rating-Permit: not one\r\n"),
        "long-permit": lambda: http(200, JSON, dossier(note=body.get("id_number", "")),
                                    f"X-Rating-Permit: {'x' * 129}\r\n"),
        "by-token": lambda: rated(headers, "x-receipt-token", "x-rating-permit"),
        "by-permit": lambda: rated(headers, "x-rating-permit", "x-receipt-token"),
        "rated-before": lambda: http(409, PROBLEM,
                                     '{"type":"urn:motcua:problem:rated-before"}'),
        "not-decided": lambda: http(409, PROBLEM, '{"type":"urn:motcua:problem:not-decided"}'),
        "portal": lambda: http(200, HTML, "<html>Welcome to our Wi-Fi</html>"),
        "portal-201": lambda: http(201, HTML, acceptance()),
        "proxy-422": lambda: http(422, HTML, "<html>blocked</html>"),
        "proxy-404": lambda: http(404, HTML, "<html>not found</html>"),
        "redirect": lambda: http(307, JSON, acceptance(), "Location: /good/v1/dossiers\r\n"),
        "truncated": lambda: http(201, JSON, acceptance(), length=4000),
        "not-json": lambda: http(201, JSON, '{"code": "H29'),
        "empty": lambda: http(201, JSON, ""),
        "huge": lambda: http(201, JSON, '"' + "x" * 2000000 + '"'),
        "headers": lambda: http(201, JSON, "", "".join(
            f"X-{i}: {'x' * 1000}\r\n" for i in range(60))),
        "slow-dossiers": lambda: http(200, JSON, dossier()),
        "found": lambda: http(200, JSON, dossier(note=token)),
        "found-other": lambda: http(200, JSON, dossier(code="H29.12-261124-0008")),
        "found-long": lambda: http(200, JSON, dossier(
            note=token,
            history=[{"status": "processing", "action": "take_papers",
                      "at": "2026-11-25T08:00:00+07:00", "note": "x" * 1023}] * 256,
            appointments=json.loads(dossier())["appointments"] * 128)),
        "found-moved-oddly": lambda: http(200, JSON, dossier(appointments=[{"cause": "rain"}])),
        "found-nonsense": lambda: http(200, JSON, dossier(status="lost")),
        "published": lambda: http(304, JSON, "") if headers.get("if-none-match") == '"7"'
                     else http(200, JSON, '{"version": 7, "sha256": ""}'),
        "unpublished": lambda: http(404, PROBLEM, '{"title":"none"}'),
        "no-version": lambda: http(200, JSON, '{"version": 0}'),
        "bundle": lambda: http(200, JSON, '{"schema":1}', "X-Catalogue-Signature: c2ln\r\n"),
        "packed": lambda: http(200, JSON, "packed", "Content-Encoding: gzip\r\n"
                               if headers.get("accept-encoding") == "gzip" else ""),
        "huge-bundle": lambda: http(200, JSON, "x" * (16 * 1024 * 1024 + 1)),
        "echo-key": lambda: http(201, JSON, acceptance() if headers.get("idempotency-key")
                                 and headers.get("content-type") == JSON else "{}"),
    }
    return table[mode]()


def tus(mode, method, headers, data):
    """/v1/uploads: what cuts the connection in "cut" does so after half of each part."""
    tag = "Tus-Resumable: 1.0.0\r\n"
    parts = UPLOADS.get(mode)
    if method == "HEAD":
        if parts is None:
            return f"HTTP/1.1 404 X\r\n{tag}Content-Length: 0\r\n\r\n".encode()
        return (f"HTTP/1.1 200 X\r\n{tag}Upload-Offset: {len(parts['data'])}\r\n"
                f"Upload-Length: {parts['length']}\r\nContent-Length: 0\r\n\r\n").encode()
    if method == "POST":
        UPLOADS[mode] = {"length": int(headers["upload-length"]), "data": b""}
        return http(201, JSON, "", tag + "Location: /v1/uploads/x\r\n")
    digest = "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode()
    if int(headers["upload-offset"]) != len(parts["data"]) or mode == "wrong-offset":
        return http(409, PROBLEM, "{}", tag)
    if mode == "cut" and not parts.get("cut"):
        parts["cut"] = True
        parts["data"] += data[:1000]
        return b""
    if headers["upload-checksum"] != digest:
        return http(460, PROBLEM, "{}", tag)
    parts["data"] += data
    return (f"HTTP/1.1 204 X\r\n{tag}Upload-Offset: {len(parts['data'])}\r\n\r\n").encode()


def reference(mode, body):
    """The dossier handed in by the name of its upload: only if all of it has come."""
    whole = UPLOADS.get(mode, {"data": b""})["data"]
    fits = hashlib.sha256(whole).hexdigest() == body["sha256"] and body["media_type"] == JSON
    return http(201, JSON, acceptance("large")) if fits else http(400, PROBLEM, "{}")


def read_request(stream):
    line = stream.readline().decode()
    if not line:
        return None
    headers = {}
    while (header := stream.readline().decode().strip()):
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    data = stream.read(int(headers.get("content-length", "0")))
    method, path, _ = line.split()
    return method, path.split("/")[1], path, headers, data


def answer(method, mode, path, headers, data):
    if "/uploads" in path:
        return tus(mode, method, headers, data)
    body = json.loads(data) if data else {}
    if headers.get("content-type") == "application/vnd.motcua.upload+json":
        return reference(mode, body)
    return answers(mode, headers, body)


def talk(connection, context):
    try:
        if context is not None:
            connection = context.wrap_socket(connection, server_side=True)
        stream = connection.makefile("rb")
        while (request := read_request(stream)) is not None:
            mode = request[1]
            if mode == "slow" or (mode == "slow-dossiers" and request[0] == "POST"):
                stream.read(1)  # until the client gives up
                break
            if mode == "endless":
                connection.sendall(b"HTTP/1.1 201 X\r\nContent-Type: application/json\r\n\r\n")
                while True:
                    connection.sendall(b" " * 4096)
            said = answer(*request)
            connection.sendall(said)
            if mode in ("truncated", "hang-up") or not said:
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


def tls(folder, name, most=None, client_ca=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
    if most is not None:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = most
        context.set_ciphers("ALL:@SECLEVEL=0")
    if client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(f"{folder}/{client_ca}.pem")
    return context


def main(folder):
    warnings.simplefilter("ignore")  # that old TLS is old is the point
    with open(f"{folder}/receipts.json") as file:
        RECEIPTS.update(json.load(file))
    make_ca(folder, "ca")
    make_ca(folder, "stranger")
    make_leaf(folder, "ca", "good", "localhost")
    make_leaf(folder, "ca", "host", "elsewhere.test")
    make_leaf(folder, "ca", "expired", "localhost", "-1")
    make_leaf(folder, "stranger", "wrong-ca", "localhost")
    make_leaf(folder, "ca", "kiosk", "K01")
    make_leaf(folder, "stranger", "other-kiosk", "K01")
    for name in ("good", "host", "expired", "wrong-ca"):
        listen(name, tls(folder, name))
    listen("mutual", tls(folder, "good", client_ca="ca"))
    listen("old-tls", tls(folder, "good", ssl.TLSVersion.TLSv1_1))
    listen("plain", None)
    print("ready", 0, flush=True)
    os.read(0, 1)


if __name__ == "__main__":
    main(sys.argv[1])
