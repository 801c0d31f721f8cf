"""A journey with marked personal data; afterwards nothing of it is in any file of either program."""

import os
import pathlib
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import World  # noqa: E402
from journey import Journey  # noqa: E402
from personal import CARD, ID_NUMBER, NAME, STREET, marks  # noqa: E402

OWN = ("card.png", "sealing.key")  # the test's own: what it showed, what it opens with


def world_of_its_own():
    """Whatever a library keeps or lays aside, too, lies in the world's folder."""
    world = World()
    for name in ("tmp", "home"):
        (world.folder / name).mkdir()
    for program in ("kiosk", "central"):
        world.env[program] = {"TMPDIR": str(world.folder / "tmp"),
                              "HOME": str(world.folder / "home")}
    return world


class PrivacyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = world_of_its_own()
        cls.world.start_central()
        cls.world.start_kiosk()
        cls.receipt = cls.world.folder / "receipt.png"
        Journey(cls.world, "2.000815", "sao y", CARD).play(cls.receipt)
        cls.world.robot.tap("status.finish")
        cls.world.robot.wait("home")
        cls.world.robot.idle()
        cls.marks = marks()

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    def search(self, name, content):
        for mark in self.marks:
            self.assertNotIn(mark, content, f"{name} holds {mark!r}")

    def test_no_file_holds_any_of_it(self):
        looked_at = set()
        for path in self.world.folder.rglob("*"):
            if path.is_file() and path.name not in OWN:
                self.search(path, path.read_bytes())
                looked_at.add(path.name)
        self.assertLessEqual({"outbox.db", "central.db", "kiosk.log", "central.log"}, looked_at)

    def test_no_file_that_is_open_and_deleted_holds_any_of_it(self):
        for process in (self.world.kiosk, self.world.central):
            for link in pathlib.Path(f"/proc/{process.child.pid}/fd").iterdir():
                try:
                    if link.is_file():
                        self.search(link, link.read_bytes())
                except OSError:  # closed meanwhile
                    continue

    def test_nothing_is_dumped(self):
        for process in (self.world.kiosk, self.world.central):
            limits = pathlib.Path(f"/proc/{process.child.pid}/limits").read_text()
            line = next(part for part in limits.splitlines() if part.startswith("Max core file"))
            self.assertEqual(line.split()[4:6], ["0", "0"])

    def test_who_has_the_key_finds_it_all(self):
        """The marks do reach the office: the search above looked for what was really there."""
        code = next(w for w in self.world.ctl("list").split() if w.startswith("H29.12-"))
        applicant = self.world.open_body(code)["applicant"]
        self.assertEqual((applicant["id_number"], applicant["name"]), (ID_NUMBER, NAME))
        self.assertIn(STREET, applicant["residence"])

class CrashTest(unittest.TestCase):
    def test_nobody_who_crashes_leaves_a_core(self):
        world = world_of_its_own()
        self.addCleanup(world.close)
        world.start_central()
        robot = world.start_kiosk()
        robot.tap("home.find")
        robot.wait("search")
        robot.type(NAME)
        robot.close()
        world.robot = None
        for process in (world.kiosk, world.central):
            os.kill(process.child.pid, signal.SIGABRT)
            _, status = os.waitpid(process.child.pid, 0)
            self.assertTrue(os.WIFSIGNALED(status))
            self.assertFalse(os.WCOREDUMP(status))
            process.kill()
        world.kiosk = world.central = None


if __name__ == "__main__":
    unittest.main(verbosity=2)
