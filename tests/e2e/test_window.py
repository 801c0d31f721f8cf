"""The journey by hand: a real X window under Xvfb, every touch an xdotool click, every letter a
touch of the on-screen keyboard. In portrait and in landscape."""

import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import Failure, World, wait_until  # noqa: E402
from journey import CARD, Journey  # noqa: E402

LETTERS_MOST = 14  # a hand is slow
SPECIAL_KEYS = {" ": "key.space", ",": "key.comma", ".": "key.period"}


class Screen:
    """An Xvfb of its own on a display number it picks itself."""

    def __init__(self, width, height):
        read_end, write_end = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24",
             "-nolisten", "tcp", "-noreset"],
            pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write_end)
        with os.fdopen(read_end) as numbers:
            number = numbers.readline().strip()
        if not number:
            raise Failure("Xvfb did not start")
        self.name = ":" + number

    def click(self, x, y):
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True,
                       env={**os.environ, "DISPLAY": self.name})

    def close(self):
        self.server.terminate()
        self.server.wait()


class HandJourney(Journey):
    """The same journey, with a mouse instead of the robot's taps and a keyboard on the screen."""

    def __init__(self, world, screen, *more):
        super().__init__(world, *more)
        self.screen = screen
        robot = world.robot
        robot.tap = self.click
        robot.type = self.type_by_hand

    def click(self, target):
        node = wait_until(target, lambda: self.robot.nodes().get(target))
        tries = 0
        while node["w"] == 0 or node["h"] == 0:
            self.scroll_down()
            node = self.robot.nodes()[target]
            tries += 1
            if tries > 30:
                raise Failure(f"{target} cannot be scrolled into view")
        before = self.robot.tree()
        self.screen.click(node["x"] + node["w"] // 2, node["y"] + node["h"] // 2)
        deadline = time.monotonic() + 3
        while self.robot.tree() == before and time.monotonic() < deadline:
            pass
        self.robot.idle()

    def scroll_down(self):
        down = [n for i, n in self.robot.nodes().items() if i.endswith(".down") and n["enabled"]]
        if not down:
            raise Failure("nothing scrolls")
        self.screen.click(down[0]["x"] + down[0]["w"] // 2, down[0]["y"] + down[0]["h"] // 2)
        self.robot.idle()

    def hand_in(self):
        self.click("review.submit")  # which waits until all is at rest: sending is over by then
        self.robot.wait("receipt")
        self.tell("receipt")

    def type_by_hand(self, text):
        for letter in text.lower()[:LETTERS_MOST]:
            key = SPECIAL_KEYS.get(letter, f"key.{letter}")
            nodes = self.robot.nodes()
            if key not in nodes and "key.page" in nodes:
                self.click("key.page")
                nodes = self.robot.nodes()
            if key in nodes:
                self.click(key)


class WindowTest(unittest.TestCase):
    def play(self, width, height):
        screen = Screen(width, height)
        world = None
        try:
            world = World(display=screen.name, panel=(width, height))
            # A click follows as soon as the next screen is there, quicker than a hand would: what a
            # person presses so quickly twice counts once.
            world.kiosk_set = ["panel.touch_guard_ms=0"]
            world.start_central()
            world.start_kiosk()
            journey = HandJourney(world, screen, "2.000815", "sao y", CARD)
            journey.play(world.folder / "receipt.png")
            self.assertIn("H29.12-", world.robot.texts())
        finally:
            try:
                if world:
                    world.close()
            finally:
                screen.close()

    def test_portrait(self):
        self.play(1080, 1920)

    def test_landscape(self):
        self.play(1920, 1080)


if __name__ == "__main__":
    unittest.main(verbosity=2)
