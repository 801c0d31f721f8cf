"""Journeys with marked personal data; once the session has ended, nothing of it is in the memory of
the running programs. Played with programs of the plain preset: a sanitizer keeps what was freed.

Not looked for: pictures of text, as the camera and the screen have them, and values without a
spelling (a date as three numbers)."""

import base64
import os
import pathlib
import shutil
import subprocess
import sys
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
import personal  # noqa: E402
from harness import World, message, wait_until  # noqa: E402
from journey import Journey  # noqa: E402
from memory import findings  # noqa: E402
from test_speech import Service  # noqa: E402

HOLDER = """
import sys
kept = bytes.fromhex(sys.stdin.readline())
print("ready", flush=True)
sys.stdin.read()
"""


class SearchTest(unittest.TestCase):
    """What is not found below could have been found."""

    def search(self, kept):
        """What is found in a process that holds nothing but these bytes."""
        holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        try:
            holder.stdin.write(kept.hex().encode() + b"\n")
            holder.stdin.flush()
            holder.stdout.readline()
            return findings(holder.pid, personal.marks())
        finally:
            holder.communicate()

    def test_every_form_is_found(self):
        name = personal.NAME
        forms = {"UTF-8": name.encode(), "UTF-16": name.encode("utf-16-le"),
                 "UTF-32": name.encode("utf-32-le"),
                 "decomposed": unicodedata.normalize("NFD", name).encode(),
                 "capitals": name.upper().encode(),
                 "without marks": personal.folded(name).lower().encode(),
                 "a piece": b"..." + name.encode()[4:] + b"...",
                 "JSON": name.encode("ascii", "backslashreplace").replace(b"\\xe", b"\\u00e"),
                 "base64": base64.b64encode(b'{"name":"' + name.encode() + b'"}'),
                 "a number": f"<{personal.ID_NUMBER}>".encode(),
                 "a shown number": " ".join(personal.grouped(personal.ID_NUMBER)).encode()}
        for form, kept in forms.items():
            with self.subTest(form):
                self.assertTrue(self.search(kept))

    def test_nothing_else_is(self):
        self.assertEqual(self.search("Nguyễn Thị Mai, 079301000456".encode()), [])


class PrivacyMemoryTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.marks = personal.marks()
        self.speech = None
        if shutil.which("speech-dispatcher"):
            self.speech = Service(self.world.folder)
            os.environ["SPEECHD_ADDRESS"] = f"unix_socket:{self.speech.socket}"
            self.addCleanup(self.speech.stop)
        self.world.start_central()
        self.world.kiosk_set = ["speech.headphones="]
        self.world.start_kiosk()
        self.robot = self.world.robot

    def search(self, process):
        return findings(process.child.pid, self.marks)

    def finish(self, button):
        self.robot.tap(button)
        self.robot.wait("end")
        self.robot.tap("end.home")
        self.robot.wait("home")
        self.robot.idle()

    def hear(self):
        """All that follows is read aloud, numbers, too."""
        if self.speech:
            self.speech.start()
            self.robot.key("F1")
            self.speech.heard(message("sound.title"))
            self.robot.tap("sound.numbers")
            self.robot.tap("sound.close")

    def hand_in(self):
        """A form with everything, by a card before the camera, and back with the receipt. Returns
        the official code and the receipt's token."""
        journey = Journey(self.world, "1.001193", "khai sinh", personal.CARD,
                          answers=personal.ANSWERS)
        self.hear()
        journey.find()
        journey.identify()
        journey.fill_in()
        shown = {finding.mark for finding in self.search(self.world.kiosk)}
        for text in (personal.ID_NUMBER, personal.NAME, personal.ANSWERS["child_name"]):
            self.assertIn(text.encode(), shown, "what is on the screen is in memory")
        journey.hand_in()
        receipt = journey.take_receipt(self.world.folder / "receipt.png")
        journey.finish()
        journey.follow(receipt)
        self.finish("status.finish")
        done = subprocess.run([self.world.bin / "motcua-kiosk", "--decode", receipt],
                              capture_output=True, text=True, check=True)
        url = bytes.fromhex(done.stdout.split("\t")[1]).decode()
        code = next(w for w in self.world.ctl("list").split() if w.startswith("H29.12-"))
        return code, url.split("?t=")[1]

    def walk_away(self):
        """The card read by the scanner, then its chip; then the citizen leaves."""
        robot = self.robot
        robot.tap("home.popular.0")
        robot.wait("procedure")
        robot.idle()
        robot.tap("procedure.hand_in")
        robot.wait("identify")
        robot.device("scanner", scan=personal.CARD)
        robot.device("card", insert=str(self.world.write_json("chip.json", personal.CHIP)))
        wait_until("the chip is read", lambda: message("chip.done") in robot.texts(), 60)
        robot.device("card", remove=True)
        robot.tap("bar.home")
        robot.idle()
        if "leave.yes" in robot.nodes():
            robot.tap("leave.yes")
        robot.wait("home")

    def look_up(self, code, number):
        robot = self.robot
        robot.tap("home.follow")
        robot.wait("scan")
        robot.tap("scan.by_hand")
        robot.wait("by_hand")
        for typed in (code, number):
            robot.type(typed)
            robot.tap("by_hand.next")
        robot.wait("status")
        wait_until("an answer", lambda: "status.outcome" in robot.nodes() or code in robot.texts())
        self.finish("status.finish")

    def test_nothing_is_left(self):
        self.assertEqual(self.search(self.world.kiosk), [], "before anybody came")
        code, token = self.hand_in()
        self.marks |= {token.encode()}
        self.walk_away()
        self.look_up(code, personal.ID_NUMBER)
        self.look_up(code, personal.ANSWERS["mother_id"])
        wait_until("the dossier is gone",
                   lambda: self.robot.do(do="stats")["outbox_depth"] == 0)
        for process in (self.world.kiosk, self.world.central):
            self.assertEqual(self.search(process), [], process.name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
