"""Dossiers in parts, for LiveService of test_contract.py: every answer of /v1/uploads."""

import base64
import hashlib
import json
import queue
import sqlite3
import threading
import uuid

UPLOADS, UPLOAD = "/v1/uploads", "/v1/uploads/{key}"
POST, HEAD, PATCH, DOSSIERS = "POST", "HEAD", "PATCH", "/v1/dossiers"
PART = "application/offset+octet-stream"
REFERENCE = "application/vnd.motcua.upload+json"
SEALED = "application/vnd.motcua.sealed+json"
TUS = {"Tus-Resumable": "1.0.0"}
ROUNDS = 10


class UploadCases:
    def begin(self, key, length, status, **more):
        headers = {**TUS, "Idempotency-Key": key, "Upload-Length": str(length)}
        answer = self.service.ask(POST, UPLOADS, more.pop("body", b""), headers, **more)
        return self.contract.check(answer, POST, UPLOADS, status)

    def offset(self, key, status, headers=None, **more):
        answer = self.service.ask(HEAD, f"{UPLOADS}/{key}", None, headers or TUS, **more)
        self.contract.check(answer, HEAD, UPLOAD, status)
        return int(answer.headers["Upload-Offset"]) if status == 200 else None

    def add(self, key, offset, part, status, checksum=None, headers=None, **more):
        headers = {**TUS, "Content-Type": PART, "Upload-Offset": str(offset), **(headers or {})}
        if checksum:
            headers["Upload-Checksum"] = checksum
        answer = self.service.ask(PATCH, f"{UPLOADS}/{key}", part, headers, **more)
        return self.contract.check(answer, PATCH, UPLOAD, status)

    def hand_in_upload(self, key, body, status, **changes):
        reference = {"upload": key, "sha256": hashlib.sha256(body).hexdigest(),
                     "media_type": SEALED, **changes}
        answer = self.service.hand_in(reference, key, REFERENCE)
        return self.contract.check(answer, POST, DOSSIERS, status)

    def test_upload(self):
        key, body = str(uuid.uuid4()), json.dumps(self.sealed).encode()
        third = len(body) // 3
        self.contract.check(self.service.ask("OPTIONS", UPLOADS), "OPTIONS", UPLOADS, 204)
        self.offset(key, 404)
        self.hand_in_upload(key, body, 409)
        begun = self.begin(key, len(body), 201)
        self.assertIsNotNone(begun.headers["Upload-Expires"])
        self.assertTrue(begun.headers["Location"].endswith(f"{UPLOADS}/{key}"))
        self.assertEqual(self.offset(key, 200), 0)
        digest = base64.b64encode(hashlib.sha256(body[:third]).digest()).decode()
        self.add(key, 0, body[:third], 204, f"sha256 {digest}")
        self.add(key, third, body[:third + 1], 460, f"sha256 {digest}")
        self.add(key, third + 1, body[third + 1:], 409)
        self.assertEqual(self.offset(key, 200), third)
        # Begun again, by one that lost its memory: what came stays.
        self.assertEqual(self.begin(key, len(body), 201).headers["Upload-Offset"], str(third))
        self.begin(key, len(body) + 1, 422)
        self.hand_in_upload(key, body, 409)
        digest = base64.b64encode(hashlib.sha1(body[third:]).digest()).decode()
        last = self.add(key, third, body[third:], 204, f"sha1 {digest}")
        self.assertEqual(last.headers["Upload-Offset"], str(len(body)))
        first = self.hand_in_upload(key, body, 201)
        # The answer is lost: the same one again, as it is for the same body in one piece.
        self.assertEqual(self.offset(key, 200), len(body))
        self.add(key, len(body), b"", 404)
        begun = self.begin(key, len(body), 201)
        self.assertEqual(begun.headers["Upload-Offset"], str(len(body)))
        self.assertIsNone(begun.headers["Upload-Expires"])
        self.begin(key, len(body) + 1, 422)
        self.assertEqual(self.hand_in_upload(key, body, 201).body, first.body)
        self.assertEqual(self.service.hand_in(body, key, SEALED).body, first.body)
        self.hand_in_upload(key, body + b" ", 422)
        with sqlite3.connect(self.service.database) as database:
            counted = "SELECT count(*) FROM idempotency WHERE key = ?"
            self.assertEqual(database.execute(counted, (key,)).fetchone(), (1,))
            counted = "SELECT count(*) FROM upload_parts WHERE key = ?"
            self.assertEqual(database.execute(counted, (key,)).fetchone(), (0,))

    def test_upload_that_is_not_what_was_meant(self):
        key, body = str(uuid.uuid4()), json.dumps(self.sealed).encode()
        self.begin(key, len(body), 201)
        self.add(key, 0, b" " * len(body), 204)
        unfinished = self.hand_in_upload(key, body, 409).json()
        self.assertEqual(unfinished["member"], "reference.sha256")
        # Thrown away: it can begin anew.
        self.offset(key, 404)
        self.begin(key, 2, 201)
        self.add(key, 0, b"{}", 204)
        self.hand_in_upload(key, b"{}", 400)
        self.hand_in_upload(key, b"{}", 415, media_type="text/plain")
        self.hand_in_upload(key, b"{}", 400, upload=str(uuid.uuid4()))

    def test_upload_refusals(self):
        key = str(uuid.uuid4())
        self.begin("x", 10, 400)
        self.begin(key, 0, 400)
        self.begin(key, "-1", 400)
        self.begin(key, 1 << 40, 413)
        self.begin(key, 10, 413, body=b"x")
        self.begin(key, 10, 403, context=self.service.anonymous)
        self.begin(key, 10, 411, body=b"x", chunked=True)
        answer = self.service.ask(POST, UPLOADS, b"", {"Idempotency-Key": key})
        self.contract.check(answer, POST, UPLOADS, 412)
        self.begin(key, 10, 201)
        # Another kiosk's is not there for this one.
        other = self.service.enrol("K09")
        self.offset(key, 404, context=other)
        self.add(key, 0, b"x", 404, context=other)
        self.begin(key, 10, 422, context=other)
        self.offset(key, 403, context=self.service.anonymous)
        self.offset(key, 412, headers={"Tus-Resumable": "0.2.2"})
        self.offset("x", 404)
        self.add(key, 0, b"x", 403, context=self.service.anonymous)
        self.add(key, 0, b"x", 412, headers={"Tus-Resumable": "2.0.0"})
        self.add(key, 0, b"x", 415, headers={"Content-Type": "text/plain"})
        self.add(key, "one", b"x", 400)
        for checksum in ("md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha1 AAAA", "sha256", "sha1 ?"):
            self.add(key, 0, b"x", 400, checksum)
        self.add(key, 0, b"x" * 11, 413)
        self.add(key, 0, b"x" * (1 << 20), 413)
        self.add(key, 0, b"x", 411, chunked=True)
        self.assertEqual(self.offset(key, 200), 0)

    def ask_twice(self, ask):
        """Two ask(key) while somebody else writes: one waits for it, with their key, the other is
        told so. Returns the key, and both answers as they came."""
        for _ in range(ROUNDS):
            key = str(uuid.uuid4())
            answers = queue.Queue()
            threads = [threading.Thread(target=lambda key=key: answers.put(ask(key)))
                       for _ in range(2)]
            with sqlite3.connect(self.service.database, isolation_level=None) as database:
                database.execute("BEGIN IMMEDIATE")
                for thread in threads:
                    thread.start()
                told = answers.get(timeout=60)
                database.execute("ROLLBACK")
            other = answers.get(timeout=60)
            for thread in threads:
                thread.join()
            # On a busy machine the first may have waited its time before the second came.
            if 503 not in (told.status, other.status):
                return key, told, other
        return self.fail("the two never met")

    def test_upload_still_running(self):
        headers = {**TUS, "Upload-Length": "10"}
        _, told, first = self.ask_twice(lambda key: self.service.ask(
            POST, UPLOADS, b"", {**headers, "Idempotency-Key": key}))
        self.contract.check(told, POST, UPLOADS, 409)
        self.contract.check(first, POST, UPLOADS, 201)

    def check_uploads_out_of_order(self):
        key = str(uuid.uuid4())
        with sqlite3.connect(self.service.database) as database:
            database.execute("ALTER TABLE uploads RENAME TO hidden")
        try:
            self.begin(key, 10, 503)
            self.offset(key, 503)
            self.add(key, 0, b"x", 503)
        finally:
            with sqlite3.connect(self.service.database) as database:
                database.execute("ALTER TABLE hidden RENAME TO uploads")
