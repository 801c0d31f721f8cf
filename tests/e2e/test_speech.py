"""The kiosk read aloud by the real speech-dispatcher, whose one voice writes what it says to a
file: no sound card is needed, everything before it is real."""

import os
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import Process, World, message, wait_until  # noqa: E402
from keypad import Keypad  # noqa: E402

SPEECHD = """
CommunicationMethod "unix_socket"
LogLevel 1
DefaultRate 0
DefaultVolume 100
AudioOutputMethod "alsa"
AddModule "file" "sd_generic" "file.conf"
DefaultModule file
"""
MODULE = """
Debug 0
GenericExecuteSynth "printf '%s|%s|' '$RATE' '$VOLUME' >> {said}; printf '%s' '$DATA' >> {said}; echo >> {said}"
GenericCmdDependency "printf"
GenericMaxChunkLength 4000
GenericDelimiters ""
GenericLanguage "vi" "vi" "utf-8"
GenericLanguage "en" "en" "utf-8"
GenericRateMultiply 100
GenericVolumeMultiply 100
AddVoice "vi" "MALE1" "thu"
AddVoice "en" "MALE1" "test"
"""


class Service:
    """speech-dispatcher with a configuration of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "speech.sock"
        self.said = folder / "said"
        self.said.write_text("")
        (folder / "speech" / "modules").mkdir(parents=True, exist_ok=True)
        (folder / "speech" / "speechd.conf").write_text(SPEECHD)
        (folder / "speech" / "modules" / "file.conf").write_text(MODULE.format(said=self.said))
        (folder / "asound.conf").write_text("pcm.default { type null }\nctl.default { type null }\n")
        self.process = None

    def start(self):
        self.process = Process("speech-dispatcher", [
            "speech-dispatcher", "-s", "-C", self.folder / "speech", "-L", self.folder,
            "-P", self.folder / "speech.pid", "-S", self.socket, "-c", "unix_socket"],
            self.folder / "speech.log", {"ALSA_CONFIG_PATH": str(self.folder / "asound.conf")})
        wait_until("speech-dispatcher listens", self.socket.exists)

    def stop(self):
        """Gone at once, as when it crashes: asked to end, it may wait for its voices."""
        if self.process:
            self.process.kill()
            self.process = None
            self.socket.unlink(missing_ok=True)

    def heard(self, text):
        wait_until(f"“{text}” is said", lambda: text in self.said.read_text(), 30)

    def heard_button(self, text):
        """To its end: what it is comes as a sentence of its own."""
        def whole():
            said = self.said.read_text()
            return message("speech.button") in said.split(text)[-1] and said.endswith("\n")
        self.heard(text)
        wait_until(f"“{text}” is said to its end", whole, 30)

    def forget(self):
        self.said.write_text("")


@unittest.skipUnless(shutil.which("speech-dispatcher"), "speech-dispatcher is not installed")
class SpeechTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.service = Service(self.world.folder)
        os.environ["SPEECHD_ADDRESS"] = f"unix_socket:{self.service.socket}"
        self.world.kiosk_set = ["speech.headphones="]
        self.world.start_central()

    def tearDown(self):
        self.service.stop()
        self.world.close()

    def key(self, name):
        self.world.robot.do(do="key", name=name)

    def test_screens_focus_and_changes_are_said(self):
        self.service.start()
        robot = self.world.start_kiosk()
        self.key("F1")
        self.service.heard(message("sound.title"))
        robot.tap("sound.louder")
        robot.tap("sound.faster")
        robot.tap("sound.close")
        self.service.heard(message("home.title"))
        self.service.forget()
        robot.tap("bar.language")
        self.service.heard(message("home.title", "en"))
        robot.tap("bar.language")
        robot.tap("home.find")
        robot.wait("search")
        self.service.forget()
        robot.type("khai ")
        self.service.heard("khai")
        self.assertNotIn(message("speech.hidden"), self.service.said.read_text())

    def test_volume_and_rate_by_keypad_alone(self):
        self.service.start()
        keypad = Keypad(self.world.start_kiosk())
        keypad.tap("bar.sound")
        self.service.heard(message("sound.title"))
        for step, place in (("sound.softer", 1), ("sound.slower", 0)):
            keypad.walk(step)
            self.service.heard_button(message(step))
            last = self.service.said.read_text().splitlines()[-1].split("|")
            self.service.forget()
            keypad.press("Return")
            keypad.press("Up")
            wait_until(f"{step} is heard", lambda: "|" in self.service.said.read_text(), 30)
            now = self.service.said.read_text().splitlines()[-1].split("|")
            self.assertLess(float(now[place]), float(last[place]), step)
        keypad.tap("sound.close")
        wait_until("it is closed", lambda: "sound.close" not in keypad.nodes())

    def test_it_is_quiet_until_asked_and_after(self):
        self.service.start()
        robot = self.world.start_kiosk()
        robot.tap("home.find")
        robot.wait("search")
        self.key("F1")
        self.service.heard(message("sound.title"))
        robot.tap("sound.off")
        robot.idle()
        self.service.forget()
        robot.tap("bar.home")
        robot.wait("home")
        robot.tap("bar.sound")  # said after all that was not: it would have come before
        self.service.heard(message("sound.title"))
        self.assertNotIn(message("home.title"), self.service.said.read_text().splitlines()[0])

    def test_without_a_service_everything_else_works_and_it_comes_back(self):
        robot = self.world.start_kiosk()
        self.key("F1")
        wait_until("the panel says so",
                   lambda: message("sound.missing") in robot.texts(), 20)
        robot.tap("sound.close")
        robot.tap("home.find")
        robot.wait("search")

    def test_a_service_that_dies_takes_nothing_with_it(self):
        self.service.start()
        robot = self.world.start_kiosk()
        self.key("F1")
        self.service.heard(message("sound.title"))
        robot.tap("sound.close")
        self.service.stop()
        for language in ("en", "vi"):
            robot.tap("bar.language")
            wait_until("the other language", lambda: message("home.title", language) in robot.texts())
        robot.idle()
        self.assertTrue(self.world.kiosk.running())
        self.service.start()
        robot.tap("home.find")
        robot.wait("search")
        self.world.stop_kiosk()  # and ends well, which it checks


if __name__ == "__main__":
    unittest.main(verbosity=2)
