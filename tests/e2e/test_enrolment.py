#!/usr/bin/env python3
"""A real machine becomes a kiosk, renews its certificate, and is put out."""

import datetime
import os
import pathlib
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
from harness import KIOSK, ROOT, World, wait_until  # noqa: E402

LIMIT_S = 30
AUTHORITY = """
[ca]
default_ca = here
[here]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
email_in_dn = no
x509_extensions = kiosk
[any]
commonName = supplied
[kiosk]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = clientAuth
"""


class EnrolmentTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.start_central()  # enrols the kiosk
        self.identity = self.world.folder / "identity.pem"

    def kiosk(self, *arguments, code=0):
        done = subprocess.run([self.world.bin / "motcua-kiosk", "--config",
                               self.world.kiosk_config(), *arguments],
                              cwd=ROOT, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def test_by_hand(self):
        self.assertEqual(self.identity.stat().st_mode & 0o777, 0o600)
        self.assertFalse(pathlib.Path(f"{self.identity}.key").exists())
        first = self.identity.read_text()
        self.kiosk("--renew")
        second = self.identity.read_text()
        self.assertNotEqual(first, second)
        self.assertEqual(self.identity.stat().st_mode & 0o777, 0o600)
        # A wrong code changes nothing; the key that waits is nobody else's to read.
        self.assertIn("the code is not good", self.kiosk("--enrol", "0000-0000-0000-0000", code=1))
        self.assertEqual(self.identity.read_text(), second)
        self.assertEqual(os.stat(f"{self.identity}.key").st_mode & 0o777, 0o600)
        self.world.ctl("revoke", KIOSK)
        self.assertIn("enrol anew", self.kiosk("--renew", code=1))
        self.kiosk("--enrol", self.world.ctl("enrol", KIOSK).strip().lower())
        self.kiosk("--renew")

    def test_says_what_is_wrong(self):
        self.assertIn("check how both are written", self.kiosk("--enrol", "XXXX", code=1))
        for arguments, said in ((["--enrol"], "requires an argument"),
                                (["nonsense"], "unknown: nonsense"),
                                (["--doctor", "--language", "fr"], "vi or en expected")):
            self.assertIn(said, self.kiosk(*arguments, code=2))

    def age(self):
        """The same key with a certificate of the same authority that is nearly over."""
        folder, serial = self.world.folder, "0A" * 16
        (folder / "ca.cnf").write_text(AUTHORITY.format(folder=folder))
        (folder / "index").write_text("")
        (folder / "serial").write_text(serial + "\n")
        now = datetime.datetime.now(datetime.timezone.utc)
        dates = [(now + datetime.timedelta(days=d)).strftime("%Y%m%d%H%M%SZ") for d in (-100, 20)]
        request, certificate = folder / "old.csr", folder / "old.crt"
        subprocess.run(["openssl", "req", "-new", "-key", self.identity, "-subj", f"/CN={KIOSK}",
                        "-out", request], check=True, capture_output=True)
        subprocess.run(["openssl", "ca", "-batch", "-notext", "-config", folder / "ca.cnf",
                        "-cert", folder / "kiosks.crt", "-keyfile", folder / "kiosks.key",
                        "-startdate", dates[0], "-enddate", dates[1], "-in", request,
                        "-out", certificate], check=True, capture_output=True)
        key = self.identity.read_text().split("-----BEGIN CERTIFICATE-----")[0]
        self.identity.write_text(key + certificate.read_text())
        with sqlite3.connect(folder / "central.db") as database:
            database.execute("INSERT INTO certificates VALUES (?, ?, 1, 2, 0)", (serial, KIOSK))

    def test_by_itself(self):
        self.age()
        old = self.identity.read_text()
        self.world.start_kiosk()
        wait_until("the certificate is renewed", lambda: self.identity.read_text() != old, LIMIT_S)
        wait_until("it says so", lambda: "certificate renewed" in self.world.kiosk.log.read_text())
        self.world.stop_kiosk()
        renewed = self.identity.read_text()
        self.world.start_kiosk()
        self.world.stop_kiosk()
        self.assertEqual(self.identity.read_text(), renewed)

    def test_codes_are_for_one_kiosk(self):
        code = self.world.ctl("enrol", "K77").strip()
        self.kiosk("--enrol", code, code=1)
        self.kiosk("--set=kiosk.id=K77", "--enrol", code)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
