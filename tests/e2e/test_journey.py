"""The real kiosk against the real central service over TLS: the whole journey of a citizen."""

import json
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "contract"))
from contract import Contract  # noqa: E402
from harness import ROOT, World, message, wait_until, working_day  # noqa: E402
from journey import CARD, CHIP, Journey, catalogue, vietnamese  # noqa: E402

NEW_CARD = ("079301000456||Trần Thị Hòa|03022001|Nữ|Ấp 3, Xã Bình Hưng, TP. Hồ Chí Minh|14082024"
            "||Trần Văn Mẫu|Lê Thị Mẫu|")
QUERIES = {
    "1.001193": "lam giay khai sinh",
    "1.004222": "đăng ký thường trú",
    "1.004194": "tam tru",
    "2.000815": "sao y",
    "1.001612": "mo quan",
    "1.004772": "khai sinh cho nguoi da co ho so",
}


class JourneyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.world.start_central()
        cls.world.start_kiosk()
        cls.robot = cls.world.robot

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    def tearDown(self):
        if self.robot.screen() != "home":
            self.robot.tap("bar.home")
            if "leave.yes" in self.robot.nodes():
                self.robot.tap("leave.yes")
            self.robot.wait("home")

    def official_codes(self):
        return [w for w in self.world.ctl("list").split() if w.startswith("H29.12-")]

    def play(self, code, card, answers=None):
        before = set(self.official_codes())
        receipt = self.world.folder / f"{code}.png"
        Journey(self.world, code, QUERIES[code], card, answers=answers).play(receipt)
        new = set(self.official_codes()) - before
        self.assertEqual(len(new), 1, "exactly one dossier must reach the service")
        official = new.pop()
        self.assertIn(official, self.robot.texts())
        return official, receipt

    def test_every_procedure_with_a_form(self):
        for code in QUERIES:
            with self.subTest(code):
                card = NEW_CARD if code == "1.004194" else CARD
                self.play(code, card)
                self.tearDown()

    def test_the_citizen_sees_every_status_the_ward_sets(self):
        official, receipt = self.play("2.000815", CARD)
        self.robot.tap("status.finish")
        self.robot.wait("end")
        self.robot.tap("end.home")
        self.robot.wait("home")
        journey = Journey(self.world, "2.000815", "", CARD)
        ask = ("--reason", "Bổ sung bản chính giấy tờ", "--date", working_day(7))
        steps = [("receive", "received", ()), ("process", "processing", ()),
                 ("ask_papers", "needs_papers", ask), ("take_papers", "processing", ()),
                 ("decide", "decided", ()), ("hand_over", "handed_over", ())]
        for action, status, more in steps:
            self.world.act(official, action, *more)
            journey.follow(receipt)
            self.assertIn(message(f"status.{status}"), self.robot.texts())
            self.assertIn(message("status.deciding_agency"), self.robot.texts())
            if more:
                self.assertIn(more[1], self.robot.texts())
                self.assertIn(message("status.moved.papers"), self.robot.texts())
                self.assertIn(message("status.appointed_before"), self.robot.texts())
            self.assertEqual("status.rate" in self.robot.nodes(), action in ("decide", "hand_over"))
            self.finish()
        self.rate(journey, receipt)
        self.assertIn("Rated        yes", self.world.ctl("show", official))

    def finish(self, button="status.finish"):
        self.robot.tap(button)
        self.robot.wait("end")
        self.robot.tap("end.home")
        self.robot.wait("home")

    def rate(self, journey, receipt):
        """Six presses, once a dossier."""
        journey.follow(receipt)
        self.robot.tap("status.rate")
        self.robot.wait("rating")
        for answer in ("good", "fair", "poor", "good", "good", "good"):
            self.robot.tap(f"rating.{answer}")
            self.robot.idle()
        wait_until("the rating has arrived",
                   lambda: message("rate.taken.title") in self.robot.texts())
        self.finish("rating.finish")
        journey.follow(receipt)
        self.assertNotIn("status.rate", self.robot.nodes())
        self.finish()

    def test_the_dossier_arrives_as_it_was_filled_in(self):
        official, _ = self.play("1.001193", CARD)
        dossier = self.world.open_body(official)
        self.check_dossier(dossier)
        self.assertEqual(dossier["applicant"]["name"], "Nguyễn Văn An")
        self.assertIn("Nguyễn Minh Khôi", [answer["value"] for answer in dossier["answers"]])
        self.assertEqual(dossier["procedure"]["name"], vietnamese(catalogue("1.001193")["name"]))
        # Whoever has no key sees none of it.
        stored = self.world.open(official)
        for mark in ("Nguyễn", "Khôi", "079090000123"):
            self.assertNotIn(mark, stored)

    def check_dossier(self, dossier):
        Contract().validate(dossier, {"$ref": "#/components/schemas/Dossier"}, "the dossier")

    def test_what_many_need_is_offered_by_the_names_people_know(self):
        popular = json.loads((ROOT / "assets/catalogue/popular.json").read_text())["popular"]
        nodes = self.robot.nodes()
        for index, code in enumerate(popular[:3]):
            plain = vietnamese(catalogue(code)["plain_name"])
            self.assertIn(plain, nodes[f"home.popular.{index}"]["text"])
        self.robot.tap("home.find")
        self.robot.wait("search")
        for query in ("", "zzzzqx"):  # nothing is looked for, or nothing found
            self.robot.type(query)
            self.robot.idle()
            self.assertIn(vietnamese(catalogue(popular[0])["plain_name"]), self.robot.texts())

    def test_of_a_birth_long_ago_the_year_is_enough(self):
        official, _ = self.play("1.004772", CARD, {"mother_birth": "1931"})
        dossier = self.world.open_body(official)
        self.check_dossier(dossier)
        answers = {answer["id"]: answer for answer in dossier["answers"]}
        self.assertEqual(answers["mother_birth"],
                         {"id": "mother_birth", "type": "date", "value": "1931"})
        self.assertEqual(answers["father_birth"]["value"], "1990-01-15")
        self.assertEqual(answers["child_hometown"]["type"], "address")

    def reach_identify(self):
        journey = Journey(self.world, "2.000815", "sao y", CARD)
        journey.find()
        self.robot.tap("procedure.hand_in")
        self.robot.wait("identify")
        return journey

    def lay_chip(self, **more):
        chip = self.world.write_json("chip.json", CHIP | more)
        self.robot.device("card", insert=str(chip))

    def wait_text(self, key):
        deadline = time.monotonic() + 20
        while message(key) not in self.robot.texts():
            self.assertLess(time.monotonic(), deadline, f"{key} does not show")
            self.robot.idle()

    def test_identify_by_scanner(self):
        journey = self.reach_identify()
        self.robot.device("scanner", scan=CARD)
        journey.wait_enabled("identify.next")
        self.assertIn("Nguyễn Văn An", self.robot.texts())
        self.assertNotIn("079090000123", self.robot.texts())
        self.assertIn(message("assurance.declared"), self.robot.texts())

    def test_the_chip_opens_with_the_code_and_outranks_it(self):
        for verified, words in [(True, "assurance.chip_verified"),
                                (False, "assurance.chip_unverified")]:
            journey = self.reach_identify()
            self.lay_chip(proof="chip", chip_verified=verified)
            self.wait_text("chip.waiting")
            self.robot.device("scanner", scan=CARD)
            journey.wait_enabled("identify.next")
            self.wait_text("chip.done")
            self.assertIn(message(words), self.robot.texts())
            self.assertIn("identify.portrait", self.robot.nodes())
            self.robot.device("card", remove=True)
            self.tearDown()

    def test_a_chip_that_fails_leaves_the_code(self):
        faults = [({"fault": "torn", "fault_at": 9}, "chip.torn"),
                  ({"fault": "wrong-mac", "fault_at": 9}, "chip.unreadable"),
                  ({"fault": "altered", "fault_at": 13}, "chip.doubtful"),
                  ({"id_number": "079090000124"}, "chip.other")]
        journey = self.reach_identify()
        self.robot.device("scanner", scan=CARD)
        journey.wait_enabled("identify.next")
        for fault, words in faults:
            self.lay_chip(chip_verified=True, **fault)
            self.wait_text(words)
            self.assertIn(message("assurance.declared"), self.robot.texts())
            journey.wait_enabled("identify.next")
        self.robot.device("card", remove=True)

    def test_the_number_by_hand_and_the_chip(self):
        journey = self.reach_identify()
        self.robot.tap("identify.type_number")
        for digit in "079090000123":
            self.robot.type(digit)
        self.robot.tap("identify.next")
        self.lay_chip(chip_verified=True)
        journey.wait_enabled("identify.next")
        self.assertIn("Nguyễn Văn An", self.robot.texts())
        self.assertIn(message("assurance.chip_verified"), self.robot.texts())
        self.robot.device("card", remove=True)

    def test_browsing_reaches_a_procedure_in_three_touches(self):
        robot = self.robot
        robot.idle()
        robot.tap("home.browse")
        robot.wait("browse")
        self.tap_named("browse.group.", message("event.having_a_child"))
        robot.idle()
        self.tap_named("browse.entry.", vietnamese(catalogue("1.001193")["plain_name"]))
        robot.wait("procedure")
        robot.idle()
        self.assertIn("1.001193", robot.texts())
        robot.tap("procedure.print")
        wait_until("the list is printed", lambda: "procedure.printed" in robot.nodes())
        self.robot.device("printer", take=str(self.world.folder / "list.png"))
        robot.tap("bar.back")
        robot.wait("browse")

    def tap_named(self, prefix, text):
        wait_until(text, lambda: self.named(prefix, text))
        self.robot.tap(self.named(prefix, text)[0])

    def named(self, prefix, text):
        return [i for i, n in self.robot.nodes().items() if i.startswith(prefix) and text in n["text"]]

    def test_english_on_every_screen(self):
        journey = Journey(self.world, "2.000815", "sao y", CARD)
        self.robot.tap("bar.language")
        self.robot.idle()
        self.assertIn(message("home.find.title", "en"), self.robot.texts())
        self.assertNotIn(message("home.find.title"), self.robot.texts())
        self.robot.tap("bar.language")
        self.robot.idle()
        journey.find()
        self.robot.tap("bar.language")
        self.robot.idle()
        self.assertIn(message("procedure.hand_in", "en"), self.robot.texts())
        journey.identify()
        self.assertIn(message("form.next", "en"), self.robot.texts())

    def query(self):
        self.robot.idle()
        return self.robot.nodes()["search.query"]["text"]

    def test_a_letter_kept_pressed_offers_its_marks(self):
        self.robot.tap("home.find")
        self.robot.wait("search")
        self.robot.hold("key.o", 2000)
        wait_until("the marks of o", lambda: "key.mark.6" in self.robot.nodes())
        self.assertEqual(self.query(), "", "lifting the finger types nothing")
        self.robot.tap("key.mark.6")
        self.assertEqual(self.query(), "ơ")

    def test_backspace_kept_pressed_goes_on(self):
        self.robot.tap("home.find")
        self.robot.wait("search")
        self.robot.type("xyzxyz")
        self.assertEqual(self.query(), "xyzxyz")
        # Two seconds before the second letter goes, then two a second: at least two are gone.
        self.robot.hold("key.backspace", 4000)
        self.assertLess(len(self.query()), 5)

    def test_nothing_found_is_never_an_empty_page(self):
        self.robot.tap("home.find")
        self.robot.wait("search")
        self.robot.type("xqzw vvkk")
        self.robot.idle()
        self.assertIn(message("search.none.title"), self.robot.texts())
        self.assertIn("search.result.0", self.robot.nodes(), "what most people need is offered")
        self.robot.tap("search.help")
        self.robot.idle()
        self.assertIn("1022", self.robot.texts())
        self.robot.tap("help.close")
        self.robot.tap("search.browse")
        self.robot.wait("browse")

    def test_the_catalogue_can_be_searched_from_the_command_line(self):
        done = subprocess.run(
            [self.world.bin / "motcua-kiosk", "--search",
             self.world.folder / "data" / "catalogue.db", "khai sinh", "1"],
            capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.split("\t")[0], "1.001193")

    def test_keys_can_be_typed_from_the_command_line(self):
        done = subprocess.run(
            [self.world.bin / "motcua-kiosk", "--ime", "telex", "new"], capture_output=True,
            text=True, check=True, input="Nguyeenx Thij Hoaf\nloanj<\n")
        self.assertEqual(done.stdout, "Nguyễn Thị Hoà\nloạ\n")
        wrong = subprocess.run([self.world.bin / "motcua-kiosk", "--ime", "viqr"],
                               capture_output=True, text=True, check=False)
        self.assertEqual((wrong.returncode, len(wrong.stderr.splitlines())), (2, 1))

    def test_stats_tell_what_they_should(self):
        stats = self.robot.do(do="stats")
        self.assertGreater(stats["frames"], 0)
        self.assertGreater(stats["startup_ms"], 0)
        self.assertGreater(stats["memory_pss_kib"], 1000)
        self.assertEqual(stats["outbox_depth"], 0)


if __name__ == "__main__":
    os.chdir(ROOT)
    unittest.main(verbosity=2)
