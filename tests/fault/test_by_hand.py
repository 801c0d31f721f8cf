"""Following a dossier by its code and the ID number, typed at the real kiosk: the right answer, wrong
tries, the waits after them at the kiosk and at the service, that a code alone shows nothing, and
rating what was found."""

import pathlib
import shutil
import tempfile
import unittest

from faults import Clock, Ward, wait_until
from harness import World, message, qr_png
from journey import CARD

NUMBER = CARD.split("|")[0]
WRONG = "079090000124"
FREE_TRIES = 5
MINUTE_S = 60
QUESTIONS = 6
PERMIT_LIFE_S = 30 * MINUTE_S  # of the service's word that what was found can be rated


class ByHandTest(unittest.TestCase):
    def setUp(self):
        self.passed_s = 0

        def prepare(world):
            self.kiosk_clock = Clock(world.folder / "kiosk.clock")
            self.central_clock = Clock(world.folder / "central.clock")
            both = ("MOTCUA_CLOCK_FILE", "MOTCUA_MONOTONIC_FILE")
            world.env["kiosk"] = self.kiosk_clock.environment(*both)
            world.env["central"] = self.central_clock.environment(*both)

        # Nobody comes for minutes: the kiosk stays at home, and does not change the screen.
        self.ward = Ward(self, ["session.attract_ms=0"], prepare=prepare)
        self.robot = self.ward.robot
        self.ward.play()
        self.ward.account.settle()
        (self.official, self.provisional), = self.ward.account.stored()[0]

    def other_kiosk(self):
        """Another kiosk of the same service."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="motcua-kiosk-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        (folder / "certs").symlink_to(self.ward.world.folder / "certs")
        other = World(keep=folder)
        self.addCleanup(other.close)
        other.port = self.ward.world.port
        other.kiosk_set = ["kiosk.id=K02"]
        other.enrol("K02", self.ward.world)
        return other.start_kiosk()

    def pass_time(self, seconds):
        self.robot.idle()
        self.passed_s += seconds
        for clock in (self.kiosk_clock, self.central_clock):
            clock.shift(self.passed_s)

    def look_up(self, code, number, robot):
        """From home to the answer."""
        robot.tap("home.follow")
        robot.wait("scan")
        robot.tap("scan.by_hand")
        robot.wait("by_hand")
        robot.type(code)
        robot.tap("by_hand.next")
        wait_until("the number is asked for", lambda: "by_hand.number" in robot.nodes())
        self.assert_tells_nothing(robot.texts())
        robot.type(number)
        robot.tap("by_hand.next")
        robot.wait("status")
        self.wait_for_answer(robot)

    def wait_for_answer(self, robot):
        wait_until("an answer", lambda: "status.progress" not in robot.nodes(), 60)

    def leave(self, robot, button="status.finish"):
        robot.tap(button)
        robot.wait("end")
        robot.tap("end.home")
        robot.wait("home")
        robot.idle()

    def ask(self, code, number, robot=None):
        """What the screen says, from home and back to home."""
        robot = robot or self.robot
        self.look_up(code, number, robot)
        texts = robot.texts()
        self.leave(robot)
        return texts

    def assert_found(self, texts):
        self.assertIn(self.official, texts)
        self.assertIn(message("status.registered"), texts)

    def assert_tells_nothing(self, texts):
        for word in ("status.registered", "status.received", "lookup.known.text"):
            self.assertNotIn(message(word), texts)

    def assert_unknown(self, texts):
        self.assertIn(message("lookup.unknown.title"), texts)
        self.assert_tells_nothing(texts)

    def assert_waits(self, texts, *minutes):
        self.assertIn(message("lookup.wait.title"), texts)
        told = [message("lookup.wait.text").replace("{minutes}", str(m)) for m in minutes]
        self.assertTrue(any(text in texts for text in told), texts)
        self.assert_tells_nothing(texts)

    def test_waits_grow_and_end(self):
        self.assert_found(self.ask(self.official, NUMBER))
        self.assert_found(self.ask(self.provisional, NUMBER))
        for attempt in range(FREE_TRIES):
            # Both codes are one dossier's: their tries are counted together.
            code = (self.official, self.provisional)[attempt % 2]
            self.assert_unknown(self.ask(code, WRONG))
        for minutes in (1, 2):
            self.assert_waits(self.ask(self.official, NUMBER), minutes)
            self.pass_time(minutes * MINUTE_S + 1)
            self.assert_unknown(self.ask(self.official, WRONG))
        self.assert_waits(self.ask(self.official, NUMBER), 4)
        # The service tells another kiosk the same; meanwhile time goes on.
        other = self.other_kiosk()
        for code in (self.official, self.provisional):
            self.assert_waits(self.ask(code, NUMBER, other), 2, 3, 4)
        self.pass_time(4 * MINUTE_S + 1)
        self.assert_found(self.ask(self.official, NUMBER))
        self.assert_found(self.ask(self.provisional, NUMBER, other))

    def rate(self, outcome):
        """Six presses; what is said then."""
        robot = self.robot
        robot.tap("status.rate")
        robot.wait("rating")
        for _ in range(QUESTIONS):
            robot.tap("rating.good")
            robot.idle()
        wait_until(outcome, lambda: message(f"rate.{outcome}.title") in robot.texts(), 60)

    def can_rate(self, code, robot):
        self.look_up(code, NUMBER, robot)
        self.assert_decided(robot)
        offered = "status.rate" in robot.nodes()
        self.leave(robot)
        return offered

    def assert_decided(self, robot):
        self.assertIn(message("status.decided"), robot.texts())

    def test_what_was_found_is_rated_once(self):
        robot, world = self.robot, self.ward.world
        self.look_up(self.official, NUMBER, robot)
        self.assertNotIn("status.rate", robot.nodes())
        self.leave(robot)
        for action in ("receive", "decide"):
            world.act(self.official, action)
        other = self.other_kiosk()
        self.assertTrue(self.can_rate(self.official, other))
        # Somebody stands there for so long that it has to be found anew.
        self.look_up(self.provisional, NUMBER, robot)
        self.central_clock.shift(PERMIT_LIFE_S + MINUTE_S)
        self.rate("failed")
        self.assertIn("Rated        no", world.ctl("show", self.official))
        robot.tap("bar.back")
        robot.wait("status")
        self.wait_for_answer(robot)
        self.assert_decided(robot)
        self.rate("taken")
        self.leave(robot, "rating.finish")
        self.assertIn("Rated        yes", world.ctl("show", self.official))
        for code in (self.official, self.provisional):
            self.assertFalse(self.can_rate(code, robot))
        self.assertFalse(self.can_rate(self.official, other))

    def test_a_code_alone_shows_nothing(self):
        robot = self.robot
        robot.tap("home.follow")
        robot.wait("scan")
        robot.idle()
        png = qr_png(self.official, self.ward.world.folder / "code.png")
        robot.device("camera", show=str(png))
        wait_until("it says what it is", lambda: "scan.wrong_code" in robot.nodes(), 60)
        robot.device("camera", show="")
        self.assertEqual(robot.screen(), "scan")
        self.assert_tells_nothing(robot.texts())
        # It need not be typed again, but the number has to be.
        robot.tap("scan.by_hand")
        robot.wait("by_hand")
        robot.tap("by_hand.next")
        robot.tap("by_hand.next")
        wait_until("it says so", lambda: "by_hand.wrong" in robot.nodes())
        self.assertEqual(robot.screen(), "by_hand")
        self.assert_tells_nothing(robot.texts())


if __name__ == "__main__":
    unittest.main(verbosity=2)
