#!/usr/bin/env python3
"""Several instances of the service on a PostgreSQL and its standby, whose parts change.
Usage: test_failover.py BIN_DIR"""

import signal
import threading
import unittest
import uuid

from common import bin_dir, example_dossier
from crowd import PATIENCE_S, Crowd
from harness import wait_until
import postgres


@unittest.skipIf(postgres.find_bin() is None, "PostgreSQL is not installed")
class FailOver(Crowd, unittest.TestCase):
    def setUp(self):
        self.primary = self.enterContext(postgres.Postgres())
        self.standby = self.enterContext(postgres.Standby(self.primary))
        self.start_services(BIN_DIR, self.primary.url(self.standby))

    def fail_over(self):
        self.primary.stop(signal.SIGKILL)
        # Each says that it cannot work, and so does one whose only server takes no writes.
        for service in self.services:
            self.contract.check(service.ask("GET", "/healthz"), "GET", "/healthz", 503)
        self.standby.promote()

    def test_primary_killed_and_standby_promoted(self):
        def there_and_back(total):
            self.wait_count(total // 4)
            self.fail_over()
            self.wait_count(total // 2)
            former, self.primary = self.primary, self.standby
            self.standby = self.enterContext(postgres.Standby(self.primary, former.folder))
            self.wait_count(total * 3 // 4)
            self.fail_over()

        self.check_everything_once(self.hand_in_everywhere(there_and_back), self.standby)
        self.check_all_work()

    def wait_for_standby(self):
        """The server process that holds a commit back until the standby has it."""
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        wait_until("a commit waits", lambda: self.primary.sql(waiting), PATIENCE_S)
        return self.primary.sql(waiting)

    def test_nothing_is_accepted_before_the_standby_has_it(self):
        key, dossier, answers = str(uuid.uuid4()), example_dossier(self.contract), []

        def hand_in():
            answers.append(self.services[0].hand_in(dossier, key))

        self.standby.stop()
        first = threading.Thread(target=hand_in)
        first.start()
        # Whoever ends the wait has it committed here alone.
        self.primary.sql(f"SELECT pg_cancel_backend({self.wait_for_standby()})")
        first.join()
        self.contract.check(answers[0], "POST", "/v1/dossiers", 503)
        self.assertEqual(self.primary.sql("SELECT count(*) FROM dossiers"), "1")
        # Asked again, it is still not on the standby.
        again = threading.Thread(target=hand_in)
        again.start()
        self.wait_for_standby()
        self.assertEqual(len(answers), 1)
        self.standby.start()
        again.join()
        self.contract.check(answers[1], "POST", "/v1/dossiers", 201)
        self.fail_over()
        code = answers[1].json()["code"]
        self.assertEqual(self.standby.sql("SELECT code FROM dossiers"), code)
        wait_until("the standby is found",
                   lambda: self.services[1].look_up(code).status == 200, PATIENCE_S)


if __name__ == "__main__":
    BIN_DIR = bin_dir()
    unittest.main(verbosity=2, warnings="ignore")
