"""What goes wrong in a ward on a Monday morning, done to the real programs."""

import pathlib
import socket
import ssl
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import ROOT, World, message, wait_until  # noqa: E402
from journey import CARD, Journey  # noqa: E402

EXPIRED = ("079086000789||Lê Văn Cũ|15011986|Nam|Khu phố 2, Phường An Khánh, TP. Hồ Chí Minh"
           "|10052021")
HEALTH = ("DN4790000000001|4e677579e1bb856e2056c4836e20416e|15/01/1990|1|"
          "5068c6b0e1bb9d6e67|79 - 024|01/01/2026|31/12/2026")
PAYMENT = "00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA53037045802VN6304CBB4"


class Nonsense:
    """A TLS server with the right certificate that is not the service."""

    def __init__(self, certs, port, answer):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certs / "server.crt", certs / "server.key")
        self.answer = answer
        self.listener = socket.create_server(("127.0.0.1", port))
        self.listener.settimeout(0.2)
        self.served = 0
        self.stopping = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopping:
            try:
                client, _ = self.listener.accept()
            except TimeoutError:
                continue
            try:
                with self.context.wrap_socket(client, server_side=True) as peer:
                    peer.settimeout(5)
                    peer.recv(65536)
                    self.served += 1
                    peer.sendall(self.answer)
            except OSError:
                pass

    def stop(self):
        self.stopping = True
        self.thread.join()
        self.listener.close()


class Ward(unittest.TestCase):
    """A kiosk and a central service of its own for each test."""

    settings = []

    def setUp(self):
        self.world = World()
        self.world.kiosk_set = list(self.settings)
        self.addCleanup(self.world.close)
        self.world.start_central()
        self.robot = self.world.start_kiosk()
        self.receipt = self.world.folder / "receipt.png"

    def journey(self):
        return Journey(self.world, "2.000815", "sao y", CARD)

    def up_to_review(self):
        journey = self.journey()
        journey.find()
        journey.identify()
        journey.fill_in()
        return journey

    def dossiers(self):
        return [w for w in self.world.ctl("list").split() if w.startswith("H29.12-")]

    def says(self, key, timeout_s=15):
        """Waits until the screen shows this message in Vietnamese."""
        text = message(key)
        wait_until(text, lambda: text in self.robot.texts(), timeout_s)

    def code_on_screen(self):
        return self.robot.nodes()["receipt.code"]["text"]

    def arrives(self, count=1):
        return wait_until("the dossier arrives",
                          lambda: len(self.dossiers()) == count and self.dossiers(), 60)


class FaultTest(Ward):
    settings = ["session.send_patience_ms=3000"]

    def test_codes_that_are_no_id_card(self):
        journey = self.journey()
        journey.find()
        self.robot.tap("procedure.hand_in")
        self.robot.wait("identify")
        for text, key in ((HEALTH, "identify.not.health_insurance"),
                          (PAYMENT, "identify.not.payment"),
                          ("https://example.vn/a", "identify.not.web_address"),
                          (EXPIRED, "identify.expired.title"),
                          ("chỉ là chữ", "identify.not.unknown"),
                          (CARD.replace("15011990", "31021990"), "identify.not.damaged"),
                          (b"079090000123|\xff|x", "identify.not.not_text")):
            self.world.show_card(text)
            self.says(key)
            node = self.robot.nodes().get("identify.next")
            self.assertFalse(node and node["enabled"], text)
        self.world.show_card(CARD)
        journey.wait_enabled("identify.next")

    def test_no_network_then_network(self):
        journey = self.up_to_review()
        self.world.stop_central()
        journey.hand_in()
        provisional = self.code_on_screen()
        self.assertRegex(provisional, r"^TDEMO1-\d{6}-\d{4}-")
        journey.take_receipt(self.receipt)
        journey.finish()
        journey.follow(self.receipt)
        self.says("lookup.queued.title")
        self.robot.tap("bar.home")
        self.robot.wait("home")
        self.world.start_central()
        official = self.arrives()[0]
        self.robot.idle(30000)
        journey.follow(self.receipt)
        self.assertIn(official, self.robot.texts())

    def test_kill_the_kiosk_with_a_dossier_in_the_outbox(self):
        journey = self.up_to_review()
        self.world.stop_central()
        journey.hand_in()
        journey.take_receipt(self.receipt)
        self.world.kiosk.kill()
        self.world.kiosk = None
        self.robot.close()
        self.world.start_central()
        self.robot = self.world.start_kiosk()
        official = self.arrives()[0]
        self.journey().follow(self.receipt)
        self.assertIn(official, self.robot.texts())

    def test_somebody_else_answers(self):
        portal = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n"
                  b"Connection: close\r\n\r\n<html>Log in</html>\n")
        journey = self.up_to_review()
        port = self.world.port
        self.world.stop_central()
        server = Nonsense(self.world.folder / "certs", port, portal)
        try:
            journey.hand_in()
            self.assertRegex(self.code_on_screen(), r"^TDEMO1-")
            self.assertGreater(server.served, 0)
        finally:
            server.stop()
        self.assertEqual(self.robot.do(do="stats")["outbox_depth"], 1)
        self.world.start_central()
        self.arrives()

    def test_a_service_with_another_authority_gets_nothing(self):
        journey = self.up_to_review()
        port = self.world.port
        self.world.stop_central()
        other = self.world.folder / "other"
        subprocess.run([ROOT / "scripts" / "make-dev-certs", other], check=True,
                       capture_output=True)
        server = Nonsense(other, port, b"")
        try:
            journey.hand_in()
            self.assertRegex(self.code_on_screen(), r"^TDEMO1-")
            self.assertEqual(server.served, 0)
        finally:
            server.stop()

    def test_paper_out_and_back(self):
        journey = self.up_to_review()
        self.robot.device("printer", set="paper_out")
        journey.hand_in()
        official = self.code_on_screen()
        self.assertTrue(official.startswith("H29.12-"))
        self.says("printer.paper_out")
        self.says("receipt.print_failed")
        self.assertFalse(self.robot.ask(do="device", kind="printer",
                                        take=str(self.receipt))["ok"])
        self.assertFalse(self.robot.nodes()["receipt.print"]["enabled"])
        self.robot.device("printer", set="ok")  # refilled: it prints by itself
        self.says("receipt.printed")
        journey.take_receipt(self.receipt)
        journey.finish()
        journey.follow(self.receipt)
        self.assertIn(official, self.robot.texts())

    def test_a_wrong_configuration_says_what_where_and_why(self):
        bad = self.world.folder / "bad.json"
        for text, reasons in (('{"kiosk": {"colour": "red"}}', ["kiosk.colour"]),
                              ('{"panel": {"width_px": "wide"}}', ["panel.width_px"]),
                              ('{"panel": {"width_px": 7}}', ["panel.width_px", "480"]),
                              ('{"kiosk": ', ["bad.json"])):
            bad.write_text(text)
            done = subprocess.run([self.world.bin / "motcua-kiosk", "--config", bad],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
            for reason in ["bad.json", *reasons]:
                self.assertIn(reason, done.stderr)


class HygieneTest(Ward):
    """An unattended session is warned, then wiped; nothing personal is logged."""

    settings = ["session.idle_warning_ms=1500", "session.idle_countdown_ms=3000"]

    def test_idle_is_warned_extended_and_wiped(self):
        journey = self.journey()
        journey.find()
        journey.identify()
        wait_until("the warning", lambda: "idle.stay" in self.robot.nodes())
        self.robot.tap("idle.stay")
        self.robot.idle()
        self.assertNotIn("idle.stay", self.robot.nodes())
        self.assertEqual(self.robot.screen(), "form")
        self.robot.wait("home", 15000)
        self.assertNotIn("Nguyễn Văn An", self.robot.texts())
        self.assertNotIn("Nguyễn Văn An", self.world.kiosk.tail(10000))
        self.assertNotIn("079090000123", self.world.kiosk.tail(10000))


if __name__ == "__main__":
    unittest.main(verbosity=2)
