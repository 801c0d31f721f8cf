#!/usr/bin/env python3
"""The receipt's page in a real browser, as on a phone. Usage: test_status_page.py BIN_DIR"""

import copy
import pathlib
import sys
import unittest

from contract import Contract
from service import ROOT, Service, working_day

sys.path.insert(0, str(ROOT / "tests/tools"))
import browser  # noqa: E402

CHECKS = (pathlib.Path(__file__).parent / "page_checks.js").read_text(encoding="utf-8")
# Width in CSS pixels, scale of the device, size of the text: small and usual phones, a phone with its
# text at 200 %, a computer's window zoomed to 200 %, and to 400 %.
VIEWS = [(320, 2, "100%"), (360, 3, "100%"), (412, 2.6, "100%"), (360, 2, "200%"),
         (640, 2, "100%"), (320, 4, "100%")]
LANGUAGES = ("vi", "en")
LONG_WORD = "Nguyễn" * 20
# All that a page loads, unpacked: under two seconds at 256 kbit/s.
PAGE_MAX_BYTES = 48 * 1024


class StatusPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(Service(BIN_DIR))
        cls.browser = cls.enterClassContext(browser.Browser())
        operation = Contract().document["paths"]["/v1/dossiers"]["post"]
        example = operation["requestBody"]["content"]["application/json"]["example"]
        cls.dossier = {**copy.deepcopy(example), "token_hash": Service.token_hash()}
        done = cls.service.ctl("officer", "add", "an", "--name", "An", "--role", "approver")
        assert done.returncode == 0, done.stderr

    def hand_in(self):
        answer = self.service.hand_in(self.dossier)
        self.assertEqual(answer.status, 201)
        return answer.json()["code"]

    def act(self, code, *arguments):
        done = self.service.ctl("act", code, *arguments, "--officer", "an")
        self.assertEqual(done.returncode, 0, done.stderr)

    def url(self, code, language="vi", token=Service.token):
        return (f"https://localhost:{self.service.port}/r/{code}?t={token}&lang={language}")

    def open(self, url):
        self.browser.drop_events("Log.entryAdded")
        self.browser.open(url)
        # Nothing the policy forbids, nothing missing.
        self.assertEqual([e["params"]["entry"]["text"] for e in self.browser.events
                          if e.get("method") == "Log.entryAdded"], [])

    def text(self):
        return self.browser.evaluate("document.body.innerText")

    def check(self, url, name):
        """In every view; once with a picture."""
        for width, scale, text in VIEWS:
            with self.subTest(page=name, width=width, text=text):
                self.browser.size(width, 740, scale)
                self.open(url)
                self.browser.evaluate(f"document.documentElement.style.fontSize = '{text}'")
                self.assertEqual(self.browser.evaluate(CHECKS.replace("[style]", "body [style]")),
                                 [])
        self.browser.screenshot(self.service.dir / f"{name}.png")
        self.assertGreater((self.service.dir / f"{name}.png").stat().st_size, 20000)

    def test_every_status_in_every_view(self):
        day = working_day(7)
        ways = [
            [("receive",), ("process",),
             ("ask_papers", "--reason", f"Thiếu {LONG_WORD}\nMang đến quầy", "--date", day),
             ("take_papers",), ("apologise", "--reason", "Chờ xác minh", "--date", working_day(60)),
             ("ask_payment", "--reason", "Lệ phí", "--date", day), ("take_payment",), ("decide",),
             ("hand_over",)],
            [("refuse", "--reason", "Không đủ điều kiện")],
        ]
        for way in ways:
            code = self.hand_in()
            self.check(self.url(code), "registered")
            for step in way:
                self.act(code, *step)
                name = f"{step[0]}"
                self.check(self.url(code), name)
            self.check(self.url(code, "en"), name + "-en")

    def test_pages_without_a_dossier(self):
        self.check_quietly(self.url("H29.12-200101-0001"), "Không tìm thấy hồ sơ")
        self.check_quietly(self.url("H29.12-200101-0001", "en", "x"), "Dossier not found")

    def check_quietly(self, url, heading):
        """A 404 is logged by the browser: that one line and nothing else."""
        self.browser.size(320, 640)
        self.browser.open(url)
        self.assertIn(heading, self.text())
        self.assertEqual(self.browser.evaluate(CHECKS), [])

    def test_the_checks_see_what_is_wrong(self):
        code = self.hand_in()
        for step in ("receive", "decide"):
            self.act(code, step)
        self.browser.size(320, 640)
        main = "document.querySelector('main')"
        for breakage, seen in (
                ("document.documentElement.lang = ''", "no language"),
                ("document.title = ''", "no title"),
                ("document.querySelector('h1').outerHTML = '<h3>x</h3>'", "level 3 after 0"),
                ("document.querySelector('footer').remove()", "no one footer"),
                ("document.querySelector('legend').remove()", "no legend"),
                ("document.querySelector('label').replaceWith("
                 "document.querySelector('label input'))", "no label"),
                ("document.querySelector('.language').style.minHeight = '20px'", "x2"),
                ("document.querySelector('dt').style.color = '#8a8a8a'", "contrast"),
                (f"{main}.style.width = '400px'", "wider than the window"),
                (f"{main}.append(document.createElement('script'))", "script")):
            with self.subTest(breakage):
                self.open(self.url(code))
                self.assertEqual(self.browser.evaluate(CHECKS), [])
                self.browser.evaluate(f"{{ {breakage} }}")
                self.assertIn(seen, " ".join(self.browser.evaluate(CHECKS)))

    def test_moved_dates_and_agencies_are_told(self):
        code = self.hand_in()
        self.act(code, "receive")
        self.act(code, "apologise", "--reason", "Chờ xác minh", "--date", working_day(60))
        for language, words in (("vi", ("Ngày hẹn đã thay đổi", "xin lỗi", "Nơi nhận hồ sơ",
                                        "Cơ quan giải quyết", "N.T.T.")),
                                ("en", ("The expected date has changed", "apologises",
                                        "Received by", "Decided by"))):
            self.open(self.url(code, language))
            for word in (*words, "Chờ xác minh", code):
                self.assertIn(word, self.text())
            for mark in ("Nguyễn", "079090000123", "0900000000", "Đường Mẫu"):
                self.assertNotIn(mark, self.text())
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('s time').length"), 1)

    def test_rating_without_script(self):
        code = self.hand_in()
        for step in ("receive", "decide"):
            self.act(code, step)
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.browser.size(360, 740)
            self.open(self.url(code))
            evaluate = self.browser.evaluate
            self.assertFalse(evaluate("document.forms[0].checkValidity()"))
            # The keyboard reaches every question: one stop each, and the button.
            stops = evaluate("[...document.querySelectorAll('input[type=radio]')]"
                             ".filter(e => e.tabIndex === 0).length")
            self.assertEqual(stops, 27)
            for number in range(9):
                evaluate(f"document.querySelectorAll('fieldset')[{number}]"
                         f".querySelectorAll('label')[{number % 3}].click()")
            self.assertTrue(evaluate("document.forms[0].checkValidity()"))
            self.browser.drop_events("Page.loadEventFired")
            evaluate("document.querySelector('button').click()")
            self.browser.wait_event("Page.loadEventFired")
            self.assertIn("Cảm ơn ông bà", self.text())
            self.assertEqual(evaluate("location.pathname"), f"/r/{code}")
            self.assertEqual(evaluate("document.forms.length"), 0)
            self.check_quietly(self.url(code, "en"), "Thank you")
        finally:
            self.browser.call("Emulation.setScriptExecutionDisabled", value=False)
        self.assertEqual(self.service.look_up(code).json()["rating"], "given")

    def test_little_is_loaded(self):
        code = self.hand_in()
        for step in ("receive", "decide"):
            self.act(code, step)
        self.browser.call("Network.clearBrowserCache")
        self.open(self.url(code))
        loaded = self.browser.evaluate(
            "performance.getEntries().filter(e => e.decodedBodySize !== undefined)"
            ".map(e => [new URL(e.name).pathname, e.decodedBodySize])")
        self.assertEqual(sorted(path for path, _ in loaded), ["/page.css", f"/r/{code}"])
        self.assertLess(sum(size for _, size in loaded), PAGE_MAX_BYTES)


if __name__ == "__main__":
    BIN_DIR = sys.argv.pop(1)
    if not browser.available():
        print("skipped: chromium is not installed")
        sys.exit(77)
    unittest.main(verbosity=2)
