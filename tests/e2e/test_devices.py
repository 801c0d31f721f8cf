"""The kiosk with every subset of its devices, and with one that comes and goes while it runs."""

import itertools
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import ROOT, World, message, wait_until  # noqa: E402
from journey import CARD, CHIP  # noqa: E402

KINDS = ("camera", "scanner", "card_reader", "printer")


class NetworkPrinter:
    """A receipt printer on the loopback interface that answers status requests and prints
    nothing."""

    def __init__(self, port=0):
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        self.peer = None
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            self.peer, _ = self.listener.accept()
            held = b""
            while data := self.peer.recv(4096):
                held += data
                while (at := held.find(b"\x10\x04")) >= 0 and len(held) > at + 2:
                    self.peer.sendall(b"\x12")
                    held = held[at + 3:]
        except OSError:
            pass

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)  # closing alone does not end a waiting accept()
        self.listener.close()
        if self.peer:
            self.peer.shutdown(socket.SHUT_RDWR)
            self.peer.close()
        self.thread.join()


class DevicesTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.port = 9  # nobody listens: it starts without the service, too

    def says(self, key):
        return message(key) in self.world.robot.texts()

    def check_home(self, present):
        reads_codes = present["camera"] or present["scanner"]
        self.assertEqual(self.says("bar.no_printer"), not present["printer"], present)
        self.assertEqual(self.says("bar.no_codes"),
                         not reads_codes and present["card_reader"], present)
        self.assertEqual(self.says("bar.no_reader"),
                         not reads_codes and not present["card_reader"], present)

    def check_hand_in(self, present):
        robot = self.world.robot
        robot.tap("home.popular.0")
        robot.wait("procedure")
        robot.idle()
        robot.tap("procedure.hand_in")
        robot.idle()
        readers = [k for k in KINDS[:3] if present[k]]
        self.assertEqual(robot.screen(), "identify" if readers else "fault", present)
        if not readers:
            self.assertTrue(self.says("fault.no_reader.title"))
            robot.tap("fault.home")
        robot.idle()

    def test_it_starts_with_every_subset(self):
        for subset in itertools.product((True, False), repeat=len(KINDS)):
            present = dict(zip(KINDS, subset))
            with self.subTest(**present):
                self.world.kiosk_set = [f"devices.{k}={'simulated' if present[k] else 'none'}"
                                        for k in KINDS]
                self.world.start_kiosk()
                self.check_home(present)
                self.check_hand_in(present)
                self.world.stop_kiosk()

    def test_what_is_configured_and_missing_is_awaited(self):
        """Nothing of it is plugged in here: it starts all the same."""
        self.world.kiosk_set = ["devices.printer=usb"]
        self.world.start_kiosk()
        wait_until("no printer", lambda: self.says("bar.no_printer"))
        self.assertIn("printer", self.world.kiosk.tail(50))

    def test_a_printer_comes_and_goes_while_it_runs(self):
        printer = NetworkPrinter()
        port = printer.port
        printer.stop()
        self.world.kiosk_set = ["devices.printer=tcp",
                                f"devices.printer_address=127.0.0.1:{port}"]
        self.world.start_kiosk()
        for _ in range(2):
            wait_until("no printer", lambda: self.says("bar.no_printer"), 40)
            printer = NetworkPrinter(port)
            wait_until("a printer", lambda: not self.says("bar.no_printer"), 60)
            printer.stop()
        wait_until("no printer", lambda: self.says("bar.no_printer"), 40)

    def test_staff_see_and_try_the_devices(self):
        pin = "271828"
        done = subprocess.run([self.world.bin / "motcua-kiosk", "--make-pin"], input=pin,
                              capture_output=True, text=True, check=True)
        self.world.kiosk_set = [f"service.pin_hash={done.stdout.strip()}"]
        robot = self.world.start_kiosk()

        def enter(digits):
            for _ in range(5):
                robot.tap("bar.emblem")
            robot.wait("service")
            robot.type(digits)
            robot.tap("service.next")

        enter("314159")
        wait_until("refused", lambda: self.says("service.wrong"))
        waits = message("service.wait").partition("{")[0]
        wait_until("the wait is over", lambda: waits not in robot.texts())
        self.assertTrue(self.says("service.wrong"))
        robot.tap("bar.home")
        robot.wait("home")
        enter(pin)
        wait_until("open", lambda: "service.camera" in robot.nodes())
        wait_until("the devices", lambda: "simulated camera" in robot.texts())
        self.try_the_readers()
        robot.tap("service.test_print")
        wait_until("printed", lambda: self.says("service.print.done"))
        robot.device("printer", take=str(self.world.folder / "test.png"))
        # A damaged outbox that was put aside is told of until it is taken away.
        self.assertFalse(self.says("service.damaged"))
        damaged = self.world.folder / "data" / "outbox.db.damaged-1796180400-0"
        damaged.write_bytes(b"x")
        wait_until("it is told", lambda: self.says("service.damaged"))
        damaged.unlink()
        wait_until("and no more", lambda: not self.says("service.damaged"))
        robot.tap("service.finish")
        robot.wait("home")
        self.assertNotIn(pin, self.world.kiosk.tail(1000))

    def try_the_readers(self):
        robot = self.world.robot
        self.assertTrue(self.says("service.read.nothing"))
        self.assertTrue(self.says("service.chip.none"))
        self.assertNotIn("service.preview", robot.nodes())
        chip = self.world.write_json("chip.json", CHIP | {"chip_verified": True})
        robot.device("card", insert=str(chip))
        wait_until("the chip answers", lambda: self.says("service.chip.waiting"))
        robot.device("scanner", scan="anything")
        wait_until("the scanner", lambda: self.says("service.read.other"))
        self.world.show_card(CARD)
        wait_until("a card is read", lambda: self.says("service.read.id_card"))
        wait_until("the picture", lambda: "service.preview" in robot.nodes())
        wait_until("the chip is read", lambda: self.says("service.chip.verified"), 60)
        self.assertTrue(self.says("service.chip.by_pace"))
        for personal in ("Nguyễn", CHIP["id_number"], CHIP["residence"]):
            self.assertNotIn(personal, robot.texts())

    def test_the_operator_sees_it_from_afar(self):
        self.world.port = 0
        self.world.start_central()
        self.world.enrol()
        self.world.kiosk_set = ["central.report_minutes=1", "devices.scanner=none",
                                "devices.camera=v4l2", "devices.camera_address=/dev/none"]
        robot = self.world.start_kiosk()

        def seen(pattern):
            return lambda: re.search(pattern, self.world.ctl("kiosks"), re.M)

        wait_until("the camera", seen(r"^  ! camera +\w+ +since 20"), 60)
        self.assertNotIn("printer", self.world.ctl("kiosks"))
        self.assertNotIn("scanner", self.world.ctl("kiosks"))
        robot.device("printer", set="paper_out")
        wait_until("no paper", seen(r"^  ! printer +paper_out +since 20"), 60)
        robot.device("printer", set="ok")
        wait_until("paper again", lambda: "printer" not in self.world.ctl("kiosks"), 60)

    def doctor(self, *arguments):
        env = os.environ | {"LSAN_OPTIONS": f"suppressions={ROOT}/tests/lsan.supp"
                                            ":print_suppressions=0"}
        return subprocess.run([self.world.bin / "motcua-kiosk", "--config",
                               self.world.kiosk_config(), "--doctor", *arguments],
                              capture_output=True, text=True, check=False, env=env, cwd=ROOT)

    def test_the_doctor_says_what_is_missing(self):
        for setting, status in (("devices.printer=simulated", 0), ("devices.printer=usb", 1)):
            done = self.doctor("--set", setting)
            self.assertEqual(done.returncode, status, done.stdout)
            self.assertIn(message("doctor.what.card_reader"), done.stdout)
            self.assertIn(message("doctor.state.not_reached"), done.stdout)
            self.assertNotIn(message("doctor.state.damaged"), done.stdout)
        data = self.world.folder / "data"
        data.mkdir(exist_ok=True)
        (data / "outbox.db.damaged-1796180400-0").write_bytes(b"x")
        done = self.doctor()
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("outbox.db.damaged-1796180400-0", done.stdout)

    def test_a_printer_that_takes_one_connection_is_the_running_kiosks(self):
        printer = NetworkPrinter()
        self.addCleanup(printer.stop)
        self.world.kiosk_set = ["devices.printer=tcp",
                                f"devices.printer_address=127.0.0.1:{printer.port}"]
        self.world.start_kiosk()
        wait_until("a printer", lambda: not self.says("bar.no_printer"), 60)
        done = self.doctor(*(f"--set={setting}" for setting in self.world.kiosk_set))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(message("doctor.state.in_use"), done.stdout)

    def test_the_doctor_looks_at_a_running_kiosk(self):
        self.world.port = 0
        self.world.start_central()
        self.world.enrol()
        self.world.start_kiosk()
        done = self.doctor("--language", "en")
        self.assertEqual(done.returncode, 0, done.stdout)
        # The server's, the authority's and the kiosk's own certificate.
        self.assertEqual(done.stdout.count("good until"), 3, done.stdout)
        self.assertIn("waiting / refused / accepted: 0 / 0 / 0", done.stdout)
        self.assertTrue(self.world.kiosk.running())
        self.assertIn("another kiosk runs", self.second_kiosk().stderr)

    def second_kiosk(self):
        return subprocess.run([self.world.bin / "motcua-kiosk", "--config",
                               self.world.kiosk_config()], capture_output=True, text=True,
                              check=False, cwd=ROOT, timeout=60,
                              env=os.environ | {"SDL_VIDEODRIVER": "dummy",
                                                "SDL_AUDIODRIVER": "dummy"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
