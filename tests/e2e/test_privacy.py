"""A journey with marked personal data; afterwards nothing of it is in any file of either program."""

import pathlib
import sys
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import World  # noqa: E402
from journey import Journey  # noqa: E402

ID_NUMBER, OLD_NUMBER, NAME, STREET = ("079090777123", "025777456", "Quách Thị Ngoãn",
                                       "97 Hẻm Rẫy Khoảnh")
CARD = f"{ID_NUMBER}|{OLD_NUMBER}|{NAME}|15011990|Nữ|{STREET}, Phường Sài Gòn, TP. Hồ Chí Minh|10052021"
OWN = ("card.png", "sealing.key")  # the test's own: what it showed, what it opens with


def spellings(text):
    """As bytes, in every form it could lie somewhere; pieces, so that a cut is found, too."""
    pieces = {text} | {word for word in text.split() if len(word) >= 5}
    for piece in pieces:
        for form in ("NFC", "NFD"):
            for folded in (piece, piece.upper()):
                whole = unicodedata.normalize(form, folded)
                yield whole.encode()
                yield whole.encode("utf-16-le")


class PrivacyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.world.start_central()
        cls.world.start_kiosk()
        cls.receipt = cls.world.folder / "receipt.png"
        Journey(cls.world, "2.000815", "sao y", CARD).play(cls.receipt)
        cls.world.robot.tap("status.finish")
        cls.world.robot.wait("home")
        cls.world.robot.idle()
        cls.marks = {form for text in (ID_NUMBER, OLD_NUMBER, NAME, STREET)
                     for form in spellings(text)}

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
