"""What the tests of faults share: programs interrupted at a named step, a short journey, and the
account of what citizens were shown against what the central service has."""

import json
import os
import pathlib
import shutil
import sqlite3
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts" / "lib"))
from harness import Clock, Failure, World, wait_until  # noqa: E402
from journey import CARD, Journey  # noqa: E402

__all__ = ["ACCEPTED", "Clock", "Gone", "Ward", "long_run", "wait_until"]

PROCEDURE = "2.000815"
WAITING, SENDING, ACCEPTED = 0, 1, 2  # states of a dossier in the outbox
SCANS = 5
SETTLE_LIMIT_S = 330  # the longest wait between two attempts, and some
Gone = (Failure, OSError, ValueError)  # what a robot raises whose kiosk was killed


def long_run():
    return "MOTCUA_LONG" in os.environ


class Steps:
    """Hears a program's named steps (core/steps.h) and acts at one of them, once; the program
    stands still meanwhile."""

    def __init__(self):
        self.lock = threading.Lock()
        self.heard = set()
        self.wanted = None
        self.action = None
        self.reached = threading.Event()

    def attach(self, child, ours):
        threading.Thread(target=self.listen, args=(child, ours), daemon=True).start()

    def arm(self, name, action):
        """action(child), on the listener's thread, as soon as the program comes to the step."""
        with self.lock:
            self.wanted, self.action = name, action
            self.reached.clear()

    def disarm(self):
        with self.lock:
            self.wanted = None

    def take(self, name):
        with self.lock:
            self.heard.add(name)
            if name != self.wanted:
                return None
            self.wanted = None
            return self.action

    def listen(self, child, ours):
        with ours, ours.makefile("r") as lines:
            try:
                for line in lines:
                    action = self.take(line.strip())
                    if action:
                        action(child)
                        self.reached.set()
                    ours.sendall(b".")
            except OSError:
                pass


class Account:
    """Receipts shown, by the codes on them, and hand-ins begun."""

    def __init__(self, world, postgres=None):
        self.world = world
        self.postgres = postgres
        self.shown = set()
        self.known = set()
        self.hand_ins = 0

    def outbox(self):
        """Provisional codes and states in the kiosk's file as it is now, whoever has it open."""
        path = self.world.folder / "data" / "outbox.db"
        with sqlite3.connect(path, timeout=30) as db:
            rows = dict(db.execute("SELECT provisional_code, state FROM dossier"))
        db.close()
        return rows

    def newest(self):
        new = set(self.outbox()) - self.known
        if len(new) > 1:
            raise Failure(f"one hand-in made several dossiers: {new}")
        return new

    def show_newest(self):
        """The receipt of the dossier just committed is on the screen."""
        new = self.newest()
        if len(new) != 1:
            raise Failure("a receipt is shown of what is not in the outbox")
        self.shown |= new

    def close_hand_in(self):
        """Nothing more can come of the last hand-in: at most one dossier has."""
        self.hand_ins += 1
        self.known |= self.newest()

    def stored(self):
        """(official, provisional) of each dossier that the service has, and the number of keys."""
        dossiers = "SELECT code, provisional_code FROM dossiers ORDER BY code"
        keys = "SELECT count(*) FROM idempotency"
        if self.postgres:
            rows = [tuple(line.split("|")) for line in self.postgres.sql(dossiers).splitlines()]
            return rows, int(self.postgres.sql(keys))
        with sqlite3.connect(self.world.database, timeout=30) as db:
            rows, count = list(db.execute(dossiers)), db.execute(keys).fetchone()[0]
        db.close()
        return rows, count

    def settle(self):
        wait_until("everything is accepted", lambda: not
                   [c for c, state in self.outbox().items() if state in (WAITING, SENDING)],
                   SETTLE_LIMIT_S)

    def check(self, test, what):
        """After settle(): every receipt's dossier exactly once, none twice, numbers without gap."""
        rows, keys = self.stored()
        provisional = [row[1] for row in rows]
        officials = [row[0] for row in rows]
        lost = [c for c in self.shown if (provisional + officials).count(c) != 1]
        twice = [c for c in provisional if provisional.count(c) > 1]
        print(f"{what}: {self.hand_ins} hand-ins, {len(self.shown)} receipts shown, "
              f"{len(rows)} dossiers at the service, {len(lost)} lost, {len(twice)} twice",
              flush=True)
        test.assertEqual(lost, [])
        test.assertEqual(twice, [])
        test.assertEqual(sorted(provisional), sorted(self.known))
        test.assertEqual(keys, len(rows))
        test.assertTrue(all(state == ACCEPTED for state in self.outbox().values()))
        days = {}
        for code in officials:
            day, _, number = code.rpartition("-")
            days.setdefault(day, []).append(int(number))
        for numbers in days.values():
            test.assertEqual(sorted(numbers), list(range(1, len(numbers) + 1)))


def write_short_procedure(folder):
    """The assets with one procedure that asks one question; returns their folder."""
    assets = folder / "assets"
    (assets / "catalogue").mkdir(parents=True)
    for entry in (ROOT / "assets").iterdir():
        if entry.name != "catalogue":
            (assets / entry.name).symlink_to(entry)
    procedure = json.loads((ROOT / "assets" / "catalogue" / f"{PROCEDURE}.json").read_text())
    procedure["cases"] = procedure["cases"][:1]
    procedure["cases"][0]["form"] = procedure["cases"][0]["form"][:1]
    procedure["cases"][0]["papers"] = []
    procedure["related"] = []
    (assets / "catalogue" / f"{PROCEDURE}.json").write_text(json.dumps(procedure))
    return assets


class Ward:
    """A kiosk with one short procedure, a service, and their account."""

    def __init__(self, test, settings=(), database=None, postgres=None, prepare=None):
        self.steps = {"kiosk": Steps(), "central": Steps()}
        self.world = World()
        test.addCleanup(shutil.rmtree, self.world.folder, ignore_errors=True)
        self.world.database = database or self.world.database
        if prepare:
            prepare(self.world)
        self.world.kiosk_set = ["session.send_patience_ms=1500", *settings]
        self.world.listeners = self.steps
        self.world.assets = write_short_procedure(self.world.folder)
        self.account = Account(self.world, postgres)
        test.addCleanup(self.world.close)
        self.world.start_central()
        self.world.start_kiosk()

    @property
    def robot(self):
        return self.world.robot

    def walk_to_review(self):
        journey = Journey(self.world, PROCEDURE, "sao y", CARD)
        journey.find()
        self.robot.tap("procedure.hand_in")
        self.robot.wait("identify")
        self.scan(journey)
        self.robot.tap("identify.next")
        self.robot.wait("form")
        journey.fill_in()

    def scan(self, journey):
        """A code read before the scanner's thread knows of the screen is dropped; then again."""
        for _ in range(SCANS):
            self.robot.device("scanner", scan=CARD)
            try:
                return journey.wait_enabled("identify.next", tries=100)
            except Failure:
                pass
        return journey.wait_enabled("identify.next")

    def hand_in(self):
        """From the review to the receipt, which counts as shown."""
        self.robot.tap("review.submit")
        self.robot.wait("receipt", 60000)
        self.account.shown.add(self.robot.nodes()["receipt.code"]["text"])

    def go_home(self):
        self.robot.tap("receipt.finish")
        self.robot.wait("end")
        self.robot.tap("end.home")
        self.robot.wait("home")
        self.account.close_hand_in()

    def play(self):
        self.walk_to_review()
        self.hand_in()
        self.go_home()

    def end_waits(self):
        """As if the kiosk had waited long enough before each next attempt."""
        self.world.stop_kiosk()
        with sqlite3.connect(self.world.folder / "data" / "outbox.db") as db:
            db.execute("UPDATE dossier SET due_boot = NULL")
        db.close()
        self.world.start_kiosk()

    def bury_kiosk(self):
        """Waits for the killed kiosk's end."""
        self.world.kiosk.kill()
        self.world.kiosk = None
        self.robot.close()
        self.world.robot = None

    def bury_central(self):
        self.world.central.kill()
        self.world.central = None


