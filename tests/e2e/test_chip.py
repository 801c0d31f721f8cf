"""The real kiosk reads a chip through the real pcscd and vpcd. Run inside namespaces of its own
(tests/drivers/card/in_namespace.py)."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import World, message, wait_until  # noqa: E402
from journey import CARD, CHIP, Journey  # noqa: E402

READER = ('FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:0x8C7B\n'
          "LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\nCHANNELID 0x8C7B\n")


class ChipTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="motcua-chip-")
        folder = pathlib.Path(cls.folder.name)
        (folder / "readers").mkdir()
        (folder / "csca").mkdir()
        (folder / "readers" / "vpcd").write_text(READER)
        cls.pcscd = subprocess.Popen(
            ["/usr/sbin/pcscd", "--foreground", "--config", str(folder / "readers")],
            stdout=subprocess.DEVNULL)
        cls.card = subprocess.Popen(
            [os.path.join(os.environ["MOTCUA_BIN_DIR"], "motcua-card"),
             "--csca", str(folder / "csca" / "csca.pem")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        wait_until("the certificate", (folder / "csca" / "csca.pem").exists)
        wait_until("pcscd", pathlib.Path("/run/pcscd/pcscd.comm").exists)
        cls.world = World()
        cls.world.start_central()
        cls.world.kiosk_set = ["devices.card_reader=pcsc", f"card.csca_dir={folder / 'csca'}"]
        cls.world.start_kiosk()
        cls.robot = cls.world.robot

    @classmethod
    def tearDownClass(cls):
        cls.world.close()
        cls.card.stdin.close()
        cls.card.stdout.close()
        cls.card.terminate()
        cls.card.wait()
        cls.pcscd.terminate()
        cls.pcscd.wait()
        cls.folder.cleanup()

    def lay(self, **more):
        profile = pathlib.Path(self.folder.name) / "card.json"
        profile.write_text(json.dumps(CHIP | {"chip_verified": True} | more))
        self.say(f"insert {profile}", "inserted")

    def say(self, command, answer):
        self.card.stdin.write(command + "\n")
        self.card.stdin.flush()
        while self.card.stdout.readline().strip() != answer:
            self.assertIsNone(self.card.poll())

    def shows(self, key):
        wait_until(key, lambda: message(key) in self.robot.texts(), 60)

    def test_a_card_is_read_by_the_real_reader(self):
        journey = Journey(self.world, "2.000815", "sao y", CARD)
        journey.find()
        self.robot.tap("procedure.hand_in")
        self.robot.wait("identify")
        self.lay(proof="chip", fault="torn", fault_at=12)
        self.shows("chip.waiting")
        self.robot.device("scanner", scan=CARD)
        self.shows("chip.torn")
        self.lay(proof="chip")
        self.shows("chip.done")
        self.assertIn(message("assurance.chip_verified"), self.robot.texts())
        self.say("remove", "removed")


if __name__ == "__main__":
    unittest.main()
