"""A catalogue published at the central service reaches three kiosks; a bad one reaches none."""

import json
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import ROOT, World, wait_until  # noqa: E402

POLL_S = 1
LIMIT_S = 60  # what citizens are promised; here kiosks ask more often than they do in the field
SHIPPED = ["1.001193", "1.004194", "2.000815"]
CHANGED, NEW_NAME = "1.004222", "Ghi tên vào sổ nhà trọ kiểu mới"


class CatalogueTest(unittest.TestCase):
    """The tests build on each other, in the order of their names."""

    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.files = cls.world.folder / "procedures"
        cls.files.mkdir()
        for code in SHIPPED:
            shutil.copy(ROOT / "assets" / "catalogue" / f"{code}.json", cls.files)
        cls.world.start_central()
        cls.publish()
        cls.kiosks = [cls.make_kiosk(number) for number in range(3)]

    @classmethod
    def tearDownClass(cls):
        for kiosk in cls.kiosks:
            kiosk.close()
            shutil.rmtree(kiosk.folder)
        cls.world.close()

    @classmethod
    def path(cls, name):
        return str(cls.world.folder / name)

    @classmethod
    def publish(cls):
        cls.world.publish(cls.files)

    @classmethod
    def make_kiosk(cls, number):
        """A kiosk with a folder of its own, and the certificates of the one service."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="motcua-kiosk-"))
        (folder / "certs").symlink_to(cls.world.folder / "certs")
        kiosk = World(keep=folder)
        kiosk.port = cls.world.port
        kiosk.kiosk_set = [f"kiosk.id=K0{number}", f"central.catalogue_poll_s={POLL_S}",
                           f"central.catalogue_key={cls.path('catalogue.pub')}"]
        kiosk.enrol(f"K0{number}", cls.world)
        kiosk.start_kiosk()
        return kiosk

    def stats(self, kiosk):
        return kiosk.robot.do(do="stats")

    def version(self, kiosk):
        return self.stats(kiosk)["catalogue_version"]

    def wait_version(self, kiosk, version):
        wait_until(f"version {version}", lambda: self.version(kiosk) == version, LIMIT_S)

    def found(self, kiosk, query):
        """What a citizen sees who looks for it; back home afterwards."""
        robot = kiosk.robot
        robot.tap("home.find")
        robot.wait("search")
        robot.type(query)
        robot.idle()
        texts = robot.texts()
        self.go_home(kiosk)
        return texts

    def results(self, kiosk):
        nodes = kiosk.robot.nodes()
        return {name: n["text"] for name, n in nodes.items() if name.startswith("search.")}

    def go_home(self, kiosk):
        kiosk.robot.tap("bar.home")
        if "leave.yes" in kiosk.robot.nodes():
            kiosk.robot.tap("leave.yes")
        kiosk.robot.wait("home")
        kiosk.robot.idle()

    def test_1_every_kiosk_takes_the_first_version(self):
        for kiosk in self.kiosks:
            self.wait_version(kiosk, 1)
            self.assertNotIn(NEW_NAME, self.found(kiosk, "nhà trọ kiểu mới"))

    def test_2_a_change_is_everywhere_and_disturbs_nobody(self):
        idle, busy = self.kiosks[:2], self.kiosks[2]
        busy.robot.tap("home.find")
        busy.robot.wait("search")
        busy.robot.type("khai sinh")
        busy.robot.idle()
        before = self.results(busy)

        procedure = json.loads((ROOT / "assets" / "catalogue" / f"{CHANGED}.json").read_text())
        procedure["name"] = procedure["plain_name"] = NEW_NAME
        (self.files / f"{CHANGED}.json").write_text(json.dumps(procedure, ensure_ascii=False))
        started = time.monotonic()
        self.publish()
        for kiosk in idle:
            self.wait_version(kiosk, 2)
        print(f"idle kiosks follow after {time.monotonic() - started:.1f} s")
        for kiosk in idle:
            self.assertIn(NEW_NAME, self.found(kiosk, "nha tro kieu moi"))

        # Built here too, but not looked at before the citizen has gone.
        wait_until("the new version is built", (busy.folder / "data/published.2.bundle").exists,
                   LIMIT_S)
        self.assertEqual(self.version(busy), 1)
        self.assertEqual(busy.robot.screen(), "search")
        self.assertEqual(self.results(busy), before)
        self.go_home(busy)
        self.wait_version(busy, 2)
        self.assertIn(NEW_NAME, self.found(busy, "nha tro kieu moi"))

    def test_3_a_bad_one_changes_nothing(self):
        port = self.world.port
        self.world.stop_central()
        (self.files / f"{CHANGED}.json").unlink()
        self.publish()
        with sqlite3.connect(self.path("central.db")) as database:
            database.execute("UPDATE catalogue_bundles SET signature = ? WHERE version = 3",
                             ("A" * 86 + "==",))
        self.world.start_central()
        self.assertEqual(self.world.port, port)
        for kiosk in self.kiosks:
            wait_until("it is refused", lambda k=kiosk: self.stats(k)["catalogue_refused"] > 0,
                       LIMIT_S)
            self.assertEqual(self.version(kiosk), 2)
            self.assertIn(NEW_NAME, self.found(kiosk, "nha tro kieu moi"))
            self.assertIn("a published version is refused", kiosk.kiosk.log.read_text())
            self.assertFalse((kiosk.folder / "data/published.3.db").exists())

    def test_4_it_is_there_after_a_start_without_the_service(self):
        self.world.stop_central()
        kiosk = self.kiosks[0]
        kiosk.stop_kiosk()
        kiosk.start_kiosk()
        self.assertEqual(self.version(kiosk), 2)
        self.assertIn(NEW_NAME, self.found(kiosk, "nha tro kieu moi"))
        # The service is back with a good version: taken at once, though one was refused before.
        self.world.start_central()
        self.publish_anew()
        for each in self.kiosks:
            self.wait_version(each, 4)
            self.assertNotIn(NEW_NAME, self.found(each, "nha tro kieu moi"))

    def publish_anew(self):
        name = self.files / "2.000815.json"
        procedure = json.loads(name.read_text())
        procedure["keywords"].append("đóng dấu đỏ")
        name.write_text(json.dumps(procedure, ensure_ascii=False))
        self.publish()


if __name__ == "__main__":
    unittest.main(verbosity=2)
