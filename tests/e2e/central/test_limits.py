#!/usr/bin/env python3
"""Clients that are slow, many, or greedy, and a service that stops in the middle.
Usage: test_limits.py BIN_DIR"""

import contextlib
import http.client
import json
import pathlib
import re
import select
import shlex
import signal
import socket
import sqlite3
import ssl
import tempfile
import threading
import time
import unittest
import uuid

from common import Contract, Service, bin_dir, example_dossier
from harness import wait_until

WAIT_S = 30
THREADS = 8
SHARE = 4  # connections of each of them
SHORT = {"header_timeout_s": 3, "body_timeout_s": 3, "answer_timeout_s": 3, "idle_timeout_s": 3,
         "timeout_s": 60}
GREEDY = 60  # connections, of bodies as large as may be
GREEDY_KIB = 760
GREEDY_BURST = 100  # requests before an address is over its limit
CROWDED = {"connections_per_address": 1000, "header_timeout_s": 300, "timeout_s": 300}


def start_together(act, things):
    threads = [threading.Thread(target=act, args=(one,)) for one in things]
    for thread in threads:
        thread.start()
    return threads


def together(act, things):
    for thread in start_together(act, things):
        thread.join()


class Slow:
    """A TLS client that sends what it is told, when it is told."""

    def __init__(self, service, context=None):
        self.plain = socket.create_connection(("127.0.0.1", service.port), timeout=WAIT_S)
        self.socket = (context or service.anonymous).wrap_socket(
            self.plain, server_hostname="127.0.0.1")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def drip_until_closed(self, data):
        """Byte by byte, each within any time-out of silence; how long the service bore it."""
        started = time.monotonic()
        self.socket.settimeout(0.2)
        sent = 0
        while time.monotonic() - started < WAIT_S:
            try:
                self.socket.send(data[sent % len(data):sent % len(data) + 1])
                sent += 1
                if self.socket.recv(1) == b"":
                    return time.monotonic() - started
            except TimeoutError:
                continue
            except (ssl.SSLError, OSError):
                return time.monotonic() - started
        raise AssertionError("it was never ended")


class Limits(unittest.TestCase):
    def setUp(self):
        self.contract = Contract()
        self.dossier = example_dossier(self.contract)

    def patiently(self, ask):
        """The answer. A busy machine may be slower than limits as short as these allow."""
        deadline = time.monotonic() + WAIT_S
        while True:
            try:
                return ask()
            except OSError:  # also http.client's that the other end hung up
                if time.monotonic() > deadline:
                    raise

    def metric(self, service, name):
        text = self.patiently(lambda: service.ask("GET", "/metrics")).body.decode()
        return int(next(line.rsplit(" ", 1)[1] for line in text.splitlines()
                        if line.startswith(name + " ")))

    def check_alive(self, service):
        answer = self.patiently(lambda: service.hand_in(self.dossier))
        self.contract.check(answer, "POST", "/v1/dossiers", 201)

    def test_slow_headers_bodies_and_idlers(self):
        with Service(BIN_DIR, limits=SHORT) as service:
            head = (b"POST /v1/dossiers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    b"Content-Length: 100000\r\n")
            with Slow(service) as headers:
                headers.send(b"GET /healthz HTTP/1.1\r\nX-Drip: ")
                headers.drip_until_closed(b"x")
            with Slow(service) as body:
                body.send(head + b"\r\n")
                body.drip_until_closed(b" ")
            with Slow(service) as silent:
                self.assertEqual(silent.socket.recv(1), b"")
            with Slow(service) as idler:
                idler.send(b"GET /page.css HTTP/1.1\r\nHost: x\r\n\r\n")
                idler.socket.settimeout(WAIT_S)
                while idler.socket.recv(4096):
                    pass
            ended = 'motcua_connections_ended_total{why="%s"}'
            self.assertGreaterEqual(self.metric(service, ended % "headers"), 2)
            self.assertGreaterEqual(self.metric(service, ended % "body"), 1)
            self.assertGreaterEqual(self.metric(service, ended % "idle"), 1)
            self.check_alive(service)

    def test_plain_connections_that_never_speak(self):
        with Service(BIN_DIR, limits={**SHORT, "connections_per_address": 8}) as service:
            held = [socket.create_connection(("127.0.0.1", service.port), timeout=WAIT_S)
                    for _ in range(8)]
            # The ninth finds no place, until the eight are ended.
            deadline = time.monotonic() + WAIT_S
            status = None
            while status is None and time.monotonic() < deadline:
                try:
                    status = service.ask("GET", "/healthz").status
                except OSError:
                    continue
            self.assertEqual(status, 200)
            for one in held:
                one.close()
            self.assertGreaterEqual(self.metric(service, "motcua_connections_refused_total"), 1)

    def few_descriptors(self, command):
        """A folder of programs, of which the service begins with this command of the shell."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "motcua-ctl").symlink_to(pathlib.Path(BIN_DIR).resolve() / "motcua-ctl")
        program = folder / "motcua-central"
        service = shlex.quote(str(pathlib.Path(BIN_DIR).resolve() / "motcua-central"))
        program.write_text(f'#!/bin/sh\n{command}\nexec {service} "$@"\n')
        program.chmod(0o700)
        return folder

    def hold(self, service, count):
        return [self.enterContext(socket.create_connection(("127.0.0.1", service.port), WAIT_S))
                for _ in range(count)]

    def test_connections_have_their_descriptors(self):
        """The usual limit of a process is lower than that of connections, and may be raised."""
        with Service(self.few_descriptors("ulimit -Sn 96"), limits=CROWDED) as service:
            self.hold(service, 150)
            self.assertEqual(service.ask("GET", "/healthz").status, 200)

    def test_connections_leave_descriptors_to_the_rest(self):
        with Service(self.few_descriptors("ulimit -n 200"), limits=CROWDED) as service:
            service.wait_for_log("descriptors, and 200 are allowed")
            kept = http.client.HTTPSConnection("127.0.0.1", service.port, timeout=WAIT_S,
                                               context=service.context)
            kept.request("GET", "/page.css")
            kept.getresponse().read()
            self.hold(service, 190)
            kept.request("POST", "/v1/dossiers", json.dumps(self.dossier),
                         {"Content-Type": "application/json",
                          "Idempotency-Key": str(uuid.uuid4())})
            answer = kept.getresponse()
            self.assertEqual((answer.status, answer.read()[:1]), (201, b"{"))
            kept.request("GET", "/metrics")
            text = kept.getresponse().read().decode()
            refused = re.search(r"\nmotcua_connections_refused_total (\d+)\n", text)
            self.assertGreaterEqual(int(refused[1]), 50)
            kept.close()

    def test_a_flood_is_told_to_wait(self):
        limits = {"address_per_minute": 60, "address_burst": 20}
        with Service(BIN_DIR, limits=limits) as service:
            statuses = []

            def flood():
                connection = http.client.HTTPSConnection(
                    "127.0.0.1", service.port, timeout=WAIT_S, context=service.anonymous)
                for _ in range(25):
                    connection.request("GET", "/page.css")
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status == 429:
                        self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
                    statuses.append(answer.status)
                connection.close()

            threads = [threading.Thread(target=flood) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(set(statuses), {200, 429})
            self.assertEqual(len(statuses), 100)
            # Twenty, and what has come back while it went on.
            self.assertLess(statuses.count(200), 60)
            answer = service.hand_in(self.dossier, source="127.0.0.2")
            self.contract.check(answer, "POST", "/v1/dossiers", 201)

    def test_nothing_is_held_of_who_is_over_a_limit(self):
        def resident_kib():
            status = pathlib.Path(f"/proc/{service.process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])

        def under_way():
            text = service.ask("GET", "/metrics", source="127.0.0.2").body.decode()
            return int(re.search(r"\nmotcua_requests_under_way (\d+)\n", text)[1])

        limits = {"address_per_minute": 1, "address_burst": GREEDY_BURST, "body_timeout_s": 300,
                  "idle_timeout_s": 300}
        with Service(BIN_DIR, limits=limits, metrics_readers="127.0.0.2") as service:
            greedy = [self.enterContext(Slow(service)) for _ in range(GREEDY)]
            statuses = []
            while statuses[-GREEDY:] != [429] * GREEDY:
                slow = greedy[len(statuses) % GREEDY]
                slow.send(b"GET /page.css HTTP/1.1\r\nHost: x\r\n\r\n")
                answer = http.client.HTTPResponse(slow.socket)
                answer.begin()
                answer.read()
                statuses.append(answer.status)
            before = resident_kib()
            for slow in greedy:
                slow.send(b"POST /v1/dossiers HTTP/1.1\r\nHost: x\r\n"
                          b"Content-Type: application/json\r\n"
                          b"Content-Length: %d\r\n\r\n{" % (GREEDY_KIB * 1024))
            wait_until("all have begun", lambda: under_way() > GREEDY, WAIT_S)
            self.assertLess(resident_kib() - before, GREEDY * GREEDY_KIB // 2)

    def test_a_kiosk_that_goes_mad(self):
        limits = {"kiosk_per_minute": 1, "kiosk_burst": 3}
        with Service(BIN_DIR, limits=limits) as service:
            key = str(uuid.uuid4())
            statuses = [service.hand_in(self.dossier, key).status for _ in range(5)]
            self.assertEqual(statuses, [201, 201, 201, 429, 429])
            # Citizens with their receipts are not concerned.
            code = json.loads(service.ctl("list", "--json").stdout)[0]["code"]
            self.contract.check(service.look_up(code), "GET", "/v1/dossiers/{code}", 200)
            self.assertEqual(self.metric(service, 'motcua_limited_total{by="kiosk"}'), 2)

    def test_greedy_bodies_hold_up_nobody(self):
        with Service(BIN_DIR) as service:
            greedy = [self.enterContext(Slow(service)) for _ in range(30)]
            head = (b"POST /v1/dossiers HTTP/1.1\r\nHost: x\r\n"
                    b"Content-Type: application/json\r\nContent-Length: ")
            for slow in greedy:
                slow.send(head + b"3000000\r\n\r\n" + b" " * 1_000_000)
            self.check_alive(service)
            # What is not even worth reading is answered at once.
            with Slow(service) as slow:
                slow.send(head + b"99999999999\r\n\r\n")
                answer = http.client.HTTPResponse(slow.socket)
                answer.begin()
                self.assertEqual(answer.status, 413)

    def test_one_that_waits_holds_up_few(self):
        with Service(BIN_DIR, limits={"threads": THREADS}) as service:
            held = [http.client.HTTPSConnection("127.0.0.1", service.port, timeout=WAIT_S,
                                                context=service.context)
                    for _ in range(THREADS * SHARE)]
            answered = []

            def ask(connection):
                connection.request("GET", "/page.css")
                answered.append(connection.getresponse().read())

            together(ask, held)
            answered.clear()
            with contextlib.closing(sqlite3.connect(service.database, isolation_level=None)) as base:
                base.execute("BEGIN IMMEDIATE")
                held[0].request("POST", "/v1/dossiers", json.dumps(self.dossier),
                                {"Content-Type": "application/json",
                                 "Idempotency-Key": str(uuid.uuid4())})
                others = start_together(ask, held[1:])
                # All but those it shares its thread with, whichever they are.
                wait_until("the others are answered",
                           lambda: len(answered) >= len(held) - 2 * SHARE, WAIT_S)
                waits = not select.select([held[0].sock], [], [], 0)[0]
                base.execute("ROLLBACK")
            self.assertTrue(waits)
            self.assertEqual(held[0].getresponse().status, 201)
            for other in others:
                other.join()
            for one in held:
                one.close()

    def wait_until_refused(self, service):
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", service.port), timeout=WAIT_S).close()
            except ConnectionRefusedError:
                return
            except ConnectionResetError:  # it was in the queue when that was closed
                continue
        raise AssertionError("it still takes connections")

    def test_stopping_finishes_what_it_began(self):
        service = self.enterContext(Service(BIN_DIR))
        body = json.dumps(self.dossier).encode()
        key = str(uuid.uuid4())
        head = (f"POST /v1/dossiers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        with Slow(service, service.context) as slow:
            slow.send(head + body[:100])
            # It is under way when the service says so.
            while self.metric(service, "motcua_requests_under_way") < 2:
                pass
            service.process.send_signal(signal.SIGTERM)
            service.wait_for_log("stopping on signal")
            self.wait_until_refused(service)
            slow.send(body[100:])
            answer = http.client.HTTPResponse(slow.socket)
            answer.begin()
            self.assertEqual(answer.status, 201)
            self.assertEqual(answer.headers["Connection"].lower(), "close")
            code = json.loads(answer.read())["code"]
        self.assertEqual(service.process.wait(WAIT_S), 0)
        self.assertIn(code, service.ctl("list").stdout)


if __name__ == "__main__":
    BIN_DIR = bin_dir()
    unittest.main(verbosity=2, warnings="ignore")
