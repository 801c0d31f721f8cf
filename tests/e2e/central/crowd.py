"""Clients that hand in at several instances of the service on one PostgreSQL, as kiosks do, while
something happens to it; and the account of it."""

import collections
import threading
import time
import uuid

from common import Contract, Service, example_dossier
from harness import wait_until

INSTANCES = 2
CLIENTS = 3  # of each instance
DOSSIERS = 12  # of each client
PATIENCE_S = 90
ROOMY = {"limits": {"address_burst": 100000, "kiosk_burst": 100000, "address_per_minute": 1000000,
                    "kiosk_per_minute": 1000000}}

class Client(threading.Thread):
    """Hands dossiers in as a kiosk does: the same key and body again until 201 has come."""

    def __init__(self, service, dossier, count, told):
        super().__init__()
        self.service, self.dossier, self.count, self.told = service, dossier, count, told
        self.accepted = {}  # code by key
        self.other = collections.Counter()
        self.failure = None

    def run(self):
        try:
            for _ in range(self.count):
                self.hand_in_one(str(uuid.uuid4()))
        except Exception as failure:  # told by the test, in its own thread
            self.failure = failure

    def hand_in_one(self, key):
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            answer = self.service.hand_in(self.dossier, key)
            if answer.status == 201:
                self.accepted[key] = answer.json()["code"]
                self.told()
                return
            self.other[answer.status] += 1
            assert answer.status in (409, 503), f"{answer.status}: {answer.body}"
        raise AssertionError(f"not accepted within {PATIENCE_S} s: {dict(self.other)}")


class Crowd:
    """Of a unittest.TestCase that calls start_services()."""

    def start_services(self, bin_dir, url):
        self.contract = Contract()
        first = self.enterContext(Service(bin_dir, database_url=url, **ROOMY))
        self.services = [first] + [
            self.enterContext(Service(bin_dir, database_url=url, like=first, **ROOMY))
            for _ in range(INSTANCES - 1)]
        self.count = 0
        self.counted = threading.Condition()

    def check_all_work(self):
        """One whose kiosks were all done before the last change has yet to find the new server."""
        for service in self.services:
            wait_until("the service can work", lambda: service.ask("GET", "/healthz").status == 200,
                       PATIENCE_S)
            self.contract.check(service.ask("GET", "/healthz"), "GET", "/healthz", 200)

    def told(self):
        with self.counted:
            self.count += 1
            self.counted.notify_all()

    def wait_count(self, count):
        with self.counted:
            self.assertTrue(self.counted.wait_for(lambda: self.count >= count, PATIENCE_S))

    def hand_in_everywhere(self, meanwhile):
        clients = [Client(service, example_dossier(self.contract, receiving_agency=agency),
                          DOSSIERS, self.told)
                   for service in self.services
                   for agency in [f"H29.{20 + i % 2}" for i in range(CLIENTS)]]
        for client in clients:
            client.start()
        try:
            meanwhile(len(clients) * DOSSIERS)
        finally:
            for client in clients:
                client.join()
        for client in clients:
            if client.failure:
                raise client.failure
        return clients

    def check_everything_once(self, clients, server):
        """What was accepted is in the database, once, and nothing else."""
        accepted = {key: code for client in clients for key, code in client.accepted.items()}
        total = len(clients) * DOSSIERS
        self.assertEqual(len(accepted), total)
        self.assertEqual(len(set(accepted.values())), total)
        rows = dict(line.split("|") for line in server.sql(
            "SELECT key, code FROM idempotency JOIN dossiers ON id = dossier_id").splitlines())
        self.assertEqual(rows, accepted)
        self.assertEqual(int(server.sql("SELECT count(*) FROM dossiers")), total)
        numbers = collections.defaultdict(list)
        for code in accepted.values():
            day, number = code.rsplit("-", 1)
            numbers[day].append(int(number))
        for found in numbers.values():
            self.assertEqual(sorted(found), list(range(1, len(found) + 1)))
        refused = sum((client.other for client in clients), collections.Counter())
        print(f"{total} dossiers over {len(self.services)} instances, each once, "
              f"no gap in {len(numbers)} days; asked again: {dict(refused)}")
