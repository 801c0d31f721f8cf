"""Officers, ratings, figures and the trail, live; mixed into the contract's test case."""

import datetime
import hashlib
import json
import sqlite3
import urllib.parse

from service import Service, working_day

POST, GET = "POST", "GET"
QUEUE, STATISTICS, AUDIT = "/v1/office/queue", "/v1/office/statistics", "/v1/office/audit"
SEEN, BODY = "/v1/office/dossiers/{code}", "/v1/office/dossiers/{code}/body"
ACTIONS = "/v1/office/dossiers/{code}/actions"
LOOKUPS = "/v1/lookups"
RATING, PAGE_RATING = "/v1/dossiers/{code}/rating", "/r/{code}/rating"
SHORT = {"total_time": 2, "agency_time": 2, "contacts": 1, "agencies": 2, "publicity": 1,
         "attitude": 2}
FULL = {**SHORT, "organisation": 2, "ease": 2, "overall": 0}


class OfficeCases:
    def officer(self, role, agency=None):
        """The token of a new officer."""
        number = len(self.service.officers)
        name = f"officer{number}"
        self.service.officers.append(name)
        of = ["--agency", agency] if agency else []
        done = self.service.ctl("officer", "add", name, "--name", "Cán bộ", "--role", role, *of)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def office(self, token, method, path, status, operation, body=None, **more):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = more.get("content_type", "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.service.ask(method, path, body, headers)
        return self.contract.check(answer, method, operation, status)

    def act(self, token, code, action, status=200, **more):
        path = f"/v1/office/dossiers/{code}/actions"
        return self.office(token, POST, path, status, ACTIONS, {"action": action, **more}).json()

    def test_an_officer_works_on_a_dossier(self):
        agency = "H29.31"
        code = self.accepted(receiving_agency=agency)["code"]
        token = self.officer("approver", agency)
        queue = self.office(token, GET, QUEUE, 200, QUEUE).json()
        self.assertEqual([d["code"] for d in queue["dossiers"]], [code])
        shown = self.office(token, GET, f"/v1/office/dossiers/{code}", 200, SEEN).json()
        self.assertEqual(shown["actions"],
                         ["receive", "refuse", "withdraw", "apologise", "forward"])
        opened = self.office(token, GET, f"/v1/office/dossiers/{code}/body", 200, BODY)
        self.assertEqual(opened.json()["applicant"], self.dossier["applicant"])

        self.assertEqual(self.act(token, code, "decide", 409)["type"],
                         "urn:motcua:problem:not-now")
        self.act(token, code, "receive")
        wrong = self.act(token, code, "ask_papers", 400, reason="Thiếu giấy")
        self.assertEqual(wrong["member"], "act.date")
        until = working_day(5)
        self.act(token, code, "ask_papers", reason="Thiếu giấy khai sinh", date=until)
        self.act(token, code, "take_papers")
        self.act(token, code, "apologise", reason="Chờ xác minh", date=working_day(60))
        self.assertEqual(self.act(token, code, "apologise", 409, reason="Lại chậm",
                                  date=working_day(90))["type"],
                         "urn:motcua:problem:apology-spent")
        self.act(token, code, "forward", 400, reason="Nhầm nơi", agency="nowhere")
        self.act(token, code, "decide")
        self.act(token, code, "hand_over")
        status = self.service.look_up(code).json()
        self.assertEqual([m["cause"] for m in status["appointments"]], ["papers", "papers", "late"])
        self.assertEqual([e["action"] for e in status["history"]],
                         ["", "receive", "ask_papers", "take_papers", "apologise", "decide",
                          "hand_over"])

    def test_what_came_sealed_is_given_out_sealed(self):
        agency = "H29.37"
        body = json.dumps({**self.sealed, "receiving_agency": agency}).encode()
        answer = self.service.hand_in(body, None, "application/vnd.motcua.sealed+json")
        code = answer.json()["code"]
        token = self.officer("clerk", agency)
        opened = self.office(token, GET, f"/v1/office/dossiers/{code}/body", 200, BODY)
        self.assertEqual(opened.headers["Content-Type"], "application/vnd.motcua.sealed+json")
        self.assertEqual(opened.body, body)

    def test_who_is_let_in(self):
        code = self.accepted(receiving_agency="H29.32")["code"]
        other = self.officer("approver", "H29.33")
        clerk = self.officer("clerk", "H29.32")
        auditor = self.officer("auditor")
        at = f"/v1/office/dossiers/{code}"
        for token in (None, "x", "A" * 22, Service.token):
            for path, operation in ((QUEUE, QUEUE), (at, SEEN), (at + "/body", BODY),
                                    (STATISTICS, STATISTICS), (AUDIT, AUDIT)):
                self.office(token, GET, path, 401, operation)
            self.office(token, POST, at + "/actions", 401, ACTIONS, {"action": "receive"})
        for path, operation in ((QUEUE, QUEUE), (at, SEEN), (at + "/body", BODY)):
            self.office(auditor, GET, path, 403, operation)
        self.office(clerk, GET, AUDIT, 403, AUDIT)
        self.act(clerk, code, "apologise", 403, reason="Chậm", date=working_day(90))
        for path, operation in ((at, SEEN), (at + "/body", BODY)):
            self.office(other, GET, path, 404, operation)
        self.act(other, code, "receive", 404)
        self.office(clerk, POST, at + "/actions", 415, ACTIONS, b"x", content_type="text/plain")
        for size in (8193, 768 * 1024 + 1):
            self.office(clerk, POST, at + "/actions", 413, ACTIONS, b" " * size)
        answer = self.service.ask(POST, at + "/actions", b"{}",
                                  {"Authorization": f"Bearer {clerk}"}, chunked=True)
        self.contract.check(answer, POST, ACTIONS, 411)
        self.office(clerk, GET, QUEUE + "?limit=0", 400, QUEUE)
        self.office(clerk, GET, QUEUE + "?status=lost", 400, QUEUE)
        # revoked: at once
        self.service.ctl("officer", "revoke", self.service.officers[-2])
        self.office(clerk, GET, QUEUE, 401, QUEUE)

    def test_the_trail_can_be_checked_by_anybody(self):
        auditor = self.officer("auditor")
        entries, after = [], 0
        while True:
            page = self.office(auditor, GET, f"{AUDIT}?after={after}", 200, AUDIT).json()["entries"]
            entries += page
            if len(page) < 500:
                break
            after = page[-1]["number"]
        self.office(auditor, GET, AUDIT + "?after=x", 400, AUDIT)
        previous = "0" * 64
        for number, entry in enumerate(entries, 1):
            self.assertEqual((entry["number"], entry["previous"]), (number, previous))
            fields = [str(entry[k]) for k in ("number", "at_s", "officer", "act", "subject",
                                              "detail", "previous")]
            text = "".join(f"{len(f.encode())}:{f}," for f in fields)
            previous = hashlib.sha256(text.encode()).hexdigest()
            self.assertEqual(entry["hash"], previous)
        verified = self.service.ctl("audit", "verify")
        self.assertEqual(verified.returncode, 0, verified.stderr)

    def test_rating_once_and_figures(self):
        agency = "H29.34"
        token = self.officer("approver", agency)
        headers = {"X-Receipt-Token": Service.token, "Content-Type": "application/json"}
        codes = [self.accepted(receiving_agency=agency)["code"] for _ in range(2)]

        def rate(code, status, rating=SHORT, **more):
            answer = self.service.ask(POST, f"/v1/dossiers/{code}/rating",
                                      json.dumps(rating).encode(), {**headers, **more})
            return self.contract.check(answer, POST, RATING, status)

        self.assertEqual(rate(codes[0], 409).json()["type"], "urn:motcua:problem:not-decided")
        for code in codes:
            self.act(token, code, "receive")
            self.act(token, code, "decide")
        self.assertEqual(self.service.look_up(codes[0]).json()["rating"], "open")
        self.assertEqual(rate(codes[0], 400, {"ease": 3}).json()["member"], "rating.ease")
        rate(codes[0], 404, **{"X-Receipt-Token": "B" * 22})
        rate(codes[0], 415, **{"Content-Type": "text/plain"})
        self.assertEqual(rate(codes[0], 201).json(), SHORT)
        self.assertEqual(rate(codes[0], 409).json()["type"], "urn:motcua:problem:rated-before")
        self.assertEqual(self.service.look_up(codes[0]).json()["rating"], "given")
        kinds = {"Content-Type": "application/json", "X-Receipt-Token": Service.token}
        rate(codes[1], 413, {"x": "x" * (1 << 20)})
        answer = self.service.ask(POST, f"/v1/dossiers/{codes[1]}/rating", b"{}", kinds,
                                  chunked=True)
        self.contract.check(answer, POST, RATING, 411)
        self.rate_by_form(codes[1])

        vietnam = datetime.timezone(datetime.timedelta(hours=7))
        month = datetime.datetime.now(vietnam).strftime("%Y-%m")
        figures = self.office(token, GET, STATISTICS, 200, STATISTICS).json()
        # Online if the catalogue was published by then, and says so.
        share = 50.0 * figures["rows"][0]["online"]
        self.assertEqual(figures["rows"], [{
            "agency": agency, "month": month, "received": 2, "online": share / 50, "open": 0,
            "overdue": 0, "decided": 2, "on_time": 2, "ratings": 2, "points": 24,
            "points_most": 30, "online_share": share, "on_time_rate": 100.0,
            "satisfaction": 80.0}])
        csv = self.office(token, GET, STATISTICS + "?format=csv&by=deciding", 200, STATISTICS)
        self.assertIn(f",0,0,2,2,2,24,30,{share},100.0,80.0\r\n", csv.body.decode())
        for wrong in ("from=2026", "until=x", "by=me", "format=pdf", "agency=x"):
            self.office(token, GET, f"{STATISTICS}?{wrong}", 400, STATISTICS)

    def look_up_by_number(self, code):
        body = {"code": code, "id_number": self.dossier["applicant"]["id_number"]}
        answer = self.service.post_json(LOOKUPS, body)
        return self.contract.check(answer, POST, LOOKUPS, 200).headers["X-Rating-Permit"]

    def test_rating_without_the_receipt(self):
        agency = "H29.36"
        token = self.officer("approver", agency)
        codes = [self.accepted(receiving_agency=agency)["code"] for _ in range(2)]
        self.assertIsNone(self.look_up_by_number(codes[0]))
        for code in codes:
            self.act(token, code, "receive")
            self.act(token, code, "decide")
        permit = self.look_up_by_number(codes[0])

        def rate(code, status, problem=None, context=None, **headers):
            headers = {"Content-Type": "application/json",
                       **{name.replace("_", "-"): value for name, value in headers.items()}}
            answer = self.service.ask(POST, f"/v1/dossiers/{code}/rating",
                                      json.dumps(SHORT).encode(), headers, context=context)
            self.contract.check(answer, POST, RATING, status)
            if problem:
                self.assertEqual(answer.json()["type"], f"urn:motcua:problem:{problem}")

        refused, other = "permit-refused", self.service.enrol("K06")
        # Another dossier's, another kiosk's, nobody's; changed; together with a wrong token.
        rate(codes[1], 403, refused, X_Rating_Permit=permit)
        rate("H29.12-200101-0001", 403, refused, X_Rating_Permit=permit)
        rate(codes[0], 403, refused, context=other, X_Rating_Permit=permit)
        rate(codes[0], 403, "unknown-kiosk", context=self.service.anonymous,
             X_Rating_Permit=permit)
        rate(codes[0], 403, refused, X_Rating_Permit="9" + permit)
        rate(codes[0], 404, X_Rating_Permit=permit, X_Receipt_Token="B" * 22)
        rate(codes[0], 404)
        rate(codes[0], 201, X_Rating_Permit=permit)
        # Once, whichever way comes first.
        rate(codes[0], 409, "rated-before", X_Rating_Permit=permit)
        rate(codes[0], 409, "rated-before", X_Receipt_Token=Service.token)
        self.assertIsNone(self.look_up_by_number(codes[0]))
        permit = self.look_up_by_number(codes[1])
        rate(codes[1], 201, X_Receipt_Token=Service.token)
        rate(codes[1], 409, "rated-before", X_Rating_Permit=permit)

    def send_form(self, code, status, fields, content_type="application/x-www-form-urlencoded"):
        body = fields if isinstance(fields, bytes) else urllib.parse.urlencode(fields).encode()
        answer = self.service.ask(POST, f"/r/{code}/rating", body, {"Content-Type": content_type})
        return self.contract.check(answer, POST, PAGE_RATING, status)

    def rate_by_form(self, code):
        path = f"/r/{code}?t={Service.token}&lang=en"
        page = self.service.ask(GET, path)
        self.assertIn("form-action 'self'", page.headers["Content-Security-Policy"])
        self.assertEqual(page.body.decode().count("<fieldset>"), 9)
        fields = {"t": Service.token, "lang": "en", **FULL}
        self.send_form(code, 415, fields, "text/plain")
        self.send_form(code, 413, b"x" * 4096)
        kinds = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.service.ask(POST, f"/r/{code}/rating", b"x", kinds, chunked=True)
        self.contract.check(answer, POST, PAGE_RATING, 411)
        self.send_form(code, 404, {**fields, "t": "B" * 22})
        missing = self.send_form(code, 422, {k: v for k, v in fields.items() if k != "ease"})
        self.assertIn('role="alert"', missing.body.decode())
        for _ in range(2):
            done = self.send_form(code, 303, fields)
            self.assertEqual(done.headers["Location"], f"../{code}?t={Service.token}&lang=en")
        page = self.service.ask(GET, path).body.decode()
        self.assertIn("Thank you", page)
        self.assertNotIn("<form", page)

    def test_late_needs_an_apology(self):
        agency = "H29.35"
        code = self.accepted(receiving_agency=agency)["code"]
        token = self.officer("approver", agency)
        self.act(token, code, "receive")
        with sqlite3.connect(self.service.database) as database:
            database.execute("UPDATE dossiers SET due_s = 1, appointed_s = 1 WHERE code = ?",
                             (code,))
        self.assertEqual(self.act(token, code, "decide", 409)["type"],
                         "urn:motcua:problem:apology-first")
        self.act(token, code, "apologise", reason="Chờ xác minh", date=working_day(5))
        self.act(token, code, "decide")

    def check_office_out_of_order(self, code):
        """While the dossiers' table is hidden."""
        headers = {"X-Receipt-Token": Service.token, "Content-Type": "application/json"}
        answer = self.service.ask(POST, f"/v1/dossiers/{code}/rating", json.dumps(SHORT).encode(),
                                  headers)
        self.contract.check(answer, POST, RATING, 503)
        self.send_form(code, 503, {"t": Service.token, **FULL})
        token = self.out_of_order_token
        at = f"/v1/office/dossiers/{code}"
        for path, operation in ((QUEUE, QUEUE), (at, SEEN), (at + "/body", BODY),
                                (STATISTICS, STATISTICS)):
            self.office(token, GET, path, 503, operation)
        self.act(token, code, "receive", 503)
        with sqlite3.connect(self.service.database) as database:
            database.execute("ALTER TABLE officers RENAME TO hidden_officers")
        try:
            self.office(token, GET, AUDIT, 503, AUDIT)
        finally:
            with sqlite3.connect(self.service.database) as database:
                database.execute("ALTER TABLE hidden_officers RENAME TO officers")
