#!/usr/bin/env python3
"""Holds the live service against central/openapi.yaml. Usage: test_contract.py BIN_DIR"""

import copy
import gzip
import hashlib
import json
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import unittest
import urllib.parse
import uuid

from contract import METHODS, Contract
from office_cases import OfficeCases
from service import ROOT, Service, working_day
from upload_cases import UploadCases

POST, GET = "POST", "GET"
LOOKUPS = "/v1/lookups"
DOSSIERS, DOSSIER, PAGE = "/v1/dossiers", "/v1/dossiers/{code}", "/r/{code}"
ENROLMENTS, CERTIFICATES, METRICS = "/v1/enrolments", "/v1/certificates", "/metrics"
REPORTS = "/v1/device-reports"
CATALOGUE, BUNDLE, GUIDE = "/v1/catalogue", "/v1/catalogue/bundle", "/p/{code}"
SEALED = "application/vnd.motcua.sealed+json"
# Personal data of the example: must never come back, nor stand in the log.
MARKS = ["Nguyễn", "079090000123", "0900000000", "12 Đường Mẫu"]


def provisional_code(kiosk):
    """With its check characters: ISO/IEC 7064, MOD 1271-36."""
    symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    product = 0
    for symbol in f"T{kiosk}2611250001":
        product = (product + symbols.index(symbol)) * 36 % 1271
    check = (1 - product * 36) % 1271
    return f"T{kiosk}-261125-0001-{symbols[check // 36]}{symbols[check % 36]}"


class LiveService(OfficeCases, UploadCases, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.contract = Contract()
        cls.service = cls.enterClassContext(Service(BIN_DIR))
        operation = cls.contract.document["paths"][DOSSIERS]["post"]
        example = operation["requestBody"]["content"]["application/json"]["example"]
        cls.dossier = {**copy.deepcopy(example), "token_hash": Service.token_hash()}
        sealed = operation["requestBody"]["content"][SEALED]["example"]
        cls.sealed = {**copy.deepcopy(sealed), "token_hash": Service.token_hash()}

    def accepted(self, **changes):
        answer = self.service.hand_in({**self.dossier, **changes})
        return self.contract.check(answer, POST, DOSSIERS, 201).json()

    def post_raw(self, body, status, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.service.ask(POST, DOSSIERS, body, headers)
        return self.contract.check(answer, POST, DOSSIERS, status).json()

    def test_examples_are_valid(self):
        self.contract.check_examples()

    def test_operations_tell_what_may_come(self):
        self.contract.check_operations()

    def test_replay_and_conflict(self):
        key = str(uuid.uuid4())
        first = self.contract.check(self.service.hand_in(self.dossier, key), POST, DOSSIERS, 201)
        again = self.service.hand_in(self.dossier, key)
        self.assertEqual(first.body, again.body)
        self.assertEqual(first.headers["Location"], again.headers["Location"])
        other = self.service.hand_in({**self.dossier, "language": "en"}, key)
        self.contract.check(other, POST, DOSSIERS, 422)

    def test_sealed(self):
        body = json.dumps(self.sealed).encode()
        key = str(uuid.uuid4())
        answer = self.service.hand_in(body, key, SEALED)
        acceptance = self.contract.check(answer, POST, DOSSIERS, 201).json()
        receipt = acceptance["receipt"]
        stated = dict(line.partition(" ")[::2] for line in receipt["statement"].splitlines())
        self.assertEqual(stated["key"], key)
        self.assertEqual(stated["body"], hashlib.sha256(body).hexdigest())
        self.assertEqual(stated["code"], acceptance["code"])
        self.assertEqual(stated["received"], acceptance["received_at"])
        self.assertTrue(self.service.signed(receipt["statement"], receipt["signature"]))
        self.assertFalse(self.service.signed(receipt["statement"] + " ", receipt["signature"]))
        again = self.service.hand_in(body, key, SEALED)
        self.assertEqual(answer.body, again.body)
        looked_up = self.service.look_up(acceptance["code"])
        self.contract.check(looked_up, GET, DOSSIER, 200)

    def test_every_member_of_a_sealed_one_is_checked(self):
        for name in self.sealed:
            without = {k: v for k, v in self.sealed.items() if k != name}
            for broken in (without, {**self.sealed, name: None}, {**self.sealed, name: [[]]}):
                answer = self.service.hand_in(json.dumps(broken).encode(), None, SEALED)
                member = self.contract.check(answer, POST, DOSSIERS, 400).json()["member"]
                self.assertTrue(member.startswith(f"dossier.{name}"), answer.body)

    def test_look_up_by_number(self):
        acceptance = self.accepted()
        number = self.dossier["applicant"]["id_number"]

        def ask(code, number, status):
            answer = self.service.post_json(LOOKUPS, {"code": code, "id_number": number})
            return self.contract.check(answer, POST, LOOKUPS, status)

        for code in (acceptance["code"], acceptance["provisional_code"]):
            # Kiosks of one id share provisional codes in this test: the newest is found.
            found = ask(code, number, 200)
            for mark in MARKS:
                self.assertNotIn(mark, found.body.decode())
        unknown = ask("H29.12-200101-0001", number, 404)
        for _ in range(4):
            self.assertEqual(ask(acceptance["code"], "079090000124", 404).body, unknown.body)
        ask(acceptance["code"], number, 200)  # a right one in between begins anew
        for _ in range(5):
            ask(acceptance["code"], "079090000124", 404)
        waits = ask(acceptance["code"], number, 429)
        self.assertIn(int(waits.headers["Retry-After"]), range(1, 61))
        # The receipt itself is not affected.
        self.contract.check(self.service.look_up(acceptance["code"]), GET, DOSSIER, 200)
        ask("no code", number, 400)
        ask(acceptance["code"], "07909", 400)
        kinds = {"Content-Type": "text/plain"}
        check, service = self.contract.check, self.service
        check(service.ask(POST, LOOKUPS, b"{}", kinds), POST, LOOKUPS, 415)
        kinds = {"Content-Type": "application/json"}
        check(service.ask(POST, LOOKUPS, b" " * (1 << 20), kinds), POST, LOOKUPS, 413)
        check(service.ask(POST, LOOKUPS, b"{}", kinds, chunked=True), POST, LOOKUPS, 411)
        answer = service.post_json(LOOKUPS, {"code": acceptance["code"], "id_number": number},
                                   context=service.anonymous)
        check(answer, POST, LOOKUPS, 403)

    def test_refusals(self):
        key, json_type = str(uuid.uuid4()), "application/json"
        body = json.dumps(self.dossier).encode()
        self.post_raw(body, 400, Content_Type=json_type)
        self.post_raw(body, 400, Content_Type=json_type, Idempotency_Key="x")
        self.post_raw(b"{", 400, Content_Type=json_type, Idempotency_Key=key)
        self.post_raw(b"", 400, Content_Type=json_type, Idempotency_Key=key)
        self.post_raw(body, 415, Content_Type="text/plain", Idempotency_Key=key)
        # One byte over the limit, one that is drained, one that is not read at all.
        for size in (768 * 1024 + 1, 2 * 1024 * 1024):
            self.post_raw(b" " * size, 413, Content_Type=json_type, Idempotency_Key=key)
        answer = self.service.ask(
            POST, DOSSIERS, headers={"Content-Length": str(1 << 40), "Content-Type": json_type}
        )
        self.contract.check(answer, POST, DOSSIERS, 413)
        answer = self.service.ask(POST, DOSSIERS, b"x", {"Content-Type": json_type}, chunked=True)
        self.contract.check(answer, POST, DOSSIERS, 411)

    def test_enrolment(self):
        def enrol(body, status):
            answer = self.service.post_json(ENROLMENTS, body, context=self.service.anonymous)
            return self.contract.check(answer, POST, ENROLMENTS, status)

        key, request = self.service.request_certificate("K02")
        body = {"kiosk": "K02", "code": self.service.enrolment_code("K02"), "request": request}
        enrol({**body, "code": "0000-0000-0000-0000"}, 403)
        enrol({**body, "kiosk": "K03"}, 403)
        enrol({**body, "request": "x"}, 400)
        first = enrol(body, 201)
        self.assertEqual(enrol(body, 201).body, first.body)
        _, other = self.service.request_certificate("K02-again")
        enrol({**body, "request": other}, 403)
        context = self.service.client_context(first.json()["certificate"], key, "K02")

        renew = {"request": other}
        answer = self.service.post_json(CERTIFICATES, renew, context=context)
        renewed = self.contract.check(answer, POST, CERTIFICATES, 201).json()["certificate"]
        answer = self.service.post_json(CERTIFICATES, {}, context=context)
        self.contract.check(answer, POST, CERTIFICATES, 400)
        newer = self.service.client_context(renewed, self.service.dir / "K02-again.key", "K02-again")
        self.hand_in_as("K02", newer, 201)
        self.hand_in_as("K02", context, 201)
        self.hand_in_as("K01", newer, 403)
        self.assertIn("K02", self.service.ctl("kiosks").stdout)
        self.assertIn("2 certificates", self.service.ctl("revoke", "K02").stdout)
        # At once, on a connection that is open, too.
        self.hand_in_as("K02", newer, 403)
        self.assertIn("revoked", self.service.ctl("kiosks").stdout)
        again = self.service.ctl("revoke", "K02")
        self.assertEqual(again.returncode, 1)
        self.assertIn("no certificate of it was good", again.stderr)

    def hand_in_as(self, kiosk, context, status):
        dossier = {**self.dossier, "kiosk": kiosk, "provisional_code": provisional_code(kiosk)}
        answer = self.service.hand_in(dossier, context=context)
        self.contract.check(answer, POST, DOSSIERS, status)

    def test_only_kiosks(self):
        anonymous = self.service.anonymous
        self.hand_in_as("K01", anonymous, 403)
        for path in (CATALOGUE, BUNDLE):
            answer = self.service.ask(GET, path, context=anonymous)
            self.contract.check(answer, GET, path, 403)
        _, request = self.service.request_certificate("nobody")
        answer = self.service.post_json(CERTIFICATES, {"request": request}, context=anonymous)
        self.contract.check(answer, POST, CERTIFICATES, 403)
        answer = self.service.post_json(REPORTS, self.device_report(), context=anonymous)
        self.contract.check(answer, POST, REPORTS, 403)
        # Receipts and pages are for everybody; so is a kiosk's certificate of nobody's.
        code = self.accepted()["code"]
        headers = {"X-Receipt-Token": Service.token}
        for context in (anonymous, self.foreign_context()):
            answer = self.service.ask(GET, f"/v1/dossiers/{code}", headers=headers, context=context)
            self.contract.check(answer, GET, DOSSIER, 200)
        self.hand_in_as("K01", self.foreign_context(), 403)
        # Headers that only a proxy may set are not believed.
        pem = (self.service.dir / "K01.crt").read_text()
        headers = {"X-Client-Certificate": urllib.parse.quote(pem), "X-Motcua-Proxy": "",
                   "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        body = json.dumps(self.dossier).encode()
        answer = self.service.ask(POST, DOSSIERS, body, headers, context=anonymous)
        self.contract.check(answer, POST, DOSSIERS, 403)

    def foreign_context(self):
        """A certificate for K01 of an authority of somebody else's."""
        key, certificate = self.service.dir / "foreign.key", self.service.dir / "foreign.crt"
        if not key.exists():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                            "ec_paramgen_curve:P-256", "-noenc", "-subj", "/CN=K01", "-days", "1",
                            "-addext", "extendedKeyUsage=clientAuth", "-keyout", key,
                            "-out", certificate], check=True, capture_output=True)
        context = ssl.create_default_context(cafile=self.service.dir / "tls/ca.crt")
        context.load_cert_chain(certificate, key)
        return context

    @staticmethod
    def device_report(**printer):
        return {"devices": [{"kind": "camera", "state": "works", "for_s": 86400},
                            {"kind": "scanner", "state": "none", "for_s": 0},
                            {"kind": "card_reader", "state": "works", "for_s": 5},
                            {"kind": "printer", "state": "works", "for_s": 12, **printer}]}

    def test_device_reports(self):
        report = self.device_report(state="fails", problem="paper_out")
        answer = self.service.post_json(REPORTS, report)
        self.contract.check(answer, POST, REPORTS, 204)
        kiosks = self.service.ctl("kiosks").stdout
        self.assertRegex(kiosks, r"K01 .*\n  ! printer +paper_out +since 20")
        text = self.service.ask(GET, METRICS).body.decode()
        self.assertIn('motcua_kiosk_devices{kind="printer",state="fails"} 1', text)
        self.assertIn("motcua_kiosks_silent 0", text)
        answer = self.service.post_json(REPORTS, self.device_report())
        self.contract.check(answer, POST, REPORTS, 204)
        self.assertNotIn("paper_out", self.service.ctl("kiosks").stdout)

    def test_bodies_of_certificates(self):
        for path in (ENROLMENTS, CERTIFICATES, REPORTS):
            kinds = {"Content-Type": "application/json"}
            answer = self.service.ask(POST, path, b"{}", {"Content-Type": "text/plain"})
            self.contract.check(answer, POST, path, 415)
            # More than any body may have, and than this one.
            for size in (1 << 20, 16385):
                answer = self.service.ask(POST, path, b" " * size, kinds)
                self.contract.check(answer, POST, path, 413)
            answer = self.service.ask(POST, path, b"{}", {"Content-Type": "application/jsonx"})
            self.contract.check(answer, POST, path, 415)
            answer = self.service.ask(POST, path, b'{"unknown":1}', kinds)
            member = self.contract.check(answer, POST, path, 400).json()["member"]
            self.assertTrue(member.startswith("body."), member)
            answer = self.service.ask(POST, path, b"{}", kinds, chunked=True)
            self.contract.check(answer, POST, path, 411)
            self.contract.check(self.service.ask(POST, path, b"{}", kinds), POST, path, 400)

    def test_still_running(self):
        body = json.dumps(self.sealed).encode()
        key, told, first = self.ask_twice(lambda key: self.service.hand_in(body, key, SEALED))
        self.contract.check(told, POST, DOSSIERS, 409)
        self.contract.check(first, POST, DOSSIERS, 201)
        again = self.service.hand_in(body, key, SEALED)
        self.assertEqual(again.body, first.body)

    def test_metrics(self):
        self.accepted()
        metrics = self.contract.check(self.service.ask(GET, METRICS), GET, METRICS, 200)
        text = metrics.body.decode()
        self.assertRegex(text, r'motcua_requests_total\{route="POST /v1/dossiers",status="201"\} \d')
        for line in text.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? [0-9.e+-]+)$')
        other = self.service.ask(GET, METRICS, source="127.0.0.2")
        self.contract.check(other, GET, METRICS, 404)

    def test_limits(self):
        once = {"address_per_minute": 1, "address_burst": 2}
        with Service(BIN_DIR, limits=once) as service:
            service.ask(GET, "/healthz")
            for path, operations in self.contract.document["paths"].items():
                for method in operations.keys() & METHODS:
                    body = b"{}" if method in ("patch", "post") else None
                    address = path.replace("{code}", "x").replace("{key}", "x")
                    answer = service.ask(method.upper(), address, body)
                    self.contract.check(answer, method.upper(), path, 429)
            # Another address has its own.
            answer = service.ask(GET, "/healthz", source="127.0.0.2")
            self.contract.check(answer, GET, "/healthz", 200)

    def test_every_member_is_needed_and_checked(self):
        for name in self.dossier:
            without = {k: v for k, v in self.dossier.items() if k != name}
            for broken in (without, {**self.dossier, name: None}, {**self.dossier, name: [[]]}):
                answer = self.contract.check(self.service.hand_in(broken), POST, DOSSIERS, 400)
                self.assertTrue(answer.json()["member"].startswith(f"dossier.{name}"), answer.body)

    def test_look_up(self):
        acceptance = self.accepted()
        for code in (acceptance["code"], acceptance["provisional_code"]):
            answer = self.contract.check(self.service.look_up(code), GET, DOSSIER, 200)
            self.assertEqual(answer.json()["procedure"]["code"], self.dossier["procedure"]["code"])
            for mark in MARKS:
                self.assertNotIn(mark, answer.body.decode())
        wrong = self.service.look_up(acceptance["code"], "B" * 22)
        unknown = self.service.look_up("H29.12-200101-0001")
        self.contract.check(wrong, GET, DOSSIER, 404)
        self.assertEqual(wrong.body, unknown.body)

    def test_page(self):
        code = self.accepted()["code"]
        for language, word in (("vi", "Mới đăng ký"), ("en", "Registered")):
            path = f"/r/{code}?t={Service.token}&lang={language}"
            answer = self.contract.check(self.service.ask(GET, path), GET, PAGE, 200)
            page = answer.body.decode()
            self.assertIn(word, page)
            for mark in MARKS + ["<script", "style="]:
                self.assertNotIn(mark, page)
        answer = self.service.ask(GET, f"/r/{code}?t={'B' * 22}")
        self.contract.check(answer, GET, PAGE, 404)
        self.contract.check(self.service.ask(GET, "/page.css"), GET, "/page.css", 200)
        head = self.service.ask("HEAD", f"/r/{code}?t={Service.token}")
        self.assertEqual((head.status, head.body), (200, b""))

    def test_catalogue(self):
        ask, check = self.service.ask, self.contract.check
        for path in (CATALOGUE, BUNDLE):
            check(ask(GET, path), GET, path, 404)
        files = self.service.dir / "procedures"
        files.mkdir()
        for code in ("1.001193", "1.004194"):
            shutil.copy(ROOT / f"assets/catalogue/{code}.json", files)
        self.service.keygen()
        self.assertIn("version 1: 2 procedures", self.service.publish(files).stdout)
        self.assertIn("nothing has changed", self.service.publish(files).stdout)
        state = check(ask(GET, CATALOGUE), GET, CATALOGUE, 200).json()
        self.assertEqual(state["version"], 1)
        whole = check(ask(GET, BUNDLE), GET, BUNDLE, 200)
        self.assertEqual(hashlib.sha256(whole.body).hexdigest(), state["sha256"])
        self.assertEqual(len(whole.body), state["bytes"])
        packed = ask(GET, BUNDLE, headers={"Accept-Encoding": "gzip"})
        self.assertEqual(gzip.decompress(packed.body), whole.body)
        self.assertEqual(len(packed.body), state["gzip_bytes"])
        for path in (CATALOGUE, BUNDLE):
            check(ask(GET, path, headers={"If-None-Match": '"1"'}), GET, path, 304)
        check(ask(GET, BUNDLE + "?from=x"), GET, BUNDLE, 400)

        procedure = json.loads((files / "1.004194.json").read_text())
        procedure["plain_name"] = "Đăng ký tạm trú <thử>"
        (files / "1.004194.json").write_text(json.dumps(procedure))
        self.assertIn("1 new or changed", self.service.publish(files).stdout)
        delta = check(ask(GET, BUNDLE + "?from=1"), GET, BUNDLE, 200).json()
        self.assertEqual((delta["from"], delta["version"]), (1, 2))
        self.assertEqual([p["code"] for p in delta["changed"]], ["1.004194"])
        self.check_guides()

        (files / "1.004194.json").write_text("{}")
        refused = self.service.publish(files)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("1.004194.json: ", refused.stderr)
        self.assertEqual(ask(GET, CATALOGUE).json()["version"], 2)
        with sqlite3.connect(self.service.database) as database:
            database.execute("ALTER TABLE catalogue_versions RENAME TO hidden_versions")
            database.execute("ALTER TABLE catalogue_procedures RENAME TO hidden_procedures")
        for path in (CATALOGUE, BUNDLE):
            check(ask(GET, path), GET, path, 503)
        check(ask(GET, "/p/1.004194"), GET, GUIDE, 503)
        with sqlite3.connect(self.service.database) as database:
            database.execute("ALTER TABLE hidden_versions RENAME TO catalogue_versions")
            database.execute("ALTER TABLE hidden_procedures RENAME TO catalogue_procedures")

    def check_guides(self):
        for language, words in (("vi", ("Cần mang gì", "Ai làm được", "Nộp được tại ki-ốt")),
                                ("en", ("What to bring", "Who it is for"))):
            answer = self.service.ask(GET, f"/p/1.004194?lang={language}")
            page = self.contract.check(answer, GET, GUIDE, 200).body.decode()
            for word in words:
                self.assertIn(word, page)
            for mark in ("<script", "style=", "<thử>"):
                self.assertNotIn(mark, page)
        for code in ("1.999999", "x", "%3Cscript%3E"):
            self.contract.check(self.service.ask(GET, f"/p/{code}"), GET, GUIDE, 404)

    def test_other_addresses(self):
        for path in ("/", "/v1", "/v1/dossiers/", "/r/", "/../etc/passwd", "/%00"):
            self.contract.check_component(self.service.ask(GET, path), "UnknownAddress", 404)
        for method, path in (("DELETE", "/v1/dossiers/x"), (GET, DOSSIERS), ("POST", "/healthz"),
                             (GET, "/v1/uploads"), (GET, "/v1/uploads/x")):
            answer = self.service.ask(method, path, b"" if method == "POST" else None)
            self.contract.check_component(answer, "MethodNotAllowed", 405)

    def test_store_out_of_order(self):
        code = self.accepted()["code"]
        self.out_of_order_token = self.officer("approver")
        self.contract.check(self.service.ask(GET, "/healthz"), GET, "/healthz", 200)
        _, request = self.service.request_certificate("unlucky")
        body = {"kiosk": "K05", "code": self.service.enrolment_code("K05"), "request": request}
        with sqlite3.connect(self.service.database) as database:
            database.execute("ALTER TABLE certificates RENAME TO hidden")
        try:
            answer = self.service.post_json(ENROLMENTS, body)
            self.contract.check(answer, POST, ENROLMENTS, 503)
            answer = self.service.post_json(CERTIFICATES, {"request": request})
            self.contract.check(answer, POST, CERTIFICATES, 503)
            answer = self.service.post_json(REPORTS, self.device_report())
            self.contract.check(answer, POST, REPORTS, 503)
        finally:
            with sqlite3.connect(self.service.database) as database:
                database.execute("ALTER TABLE hidden RENAME TO certificates")
        self.check_uploads_out_of_order()
        with sqlite3.connect(self.service.database) as database:
            database.execute("ALTER TABLE dossiers RENAME TO hidden")
        try:
            self.contract.check(self.service.hand_in(self.dossier), POST, DOSSIERS, 503)
            self.contract.check(self.service.look_up(code), GET, DOSSIER, 503)
            asked = {"code": code, "id_number": self.dossier["applicant"]["id_number"]}
            self.contract.check(self.service.post_json(LOOKUPS, asked), POST, LOOKUPS, 503)
            self.contract.check(self.service.ask(GET, "/healthz"), GET, "/healthz", 503)
            page = self.service.ask(GET, f"/r/{code}?t={Service.token}")
            self.contract.check(page, GET, PAGE, 503)
            self.check_office_out_of_order(code)
        finally:
            with sqlite3.connect(self.service.database) as database:
                database.execute("ALTER TABLE hidden RENAME TO dossiers")
        self.contract.check(self.service.ask(GET, "/healthz"), GET, "/healthz", 200)

    def test_operator_moves_through_every_status(self):
        day = working_day(7)
        ways = [
            [("receive", "received"), ("ask_papers", "needs_papers"), ("take_papers", "processing"),
             ("ask_payment", "needs_payment"), ("decide", "decided"),
             ("hand_over", "handed_over")],
            [("refuse", "refused")],
            [("withdraw", "withdrawn")],
            [("receive", "received"), ("stop", "stopped")],
        ]
        self.officer("approver")
        officer = self.service.officers[-1]
        shown = {"registered"}
        for way in ways:
            code = self.accepted()["code"]
            for number, (action, status) in enumerate(way):
                more = ["--date", day] if action.startswith("ask_") else []
                result = self.service.ctl("act", code, action, "--officer", officer, "--reason",
                                          f"Ghi chú {number}", *more)
                self.assertEqual(result.returncode, 0, result.stderr)
                answer = self.contract.check(self.service.look_up(code), GET, DOSSIER, 200).json()
                self.assertEqual(answer["status"], status)
                self.assertEqual(answer["note"], f"Ghi chú {number}")
                self.assertEqual([e["status"] for e in answer["history"]],
                                 ["registered"] + [s for _, s in way[: number + 1]])
                shown.add(status)
            refused = self.service.ctl("act", code, "receive", "--officer", officer)
            self.assertEqual(refused.returncode, 1)
        names = self.contract.document["components"]["schemas"]["StatusName"]["enum"]
        self.assertEqual(shown, set(names))
        self.assertEqual(self.service.ctl("act", code, "lose", "--officer", officer).returncode, 2)
        listed = json.loads(self.service.ctl("list", "--json", "--status", "refused").stdout)
        self.assertEqual([d["status"] for d in listed], ["refused"])

    def test_numbers_have_no_gaps_under_load(self):
        # An agency of its own, so that no other test takes its numbers.
        codes, lock = [], threading.Lock()

        def post():
            for _ in range(5):
                code = self.accepted(receiving_agency="H29.77")["code"]
                with lock:
                    codes.append(code)

        threads = [threading.Thread(target=post) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(int(c.rsplit("-", 1)[1]) for c in codes), list(range(1, 21)))

    def test_old_tls_is_refused(self):
        def connect(version):
            context = ssl.create_default_context(cafile=self.service.dir / "tls/ca.crt")
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = version
            plain = socket.create_connection(("127.0.0.1", self.service.port), timeout=10)
            with plain, context.wrap_socket(plain, server_hostname="localhost") as secured:
                return secured.version()

        self.assertEqual(connect(ssl.TLSVersion.TLSv1_2), "TLSv1.2")
        self.assertEqual(connect(ssl.TLSVersion.TLSv1_3), "TLSv1.3")
        with self.assertRaises(ssl.SSLError) as raised:
            connect(ssl.TLSVersion.TLSv1_1)
        # It hung up, or said so: not the client's library that would not even try.
        self.assertRegex(str(raised.exception).upper(), "EOF|ALERT")

    def test_zz_all_was_exercised(self):
        self.assertEqual(self.contract.documented() - self.contract.seen, set())

    def test_zzz_stops_cleanly_and_logged_no_person(self):
        self.assertEqual(self.service.stop(signal.SIGTERM), 0)
        self.service.reader.join(10)
        log = "".join(self.service.log)
        self.assertIn("POST /v1/dossiers 201", log)
        for mark in MARKS + [Service.token, "H29.12-", "lang="]:
            self.assertNotIn(mark, log)
        with sqlite3.connect(self.service.database) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))


if __name__ == "__main__":
    BIN_DIR = sys.argv.pop(1)
    unittest.main(verbosity=2, warnings="ignore")  # TLS 1.1 is deprecated; that is the point
