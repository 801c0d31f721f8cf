"""The disk full, of the kiosk, of the central service and of its PostgreSQL: nobody is shown a
receipt of what was not kept, and nothing that was kept is lost."""

import errno
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from faults import Ward, wait_until
from harness import Failure, message
import postgres

MIB = 1024 * 1024
DISK_MIB = 32
SERVER_DISK_MIB = 128
SEGMENTS = 16  # more than fit
SPACE = "MOTCUA_FAULT_MOUNTS"  # set within the namespace


def enter_namespace():
    """Runs this program again where it may mount, and what it mounts is gone with it."""
    for unshare in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        probe = [*unshare, "mount", "-t", "tmpfs", "none", "/mnt"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            os.environ[SPACE] = "1"
            os.execvp(unshare[0], [*unshare, sys.executable, "-B", *sys.argv])


class Disk:
    """A small file system of its own at a folder."""

    def __init__(self, test, folder, mib=DISK_MIB):
        folder.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "none", folder], check=True)
        test.addCleanup(subprocess.run, ["umount", "--lazy", folder], check=True)
        self.ballast = folder / "ballast"

    def fill(self):
        """To the last byte."""
        with self.ballast.open("ab", buffering=0) as file:
            for size in (MIB, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self):
        self.ballast.unlink()


@unittest.skipIf(SPACE not in os.environ, "skipped: this user may not mount a small disk")
class DiskTest(unittest.TestCase):
    def make_ward(self, name, floor_mib, database=None):
        def prepare(world):
            self.disk = Disk(self, world.folder / name)
            if database:
                world.database = world.folder / name / database

        self.ward = Ward(self, [f"outbox.disk_floor_mib={floor_mib}"], prepare=prepare)
        self.robot, self.account = self.ward.robot, self.ward.account

    def test_kiosk_full_while_somebody_hands_in(self):
        self.make_ward("data", 0)
        self.ward.play()
        self.ward.walk_to_review()
        self.disk.fill()
        self.robot.tap("review.submit")
        self.robot.wait("fault", 60000)
        self.assertNotIn("receipt.code", self.robot.nodes())
        self.assertEqual(len(self.account.outbox()), 1)
        self.disk.free()
        self.robot.tap("fault.retry")
        self.robot.wait("review")
        self.robot.idle()
        self.ward.hand_in()
        self.ward.go_home()
        self.account.settle()
        self.account.check(self, "the kiosk's disk full during a hand-in")

    def test_kiosk_refuses_before_anybody_begins(self):
        self.make_ward("data", DISK_MIB // 4)
        self.ward.play()
        self.disk.fill()
        self.robot.tap("home.find")
        self.robot.wait("search")
        self.robot.type("sao y")
        self.robot.idle()
        self.robot.tap("search.result.0")
        self.robot.wait("procedure")
        self.robot.idle()
        self.robot.tap("procedure.hand_in")
        self.robot.wait("fault")
        self.assertIn(message("fault.disk_low.title"), self.robot.texts())
        self.robot.tap("fault.home")
        self.robot.wait("home")
        self.robot.idle()
        self.assertIn(message("bar.disk_low"), self.robot.texts())
        self.disk.free()
        self.ward.play()
        self.account.settle()
        self.account.check(self, "the kiosk's disk low")

    def test_kiosk_full_while_the_answer_comes(self):
        """Accepted, but the acceptance cannot be written down: it is asked for again."""
        self.make_ward("data", 0)
        self.ward.walk_to_review()
        self.ward.steps["kiosk"].arm("mark-accepted", lambda child: self.disk.fill())
        self.ward.hand_in()
        self.assertTrue(self.ward.steps["kiosk"].reached.wait(60))
        self.disk.free()
        self.ward.go_home()
        self.account.settle()
        self.account.check(self, "the kiosk's disk full when the acceptance came")

    def test_service_full(self):
        self.make_ward("disk", 256, "central.db")
        self.ward.play()
        self.disk.fill()
        for _ in range(3):
            self.ward.play()
        wait_until("the service says so", lambda: "full" in self.ward.world.central.tail(200), 30)
        self.disk.free()
        self.ward.end_waits()
        self.account.settle()
        self.account.check(self, "the service's disk full")


def may_step_down():
    """PostgreSQL refuses to be root's, and a namespace may have no other user."""
    try:
        return subprocess.run(["true"], check=False, **postgres.other_user()[0]).returncode == 0
    except OSError:
        return False


@unittest.skipIf(SPACE not in os.environ, "skipped: this user may not mount a small disk")
@unittest.skipIf(postgres.find_bin() is None, "skipped: no PostgreSQL is installed")
class DatabaseDiskTest(unittest.TestCase):
    def setUp(self):
        if not may_step_down():
            self.skipTest("skipped: PostgreSQL cannot run as another user here")
        folder = pathlib.Path(tempfile.mkdtemp(prefix="motcua-pg-"))
        self.addCleanup(folder.rmdir)
        self.disk = Disk(self, folder, SERVER_DISK_MIB)
        self.server = self.enterContext(postgres.Postgres(
            ["max_connections=30", "max_wal_size=32MB", "min_wal_size=32MB"], folder))
        self.ward = Ward(self, database=self.server.url(), postgres=self.server)

    def wait_for_log(self, text):
        wait_until("the service says so", lambda: text in self.ward.world.central.tail(200), 60)

    def use_up_the_log(self):
        """Until the server finds no room for its own, and ends."""
        for _ in range(SEGMENTS):
            try:
                self.server.sql("SELECT pg_create_restore_point('here'), pg_switch_wal()")
            except RuntimeError:
                return
        raise Failure("PostgreSQL's log still has room")

    def test_full(self):
        # Each dossier needs a page of its own.
        self.server.sql("ALTER TABLE dossiers ALTER body SET STORAGE PLAIN, SET (fillfactor = 10)")
        self.ward.play()
        self.disk.fill()
        self.ward.play()
        self.wait_for_log("No space left on device")
        self.use_up_the_log()
        self.ward.play()
        self.server.stop()
        self.disk.free()
        self.server.start()
        self.ward.end_waits()
        self.ward.account.settle()
        self.ward.account.check(self, "PostgreSQL's disk full")


if __name__ == "__main__":
    if SPACE not in os.environ:
        enter_namespace()
    unittest.main(verbosity=2)
