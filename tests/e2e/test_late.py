"""The office lets a dossier become late: it cannot go on without an apology, and whoever shows the
receipt at the kiosk, or opens it on a phone, reads the apology, its reason and both days."""

import datetime
import html
import json
import os
import pathlib
import ssl
import subprocess
import sys
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import ROOT, Clock, Failure, World, message, working_day  # noqa: E402
from journey import CARD, Journey  # noqa: E402

PROCEDURE = "2.000815"
DAY_S = 86400
LATE_DAYS = 14  # after which what is due in days is late by any calendar
NEW_DAYS = 28
REASON = "Chờ cơ quan lưu trữ xác minh bản gốc"


def page_message(key, language="vi"):
    texts = json.loads((ROOT / "assets/i18n/central" / f"{language}.json").read_text())
    return texts[key]


def shown(moment):
    """A moment as the kiosk writes it."""
    at = datetime.datetime.fromisoformat(moment)
    return (message("common.time").replace("{hour}", str(at.hour))
            .replace("{minute}", f"{at.minute:02}").replace("{date}", at.strftime("%d/%m/%Y")))


class LateTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.clock = Clock(self.world.folder / "clock")
        for program in ("central", "kiosk", "ctl"):
            self.world.env[program] = self.clock.environment("MOTCUA_CLOCK_FILE")
        self.world.start_central()
        self.robot = self.world.start_kiosk()
        self.receipt = self.world.folder / "receipt.png"
        self.journey = Journey(self.world, PROCEDURE, "sao y", CARD)
        for step in (self.journey.find, self.journey.identify, self.journey.fill_in,
                     self.journey.hand_in):
            step()
        self.journey.take_receipt(self.receipt)
        self.journey.finish()
        self.code = [w for w in self.world.ctl("list").split() if w.startswith("H29.12-")][0]
        self.url = self.read_receipt()

    def read_receipt(self):
        """The address in the receipt's code."""
        done = subprocess.run([self.world.bin / "motcua-kiosk", "--decode", self.receipt],
                              capture_output=True, text=True, check=True)
        return bytes.fromhex(done.stdout.strip().split("\t")[1]).decode()

    def fetch(self, url, **headers):
        certs = ssl.create_default_context(cafile=self.world.folder / "certs" / "ca.crt")
        request = urllib.request.Request(url, headers=headers)
        with urllib.request.urlopen(request, timeout=20, context=certs) as answer:
            return answer.read().decode()

    def status(self):
        place, _, token = self.url.partition("?t=")
        place = place.replace("/r/", "/v1/dossiers/")
        return json.loads(self.fetch(place, **{"X-Receipt-Token": token.split("&")[0]}))

    def page(self, language):
        return html.unescape(self.fetch(f"{self.url.split('&')[0]}&lang={language}"))

    def at_the_kiosk(self):
        """The nodes that show when the receipt is, and all that is written there."""
        self.journey.follow(self.receipt)
        nodes, texts = self.robot.nodes(), self.robot.texts()
        self.robot.tap("status.finish")
        self.robot.wait("end")
        self.robot.tap("end.home")
        self.robot.wait("home")
        return nodes, texts

    def refused(self, action, why, *more):
        with self.assertRaisesRegex(Failure, why):
            self.world.act(self.code, action, *more)

    def assert_no_apology(self):
        nodes, texts = self.at_the_kiosk()
        self.assertNotIn("status.moved", nodes)
        self.assertNotIn(message("status.moved.late"), texts)
        self.assertNotIn(message("status.appointed_before"), texts)
        self.assertNotIn(page_message("page.moved.late"), self.page("vi"))

    def assert_apology_at_the_kiosk(self, before, after, why):
        nodes, texts = self.at_the_kiosk()
        self.assertIn("status.moved", nodes)
        self.assertIn(why, texts.splitlines())
        for wanted in (message("status.moved.late"), message("status.appointed_before"),
                       shown(before), message("status.moved.to").replace("{time}", shown(after))):
            self.assertIn(wanted, texts)

    def assert_apology_on_the_page(self, before, after):
        for language in ("vi", "en"):
            page = self.page(language)
            for wanted in (page_message("page.moved.late", language), REASON,
                           page_message("page.appointed_before", language),
                           f'datetime="{before}"', f'datetime="{after}"'):
                self.assertIn(wanted, page)

    def test_apology_reason_and_both_days_reach_the_citizen(self):
        self.world.act(self.code, "receive")
        before = self.status()["appointed_at"]
        self.assert_no_apology()
        self.clock.shift(LATE_DAYS * DAY_S)
        day = working_day(NEW_DAYS)
        for action in ("process", "decide"):
            self.refused(action, "apologise first")
        self.refused("apologise", "--reason", "--date", day)
        self.refused("apologise", "--date is needed", "--reason", REASON)
        self.assert_no_apology()

        self.world.act(self.code, "apologise", "--reason", REASON, "--date", day)
        after = self.status()["appointed_at"]
        self.assertEqual(after[:10], day)
        self.assertLess(before[:10], after[:10])
        self.assert_apology_at_the_kiosk(before, after, REASON)
        self.assert_apology_on_the_page(before, after)
        self.refused("apologise", "once already", "--reason", REASON, "--date",
                     working_day(NEW_DAYS + 7))

        # The office has gone on: its newest word is another, the apology stays.
        self.world.act(self.code, "process")
        self.assert_apology_at_the_kiosk(
            before, after, message("status.moved.reason").replace("{reason}", REASON))
        self.assert_apology_on_the_page(before, after)
        self.world.act(self.code, "decide")
        nodes, texts = self.at_the_kiosk()
        self.assertIn(message("status.decided"), texts)
        self.assertNotIn("status.moved", nodes)


if __name__ == "__main__":
    os.chdir(ROOT)
    unittest.main(verbosity=2)
