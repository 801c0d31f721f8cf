"""PostgreSQL under the central service killed and restarted, or its standby put in its place, at
every step of a hand-in and without one: what was accepted is there, once."""

import signal
import unittest

from faults import Ward, long_run
import postgres

STEPS = ["arrived", "commit", "stored", "completed"]
SIGNALS = {"killed": signal.SIGKILL, "crashed": signal.SIGQUIT}
ROUNDS = 20 if long_run() else 1


@unittest.skipIf(postgres.find_bin() is None, "skipped: no PostgreSQL is installed")
class DatabaseTest(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(postgres.Postgres(["max_connections=30"]))
        self.ward = Ward(self, database=self.server.url(), postgres=self.server)
        self.account = self.ward.account

    def test_ended_at_every_step(self):
        steps = self.ward.steps["central"]
        for _ in range(ROUNDS):
            for how, number in SIGNALS.items():
                for name in STEPS:
                    with self.subTest(name, how=how):
                        self.ward.walk_to_review()
                        steps.arm(name, lambda _, number=number: self.server.stop(number))
                        self.ward.hand_in()
                        self.assertTrue(steps.reached.wait(60), f"{name} was never announced")
                        self.server.start()
                        self.ward.go_home()
        self.ward.end_waits()
        self.account.settle()
        self.account.check(self, f"PostgreSQL ended {ROUNDS * len(STEPS) * len(SIGNALS)} times")

    def test_away_while_dossiers_are_handed_in(self):
        self.ward.play()
        self.server.stop(signal.SIGQUIT)
        for _ in range(2):
            self.ward.play()
        self.server.start()
        self.ward.end_waits()
        self.account.settle()
        self.account.check(self, "PostgreSQL away")


@unittest.skipIf(postgres.find_bin() is None, "skipped: no PostgreSQL is installed")
class FailOverTest(unittest.TestCase):
    def test_standby_promoted_at_every_step(self):
        primary = self.enterContext(postgres.Postgres(["max_connections=30"]))
        standby = self.enterContext(postgres.Standby(primary))
        ward = Ward(self, database=primary.url(standby))
        steps = ward.steps["central"]
        names = STEPS if long_run() else ["commit", "stored"]
        for name in names:
            with self.subTest(name):
                ward.walk_to_review()
                steps.arm(name, lambda _, server=primary: server.stop(signal.SIGKILL))
                ward.hand_in()
                self.assertTrue(steps.reached.wait(60), f"{name} was never announced")
                standby.promote()
                ward.account.postgres = standby
                ward.go_home()
                ward.end_waits()
                ward.account.settle()
                former, primary = primary, standby
                standby = self.enterContext(postgres.Standby(primary, former.folder))
        ward.account.check(self, f"the standby promoted {len(names)} times")


if __name__ == "__main__":
    unittest.main(verbosity=2)
