"""A hostile network between the kiosk and the central service: nothing lost, nothing counted as
accepted that is not, nothing said to a peer that is not the service."""

import os
import random
import ssl
import time
import unittest

import peer
from faults import ACCEPTED, Clock, Ward, long_run, wait_until

CUTS = 200 if long_run() else 8
ENOUGH_BYTES = 12000  # more than a hand-in sends or gets, TLS included
JSON, PROBLEM, HTML = "application/json", "application/problem+json", "text/html"
PORTAL = "<html>Welcome to our Wi-Fi</html>"
FORGED = '{"code": "H29.12-261124-0007", "status": "registered"}'
STRANGERS = ["expired", "other-host", "wrong-authority", "self-signed"]


def endless_head(kind):
    return f"HTTP/1.1 201 X\r\nContent-Type: {kind}\r\n\r\n".encode()


ANSWERS = {
    "cut after the request": peer.say(b""),
    "cut within the answer's head": peer.say(b"HTTP/1.1 201 Crea"),
    "cut within the answer": peer.say(peer.http(201, JSON, FORGED)[:-20]),
    "200 from a portal": peer.say(peer.http(200, HTML, PORTAL)),
    "HTML for JSON": peer.say(peer.http(201, HTML, PORTAL)),
    "HTML called JSON": peer.say(peer.http(201, JSON, PORTAL)),
    "an acceptance nobody signed": peer.say(peer.http(201, JSON, FORGED)),
    "a proxy's 403": peer.say(peer.http(403, HTML, PORTAL)),
    "a proxy's 422": peer.say(peer.http(422, HTML, PORTAL)),
    "500": peer.say(peer.http(500, PROBLEM, "{}"), on=True),
    "503 with Retry-After": peer.say(peer.http(503, PROBLEM, "{}", "Retry-After: 60"), on=True),
    "a redirect loop": peer.say(peer.http(307, JSON, "", "Location: /v1/dossiers"), on=True),
    "no answer": peer.say(b"", on=True),
    "a never-ending answer": peer.say_for_ever(endless_head(JSON), b" " * 4096, 0),
    "a slow answer": peer.say_for_ever(b"HTTP/1.1 201 X\r\nX-Slow: ", b"a", 0.05),
}
REDIRECTS = {301: "localhost", 302: "127.0.0.1", 303: "localhost", 307: "127.0.0.1",
             308: "localhost"}
RETRY_AFTER_S = 600
DEAF = ("cut at once", "cut before the request")


class NetworkTest(unittest.TestCase):
    def setUp(self):
        self.peer = self.enterContext(peer.Peer())
        url = f"central.url=https://localhost:{self.peer.port}"
        # The catalogue is not to be asked for: every request is about a dossier.
        self.ward = Ward(self, [url, "central.catalogue_poll_s=86400"],
                         prepare=self.prepare)
        self.account = self.ward.account

    def prepare(self, world):
        self.certs = world.folder / "certs"
        peer.make_certificates(self.certs)
        self.clock = Clock(world.folder / "kiosk.clock")
        world.env["kiosk"] = self.clock.environment("MOTCUA_MONOTONIC_FILE")

    def context(self, name="server"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certs / f"{name}.crt", self.certs / f"{name}.key")
        return context

    def hand_in_against(self, behaviour):
        """The citizen gets a provisional receipt, and the dossier is kept."""
        self.ward.walk_to_review()
        self.peer.play(behaviour)
        self.ward.hand_in()
        self.assertRegex(self.ward.robot.nodes()["receipt.code"]["text"], "^TDEMO1-")
        self.assertGreater(self.peer.attempts, 0)
        self.assertNotIn(ACCEPTED, self.account.outbox().values())
        requests = self.peer.requests
        self.peer.play(peer.refuse)
        self.ward.go_home()
        return requests

    def arrive(self, what):
        self.peer.play(peer.relay(self.ward.world.port))
        self.ward.end_waits()
        self.account.settle()
        self.account.check(self, what)

    def test_peers_that_are_not_the_service(self):
        for name in STRANGERS:
            with self.subTest(name):
                stranger = peer.answer(self.context(name), peer.say(b""))
                self.assertEqual(self.hand_in_against(stranger), 0)
        for text in (b"", peer.http(200, HTML, PORTAL), peer.http(201, JSON, FORGED)):
            with self.subTest(text=text):
                heard = []
                self.hand_in_against(peer.plain(text, heard))
                self.assertTrue(heard)  # and a TLS greeting is all
                for mark in (b"HTTP", b"POST", b"TDEMO1"):
                    self.assertNotIn(mark, b"".join(heard))
        self.arrive(f"{len(STRANGERS) + 3} strangers")

    def test_answers_that_are_no_acceptance(self):
        good = self.context()
        behaviours = {name: peer.answer(good, script) for name, script in ANSWERS.items()}
        behaviours["cut at once"] = peer.refuse
        behaviours["cut before the request"] = peer.hang_up_after_handshake(good)
        behaviours["cut within the request"] = peer.answer(good, peer.say(b""), part="half")
        for name, behaviour in behaviours.items():
            with self.subTest(name):
                requests = self.hand_in_against(behaviour)
                self.assertEqual(requests > 0, name not in DEAF)
        self.arrive(f"{len(behaviours)} answers that are no acceptance")

    def test_no_redirect_is_followed(self):
        """Neither to another place of ours nor to one that has a certificate of ours."""
        good = self.context()
        with peer.Peer() as elsewhere:
            elsewhere.play(peer.answer(good, peer.say(peer.http(201, JSON, FORGED), on=True)))
            for status, host in REDIRECTS.items():
                with self.subTest(status=status, host=host):
                    there = f"Location: https://{host}:{elsewhere.port}/v1/dossiers"
                    told = peer.say(peer.http(status, JSON, "", there), on=True)
                    self.assertGreater(self.hand_in_against(peer.answer(good, told)), 0)
            self.assertEqual(elsewhere.attempts, 0)
        self.arrive(f"{len(REDIRECTS)} redirects")

    def test_retry_after_is_honoured(self):
        """By the kiosk's own clock: not before, and soon after."""
        told = peer.http(503, PROBLEM, "{}", f"Retry-After: {RETRY_AFTER_S}")
        robot = self.ward.robot
        self.ward.walk_to_review()
        self.peer.play(peer.answer(self.context(), peer.say(told, on=True)))
        self.ward.hand_in()
        self.ward.go_home()
        robot.idle()
        self.assertEqual(self.peer.requests, 1)
        self.clock.shift(RETRY_AFTER_S - 60)
        robot.idle()  # whatever is due is begun before it answers
        self.assertEqual(self.peer.requests, 1)
        self.clock.shift(RETRY_AFTER_S + 60)
        robot.idle()
        wait_until("it is sent again", lambda: self.peer.requests == 2)
        self.arrive("asked to come later")

    def test_cut_anywhere_on_the_way_to_the_service(self):
        seed = int(os.environ.get("MOTCUA_SEED", time.time_ns() % 2**32))
        print(f"MOTCUA_SEED={seed}", flush=True)
        lot = random.Random(seed)
        for number in range(CUTS):
            limit = {lot.choice(["up", "down"]): lot.randrange(ENOUGH_BYTES)}
            with self.subTest(number=number, **limit):
                self.peer.play(peer.relay(self.ward.world.port, **limit))
                self.ward.play()
        self.arrive(f"cut at {CUTS} places")


if __name__ == "__main__":
    unittest.main(verbosity=2)
