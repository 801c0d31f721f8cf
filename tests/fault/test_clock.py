"""Somebody sets the clock, by days, there and back, while the kiosk and the service are running."""

import unittest

from faults import Clock, Ward

DAY_S = 86400
SHIFTS = [("both", 3), ("both", -9), ("kiosk", 5), ("kiosk", -5), ("central", 4), ("central", -4),
          ("both", 0)]


class ClockTest(unittest.TestCase):
    def setUp(self):
        self.clocks = {}

        def prepare(world):
            for name in ("kiosk", "central"):
                self.clocks[name] = Clock(world.folder / f"{name}.clock")
                world.env[name] = self.clocks[name].environment("MOTCUA_CLOCK_FILE")

        self.ward = Ward(self, prepare=prepare)
        self.account = self.ward.account

    def shift(self, whose, days):
        for name, clock in self.clocks.items():
            if whose in (name, "both"):
                clock.shift(days * DAY_S)

    def test_set_there_and_back(self):
        for whose, days in SHIFTS:
            with self.subTest(whose=whose, days=days):
                self.ward.walk_to_review()
                self.shift(whose, days)
                self.ward.hand_in()
                self.ward.go_home()
        self.account.settle()
        self.check("clock set back and forth")

    def test_set_while_dossiers_wait(self):
        self.ward.world.stop_central()
        for days in (0, 6, -6, 2):
            self.shift("kiosk", days)
            self.ward.play()
        self.shift("both", 0)
        self.ward.world.start_central()
        self.account.settle()
        self.check("clock set while dossiers wait")

    def check(self, what):
        self.account.check(self, what)
        rows, _ = self.account.stored()
        days = {code.split("-")[1] for row in rows for code in row}
        self.assertGreater(len(days), 2, "the programs did not see the clock move")


if __name__ == "__main__":
    unittest.main(verbosity=2)
