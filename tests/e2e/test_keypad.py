"""Everything by the arrows, Return and Escape of a tactile keypad: no finger, no Tab. What is long is
typed on a keyboard; digits are walked to, too."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import ROOT, World, message, wait_until  # noqa: E402
from journey import CARD, CHIP, Journey  # noqa: E402
from keypad import MOVES_MAX, Keypad  # noqa: E402

PIN = "271828"


class ByWheels(Journey):
    """The first date asked for is turned to, not typed."""

    turned = ""

    def answer_step(self):
        keypad = self.robot
        if self.turned or "key.wheels" not in keypad.nodes():
            super().answer_step()
            return
        keypad.tap("key.wheels")
        keypad.idle()
        for cell in ("key.month.up", "key.day.up", "key.day.up", "key.day.down"):
            keypad.tap(cell)
            keypad.idle()
        self.turned = keypad.nodes()["form.value"]["text"]


class KeypadUprightTest(unittest.TestCase):
    PANEL = (1080, 1920)

    @classmethod
    def setUpClass(cls):
        cls.world = World(panel=cls.PANEL)
        made = subprocess.run([cls.world.bin / "motcua-kiosk", "--make-pin"], input=PIN,
                              capture_output=True, text=True, check=True)
        cls.world.kiosk_set = [f"service.pin_hash={made.stdout.strip()}"]
        cls.world.start_central()
        cls.world.start_kiosk()
        cls.keypad = cls.world.robot = Keypad(cls.world.robot)

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    def setUp(self):
        for _ in range(MOVES_MAX):
            if self.keypad.screen() == "home":
                return
            self.keypad.press("Escape")
            if "leave.yes" in self.keypad.nodes():
                self.keypad.tap("leave.yes")
                self.keypad.idle()
        self.fail("Escape does not lead home")

    def walk_digits(self, digits):
        for digit in digits:
            self.keypad.tap(f"key.{digit}")
            self.keypad.idle()

    def finish(self, button):
        self.keypad.tap(button)
        self.keypad.wait("end")
        self.keypad.tap("end.home")
        self.keypad.wait("home")

    def test_handing_in_with_a_date_by_wheels_and_following(self):
        receipt = self.world.folder / "receipt.png"
        journey = ByWheels(self.world, "1.001193", "lam giay khai sinh", CARD)
        journey.play(receipt)
        self.assertRegex(journey.turned, r"^\d\d/\d\d/\d{4}$")
        self.finish("status.finish")

    def test_looking_up_by_hand_and_rating(self):
        keypad = self.keypad
        before = self.world.ctl("list").split()
        journey = Journey(self.world, "2.000815", "sao y", CARD)
        journey.find()
        journey.identify()
        journey.fill_in()
        journey.hand_in()
        receipt = journey.take_receipt(self.world.folder / "rated.png")
        self.finish("receipt.finish")
        code = [w for w in self.world.ctl("list").split()
                if w.startswith("H29.12-") and w not in before][0]
        for action in ("receive", "process", "decide"):
            self.world.act(code, action)
        keypad.tap("home.follow")
        keypad.wait("scan")
        keypad.tap("scan.by_hand")
        keypad.wait("by_hand")
        keypad.type(code)
        keypad.tap("by_hand.next")
        wait_until("the number is asked for", lambda: "by_hand.number" in keypad.nodes())
        self.walk_digits(CHIP["id_number"])
        keypad.tap("by_hand.next")
        keypad.wait("status")
        wait_until("it is found", lambda: message("status.decided") in keypad.texts())
        keypad.tap("status.rate")
        keypad.wait("rating")
        for answer in ("good", "fair", "poor", "good", "good", "good"):
            keypad.tap(f"rating.{answer}")
            keypad.idle()
        wait_until("the rating has arrived", lambda: message("rate.taken.title") in keypad.texts())
        self.finish("rating.finish")
        # Once is once: who shows the receipt then is not asked.
        journey.follow(receipt)
        wait_until("it is found", lambda: message("status.decided") in keypad.texts())
        self.assertNotIn("status.rate", keypad.nodes())
        self.finish("status.finish")

    def test_typing_the_number_of_a_card_and_leaving(self):
        keypad = self.keypad
        Journey(self.world, "2.000815", "sao y", CARD).find()
        keypad.tap("procedure.hand_in")
        keypad.wait("identify")
        keypad.tap("identify.type_number")
        wait_until("the pad", lambda: "key.0" in keypad.nodes())
        self.walk_digits(CHIP["id_number"])
        self.assertEqual(keypad.nodes()["identify.number"]["text"], CHIP["id_number"])
        keypad.tap("identify.next")
        keypad.idle()
        keypad.device("card", insert=str(self.world.write_json("chip.json", CHIP)))
        wait_until("the chip is read", lambda: "identify.citizen" in keypad.nodes() and
                   keypad.nodes()["identify.next"]["enabled"], 40)
        keypad.tap("identify.next")
        keypad.wait("form")
        keypad.device("card", remove=True)
        keypad.tap("bar.home")
        wait_until("it asks first", lambda: "leave.no" in keypad.nodes())
        keypad.tap("leave.no")
        keypad.idle()
        self.assertEqual(keypad.screen(), "form")
        self.assertNotIn("leave.no", keypad.nodes())
        keypad.tap("bar.home")
        wait_until("it asks again", lambda: "leave.yes" in keypad.nodes())
        keypad.tap("leave.yes")
        keypad.wait("home")

    def test_sections_of_a_procedure_and_its_printed_list(self):
        keypad = self.keypad
        Journey(self.world, "1.001193", "lam giay khai sinh", CARD).find()
        sections = [i for i in keypad.nodes() if i.startswith("procedure.section.")]
        self.assertGreater(len(sections), 2)
        for section in sections[:3]:
            before = len(keypad.texts())
            keypad.tap(section)
            keypad.idle()
            self.assertNotEqual(len(keypad.texts()), before, f"{section} opens or closes")
            self.assertEqual(keypad.focused()["id"], section)
        keypad.tap("procedure.print")
        wait_until("the list is printed", lambda: "procedure.printed" in keypad.nodes(), 40)
        keypad.device("printer", take=str(self.world.folder / "list.png"))

    def test_every_setting_of_the_help(self):
        keypad = self.keypad
        keypad.tap("bar.low_reach")
        keypad.idle()
        self.assertTrue(keypad.nodes()["bar.low_reach"]["checked"])
        keypad.press("Return")
        self.assertFalse(keypad.nodes()["bar.low_reach"]["checked"])
        keypad.tap("bar.help")
        keypad.idle()
        for switch in ("help.size.3", "help.theme.1", "help.low_reach", "help.still"):
            keypad.tap(switch)
            keypad.idle()
            self.assertTrue(keypad.nodes()[switch]["checked"], switch)
        for switch in ("help.still", "help.low_reach"):
            keypad.tap(switch)
            keypad.idle()
            self.assertFalse(keypad.nodes()[switch]["checked"], switch)
        for choice in ("help.theme.0", "help.size.0", "help.close"):
            keypad.tap(choice)
            keypad.idle()
        self.assertNotIn("help.close", keypad.nodes())

    def test_sound_on_and_off(self):
        keypad = self.keypad
        keypad.tap("bar.sound")
        wait_until("the panel", lambda: "sound.close" in keypad.nodes())
        keypad.tap("sound.close")
        wait_until("it is closed", lambda: "sound.close" not in keypad.nodes())
        keypad.tap("bar.sound")
        wait_until("the panel again", lambda: "sound.off" in keypad.nodes())
        keypad.tap("sound.off")
        wait_until("it is off", lambda: "sound.off" not in keypad.nodes())

    def test_staff_enter_their_pin(self):
        keypad = self.keypad
        keypad.walk("bar.emblem")
        for _ in range(5):
            keypad.robot.key("Return")
        keypad.wait("service")
        self.walk_digits(PIN)
        keypad.tap("service.next")
        wait_until("the devices", lambda: "service.finish" in keypad.nodes())
        keypad.tap("service.finish")
        keypad.wait("home")

    def test_language_type_and_colours(self):
        keypad = self.keypad
        keypad.tap("bar.language")
        keypad.idle()
        self.assertIn(message("home.find.title", "en"), keypad.texts())
        self.assertEqual(keypad.focused()["id"], "bar.language", "the focus stays where it was")
        keypad.press("Return")
        self.assertIn(message("home.find.title"), keypad.texts())
        before = keypad.nodes()["home.title"]["h"]
        keypad.tap("bar.text_size")
        keypad.idle()
        self.assertGreater(keypad.nodes()["home.title"]["h"], before)
        self.assertEqual(keypad.focused()["id"], "bar.text_size")
        for _ in range(3):
            keypad.press("Return")
        self.assertEqual(keypad.nodes()["home.title"]["h"], before)
        keypad.tap("bar.contrast")
        keypad.idle()
        self.assertTrue(keypad.nodes()["bar.contrast"]["checked"])
        while keypad.nodes()["bar.contrast"]["checked"]:
            keypad.press("Return")
        self.assertEqual(keypad.focused()["id"], "bar.contrast")

    def test_help_opens_and_escape_closes_it(self):
        keypad = self.keypad
        keypad.tap("bar.help")
        keypad.idle()
        self.assertIn("help.close", keypad.nodes())
        keypad.press("Down")
        self.assertTrue(keypad.focused()["id"].startswith("help."), "the dialog keeps the focus")
        keypad.press("Escape")
        self.assertNotIn("help.close", keypad.nodes())
        self.assertEqual(keypad.screen(), "home")
        keypad.tap("bar.help")
        keypad.idle()
        keypad.tap("help.close")
        keypad.idle()
        self.assertNotIn("help.close", keypad.nodes())

    def test_escape_leads_back_and_asks_before_it_forgets(self):
        keypad = self.keypad
        keypad.tap("home.find")
        keypad.wait("search")
        keypad.press("Escape")
        keypad.wait("home")
        self.assertRegex(keypad.focused()["id"], r"^home\.", "what one came for is first")
        keypad.tap("home.browse")
        keypad.wait("browse")
        wait_until("the groups", lambda: "browse.group.0" in keypad.nodes())
        keypad.tap("browse.group.0")
        wait_until("the procedures", lambda: "browse.entry.0" in keypad.nodes())
        keypad.tap("browse.entry.0")
        keypad.wait("procedure")
        for screen in ("browse", "browse", "home"):
            keypad.press("Escape")
            keypad.wait(screen)

    def test_the_on_screen_keys_can_be_walked_too(self):
        keypad = self.keypad
        keypad.tap("home.find")
        keypad.wait("search")
        for letter in "sao":
            keypad.tap(f"key.{letter}")
            keypad.idle()
        self.assertEqual(keypad.nodes()["search.query"]["text"], "sao")
        self.assertEqual(keypad.focused()["id"], "key.o", "the focus stays on the key")
        keypad.press("Escape")
        keypad.wait("home")


class KeypadLyingTest(KeypadUprightTest):
    PANEL = (1920, 1080)


if __name__ == "__main__":
    os.chdir(ROOT)
    unittest.main(verbosity=2)
