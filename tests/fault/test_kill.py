"""kill -9 of the kiosk or the central service at every named step of a hand-in, and at moments
drawn by lot: whatever receipt was shown, its dossier is at the service exactly once."""

import os
import random
import threading
import time
import unittest

from faults import Gone, Ward, long_run

KIOSK_STEPS = ["seal", "commit", "committed", "mark-attempt", "attempt-marked", "send", "answered",
               "mark-accepted", "accepted", "receipt-shown", "mark-printed"]
CENTRAL_STEPS = ["arrived", "commit", "stored", "completed"]
MOMENTS = 1000 if long_run() else 20
SETTLE_EACH = 50


class KillTest(unittest.TestCase):
    def setUp(self):
        self.ward = Ward(self)
        self.world, self.account = self.ward.world, self.ward.account

    def hand_in_until_killed(self):
        try:
            self.ward.hand_in()
        except Gone:
            pass

    def test_kiosk_at_every_step(self):
        steps = self.ward.steps["kiosk"]

        def kill_at(name):
            def act(child):
                if name in ("receipt-shown", "mark-printed"):
                    self.account.show_newest()
                child.kill()
            return act

        for name in KIOSK_STEPS:
            with self.subTest(name):
                self.ward.walk_to_review()
                steps.arm(name, kill_at(name))
                self.hand_in_until_killed()
                self.assertTrue(steps.reached.wait(60), f"{name} was never announced")
                self.ward.bury_kiosk()
                self.account.close_hand_in()
                self.world.start_kiosk()
        self.account.settle()
        self.account.check(self, f"kiosk killed at {len(KIOSK_STEPS)} steps")
        self.assertLessEqual(set(KIOSK_STEPS), steps.heard)

    def test_central_at_every_step(self):
        steps = self.ward.steps["central"]
        for name in CENTRAL_STEPS:
            with self.subTest(name):
                self.ward.walk_to_review()
                steps.arm(name, lambda child: child.kill())
                self.ward.hand_in()
                self.assertTrue(steps.reached.wait(60), f"{name} was never announced")
                self.ward.bury_central()
                self.world.start_central()
                self.ward.go_home()
        self.account.settle()
        self.account.check(self, f"service killed at {len(CENTRAL_STEPS)} steps")

    def measure_hand_in(self):
        self.ward.walk_to_review()
        began = time.monotonic()
        self.ward.hand_in()
        self.ward.robot.idle()
        took = time.monotonic() - began
        self.ward.go_home()
        return took

    def kill_kiosk_after(self, seconds):
        child = self.world.kiosk.child
        timer = threading.Timer(seconds, child.kill)
        timer.start()
        self.hand_in_until_killed()
        timer.join()
        self.ward.bury_kiosk()
        self.account.close_hand_in()
        self.world.start_kiosk()

    def kill_central_after(self, seconds):
        timer = threading.Timer(seconds, self.world.central.child.kill)
        timer.start()
        self.ward.hand_in()
        timer.join()
        self.ward.bury_central()
        self.world.start_central()
        self.ward.go_home()

    def test_at_moments_drawn_by_lot(self):
        seed = int(os.environ.get("MOTCUA_SEED", time.time_ns() % 2**32))
        print(f"MOTCUA_SEED={seed}", flush=True)
        lot = random.Random(seed)
        span = 1.5 * self.measure_hand_in()
        for number in range(MOMENTS):
            self.ward.walk_to_review()
            kill = lot.choice([self.kill_kiosk_after, self.kill_central_after])
            kill(lot.uniform(0, span))
            if number % SETTLE_EACH == SETTLE_EACH - 1:
                self.account.settle()
                print(f"{number + 1} of {MOMENTS}", flush=True)
        self.account.settle()
        self.account.check(self, f"killed at {MOMENTS} moments")


if __name__ == "__main__":
    unittest.main(verbosity=2)
