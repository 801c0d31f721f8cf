"""Everything by the arrows, Return and Escape of a tactile keypad: no finger, no Tab. What is written
is typed on a keyboard."""

import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import ROOT, Failure, World, message, wait_until  # noqa: E402
from journey import CARD, Journey  # noqa: E402

MOVES_MAX = 150


def middle(node):
    return node["x"] + node["w"] / 2, node["y"] + node["h"] / 2


class Keypad:
    """The robot with the means of a keypad: `tap` walks there and presses Return, so that the same
    journeys can be played."""

    def __init__(self, robot):
        self.robot = robot

    def __getattr__(self, name):
        return getattr(self.robot, name)

    def focused(self):
        """The node with the ring; a field that is written in is not meant."""
        nodes = [n for n in self.robot.tree()["nodes"] if n["focused"] and n["role"] != "field"]
        return nodes[0] if nodes else None

    def press(self, name):
        self.robot.key(name)
        self.robot.idle()

    def direction(self, at, target):
        """The way the eye would go: along the longer side, first up or down."""
        here, there = middle(at), middle(target)
        if target["w"] == 0:
            return "Down"
        if abs(there[1] - here[1]) > min(at["h"], target["h"]) / 2:
            return "Down" if there[1] > here[1] else "Up"
        return "Right" if there[0] > here[0] else "Left"

    def walk(self, target):
        """Moves the focus there. Where the straight way turns in a circle, Right goes through all
        in reading order."""
        seen = {}
        way = []
        for _ in range(MOVES_MAX):
            nodes = self.robot.nodes()
            if target not in nodes:
                raise Failure(f"no {target} on {self.robot.screen()}")
            at = self.focused()
            if at is not None and at["id"] == target:
                if at["w"] == 0:
                    raise Failure(f"{target} has the focus and is not to be seen")
                return
            key = "Down" if at is None else self.direction(at, nodes[target])
            here = at["id"] if at else ""
            seen[here] = seen.get(here, 0) + 1
            if seen[here] > 2:
                key = "Right" if seen[here] % 2 else "Down"
            way.append(f"{here} {key}")
            self.press(key)
        raise Failure(f"the arrows do not lead to {target}: {way}")

    def tap(self, target):
        self.walk(target)
        self.robot.key("Return")


class KeypadUprightTest(unittest.TestCase):
    PANEL = (1080, 1920)

    @classmethod
    def setUpClass(cls):
        cls.world = World(panel=cls.PANEL)
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

    def test_handing_in_and_following(self):
        receipt = self.world.folder / "receipt.png"
        journey = Journey(self.world, "1.001193", "lam giay khai sinh", CARD)
        journey.play(receipt)
        self.keypad.tap("status.finish")
        self.keypad.wait("end")
        self.keypad.tap("end.home")
        self.keypad.wait("home")

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
        self.assertTrue(keypad.focused()["id"].startswith("home."), "what one came for is first")
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
