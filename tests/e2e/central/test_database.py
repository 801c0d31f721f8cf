#!/usr/bin/env python3
"""Several instances of the service on one PostgreSQL, which is killed and restarted under them.
Usage: test_database.py BIN_DIR"""

import signal
import unittest

from common import bin_dir
from crowd import Crowd
import postgres

RESTARTS = 2


@unittest.skipIf(postgres.find_bin() is None, "PostgreSQL is not installed")
class SeveralInstances(Crowd, unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(postgres.Postgres())
        self.start_services(BIN_DIR, self.server.url())

    def test_together(self):
        clients = self.hand_in_everywhere(lambda total: None)
        self.check_everything_once(clients, self.server)
        # Either answers for what the other took in.
        key, code = next(iter(clients[0].accepted.items()))
        again = self.services[-1].hand_in(clients[0].dossier, key)
        self.assertEqual((again.status, again.json()["code"]), (201, code))
        for service in self.services:
            self.assertEqual(service.look_up(code).status, 200)

    def test_database_killed_and_restarted(self):
        def restart(total):
            for i in range(RESTARTS):
                self.wait_count((i + 1) * total // (RESTARTS + 2))
                # SIGQUIT: all of its processes end at once, in the middle of whatever they do.
                self.server.stop((signal.SIGQUIT, signal.SIGKILL)[i % 2])
                # One that finds it away says so.
                answer = self.services[0].ask("GET", "/healthz")
                self.contract.check(answer, "GET", "/healthz", 503)
                self.server.start()

        self.check_everything_once(self.hand_in_everywhere(restart), self.server)
        self.check_all_work()


if __name__ == "__main__":
    BIN_DIR = bin_dir()
    unittest.main(verbosity=2, warnings="ignore")
