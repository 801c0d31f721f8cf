"""A dossier goes up in parts; the line breaks in the middle; it goes on where it was."""

import math
import pathlib
import select
import socket
import sqlite3
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import World, wait_until  # noqa: E402
from journey import CARD, Journey  # noqa: E402

PART_BYTES = 1024
PARTS_BEFORE_THE_CUT = 2
LIMIT_S = 60


class Line:
    """The line between kiosk and service: passes bytes on, until it breaks in the middle of the part
    that would be the next, and stays broken until it is mended."""

    def __init__(self, port, breaks):
        self.port, self.breaks, self.broken, self.mended = port, breaks, False, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.2)
        self.stopping = False
        self.threads = [threading.Thread(target=self.run, daemon=True)]
        self.threads[0].start()

    def run(self):
        while not self.stopping:
            try:
                client, _ = self.listener.accept()
            except TimeoutError:
                continue
            if self.broken and not self.mended:
                client.close()
                continue
            thread = threading.Thread(target=self.carry, args=(client,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def carry(self, client):
        try:
            with client, socket.create_connection(("127.0.0.1", self.port)) as service:
                while not self.stopping and self.carry_on(client, service):
                    pass
        except OSError:
            pass

    def carry_on(self, client, service):
        for ready in select.select([client, service], [], [], 0.2)[0]:
            data = ready.recv(65536)
            if not data:
                return False
            if ready is client and not self.broken and self.breaks():
                service.sendall(data[:len(data) // 2])
                self.broken = True
                return False
            (service if ready is client else client).sendall(data)
        return True

    def stop(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()
        self.listener.close()


class UploadTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.start_central()
        self.line = Line(self.world.port, lambda: self.count("upload_parts") ==
                         PARTS_BEFORE_THE_CUT)
        self.addCleanup(self.line.stop)
        url = f"https://localhost:{self.line.listener.getsockname()[1]}"
        self.world.kiosk_set = [f"central.url={url}", f"central.upload_above_bytes={PART_BYTES}",
                                "session.send_patience_ms=1000"]
        self.world.start_kiosk()

    def count(self, table):
        with sqlite3.connect(self.world.folder / "central.db") as database:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def answers(self, what):
        return self.world.central.log.read_text().count(what)

    def test_goes_on_where_it_was(self):
        journey = Journey(self.world, "2.000815", "sao y", CARD)
        journey.find()
        journey.identify()
        journey.fill_in()
        journey.hand_in()
        wait_until("the line breaks", lambda: self.line.broken, LIMIT_S)
        wait_until("the attempt has failed",
                   lambda: "sender" in self.world.kiosk.log.read_text(), LIMIT_S)
        self.line.mended = True
        wait_until("the dossier arrives", lambda: self.count("dossiers"), LIMIT_S)
        wait_until("the kiosk has its receipt",
                   lambda: self.world.robot.do(do="stats")["outbox_depth"] == 0, LIMIT_S)
        with sqlite3.connect(self.world.folder / "central.db") as database:
            length, = database.execute("SELECT length(body) FROM dossiers").fetchone()
        # Begun once, each part taken once, handed in once.
        self.assertGreater(length, PARTS_BEFORE_THE_CUT * PART_BYTES)
        self.assertEqual(self.answers("POST /v1/uploads 201"), 1)
        self.assertEqual(self.answers("PATCH /v1/uploads/{key} 204"),
                         math.ceil(length / PART_BYTES))
        self.assertGreaterEqual(self.answers("HEAD /v1/uploads/{key} 200"), 1)
        self.assertEqual(self.answers("POST /v1/dossiers 201"), 1)
        self.assertEqual((self.count("dossiers"), self.count("uploads")), (1, 0))


if __name__ == "__main__":
    unittest.main(verbosity=2)
