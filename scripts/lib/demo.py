"""scripts/demo, once everything is built: in a window, or by itself into out/."""

import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(__file__))
from harness import ROOT, Failure, World  # noqa: E402
from journey import CARD, Journey  # noqa: E402


TITLE_BARS_PX = 100


class Album:
    """Numbered screenshots and a transcript in out/."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        self.robot = None
        self.transcript = (folder / "transcript.txt").open("w", encoding="utf-8")

    def tell(self, name):
        self.count += 1
        picture = f"{self.count:02d}-{name}.png"
        self.robot.screenshot(self.folder / picture)
        self.write(f"[{picture}]")
        for node in self.robot.tree()["nodes"]:
            if node["text"] and node["w"] > 0 and not node["id"].startswith("key."):
                self.write(f"    {node['role']}: {node['text']}")

    def write(self, line):
        self.transcript.write(line + "\n")
        self.transcript.flush()


def move_on(world, code, album):
    """The ward works on the dossier; the citizen comes back and sees it."""
    for action in ("receive", "process", "decide"):
        world.act(code, action)
        album.write(f"motcua-ctl act {code} {action} --officer {world.officer()}")


def play_by_itself():
    out = ROOT / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    album = Album(out)
    world = World()
    try:
        world.start_central()
        world.publish()
        world.start_kiosk()
        album.robot = world.robot
        journey = Journey(world, "1.001193", "lam giay khai sinh", CARD, album.tell)
        receipt = out / "receipt.png"
        journey.play(receipt)
        code = world.ctl("list").split()
        code = next(word for word in code if word.startswith("H29."))
        world.robot.tap("bar.home")
        world.robot.wait("home")
        move_on(world, code, album)
        journey.follow(receipt)
        album.write(f"stats: {world.robot.do(do='stats')}")
    finally:
        world.close()
    print(f"The journey was played; dossier {code}. See out/: {album.count} pictures, "
          "receipt.png, transcript.txt")


def window_size():
    """As on a kiosk's panel, or as much smaller as this screen needs it."""
    width, height = (int(v) for v in os.environ.get("MOTCUA_DEMO_SIZE", "1080x1920").split("x"))
    screen = subprocess.run(["xdotool", "getdisplaygeometry"], capture_output=True, text=True,
                            check=False).stdout.split()
    if len(screen) == 2:
        fits = min(1.0, (int(screen[1]) - TITLE_BARS_PX) / height, int(screen[0]) / width)
        width, height = int(width * fits), int(height * fits)
    return width, height


def open_window():
    """Until the window is closed."""
    world = World(display=os.environ["DISPLAY"], panel=window_size())
    try:
        world.start_central()
        world.publish()
        world.start_kiosk(dock=True)
        print("The kiosk is open; the small window beside it holds cards, receipts and the "
              "printer's paper. Close the kiosk's window to end.")
        ctl = f"{world.bin}/motcua-ctl --db {world.folder}/central.db --assets {ROOT}/assets"
        print(f"The officer's side: {ctl} queue; then {ctl} act CODE receive "
              f"--officer {world.officer()}")
        while world.kiosk.running():
            time.sleep(0.2)
    except KeyboardInterrupt:
        pass
    finally:
        world.close()


def main():
    # As at Ctrl-C, so that nothing that was started stays behind.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    headless = "--headless" in sys.argv[1:] or not os.environ.get("DISPLAY")
    try:
        if headless:
            play_by_itself()
        else:
            open_window()
    except Failure as failure:
        print(f"scripts/demo: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
