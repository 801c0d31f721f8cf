#!/usr/bin/env python3
"""The service behind a real nginx, by the sample of its configuration.
Usage: test_proxy.py BIN_DIR"""

import json
import os
import secrets
import shutil
import socket
import ssl
import subprocess
import time
import unittest
import urllib.parse
import uuid

from common import ROOT, Contract, Service, bin_dir, example_dossier

WAIT_S = 20
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    """Context manager: nginx in a folder of the service's, before it, at `port`."""

    def __init__(self, service, secret):
        self.service, self.secret = service, secret

    def __enter__(self):
        folder = self.service.dir / "nginx"
        folder.mkdir()
        (folder / "proxy.conf").write_text(f'proxy_set_header X-Motcua-Proxy "{self.secret}";\n')
        self.port = free_port()
        site = (ROOT / "config/nginx.conf.sample").read_text(encoding="utf-8")
        for old, new in {
            "127.0.0.1:8443": f"127.0.0.1:{self.service.port}",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/motcua/server.": f"{self.service.dir}/tls/server.",
            "/etc/motcua/ca.crt": f"{self.service.dir}/tls/ca.crt",
            "/etc/motcua/kiosks.crt": f"{self.service.dir}/kiosks.crt",
            "include /etc/motcua/proxy.conf": f"include {folder}/proxy.conf",
        }.items():
            assert old in site, old
            site = site.replace(old, new)
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; {user} pid {folder}/pid; error_log {folder}/error;\n"
            f"events {{ worker_connections 256; }}\n"
            f"http {{ access_log off; {temporary}\n{site}\n}}\n", encoding="utf-8")
        self.process = subprocess.Popen(
            [NGINX, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error"],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                continue
        raise RuntimeError("nginx did not start: " + (folder / "error").read_text())

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(WAIT_S)


@unittest.skipIf(NGINX is None, "nginx is not installed")
class BehindNginx(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.contract = Contract()
        cls.dossier = example_dossier(cls.contract)
        cls.secret = secrets.token_urlsafe(32)
        cls.service = cls.enterClassContext(Service(
            BIN_DIR, proxy_secret=cls.secret,
            limits={"connections_per_address": 256, "address_per_minute": 60,
                    "address_burst": 40}))
        cls.nginx = cls.enterClassContext(Nginx(cls.service, cls.secret))

    def ask(self, method, path, body=None, headers=None, **more):
        return self.service.ask(method, path, body, headers, port=self.nginx.port, **more)

    def hand_in(self, status, headers=None, **more):
        answer = self.ask("POST", "/v1/dossiers", json.dumps(self.dossier).encode(),
                          {"Content-Type": "application/json",
                           "Idempotency-Key": str(uuid.uuid4()), **(headers or {})}, **more)
        return self.contract.check(answer, "POST", "/v1/dossiers", status).json()

    def test_a_kiosk_and_a_phone(self):
        code = self.hand_in(201)["code"]
        headers = {"X-Receipt-Token": Service.token}
        answer = self.ask("GET", f"/v1/dossiers/{code}", headers=headers,
                          context=self.service.anonymous)
        self.contract.check(answer, "GET", "/v1/dossiers/{code}", 200)
        answer = self.ask("GET", f"/r/{code}?t={Service.token}", context=self.service.anonymous)
        self.contract.check(answer, "GET", "/r/{code}", 200)

    def test_no_certificate_or_a_foreign_one(self):
        self.hand_in(403, context=self.service.anonymous)
        key, certificate = self.service.dir / "foreign.key", self.service.dir / "foreign.crt"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-noenc", "-subj", "/CN=K01", "-days", "1",
                        "-addext", "extendedKeyUsage=clientAuth", "-keyout", key, "-out",
                        certificate], check=True, capture_output=True)
        context = ssl.create_default_context(cafile=self.service.dir / "tls/ca.crt")
        context.load_cert_chain(certificate, key)
        self.hand_in(403, context=context)

    def test_headers_from_outside_do_not_count(self):
        pem = urllib.parse.quote((self.service.dir / "K01.crt").read_text())
        forged = {"X-Client-Certificate": pem, "X-Motcua-Proxy": self.secret}
        self.hand_in(403, forged, context=self.service.anonymous)
        # Nor straight at the service, with a secret that is not the one, or from elsewhere.
        for secret, source, status in ((self.secret + "x", None, 403), ("", None, 403),
                                       (self.secret, "127.0.0.2", 403), (self.secret, None, 201)):
            headers = {"X-Client-Certificate": pem, "X-Motcua-Proxy": secret}
            answer = self.service.ask(
                "POST", "/v1/dossiers", json.dumps(self.dossier).encode(),
                {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4()),
                 **headers}, context=self.service.anonymous, source=source)
            self.contract.check(answer, "POST", "/v1/dossiers", status)

    def test_revoked_at_once(self):
        context = self.service.enrol("K07")
        answer = self.ask("GET", "/v1/catalogue", context=context)
        self.contract.check(answer, "GET", "/v1/catalogue", 404)
        self.assertEqual(self.service.ctl("revoke", "K07").returncode, 0)
        answer = self.ask("GET", "/v1/catalogue", context=context)
        self.contract.check(answer, "GET", "/v1/catalogue", 403)

    def test_numbers_are_not_for_outside(self):
        self.assertEqual(self.ask("GET", "/metrics").status, 404)

    def test_zz_limits_are_the_client_s(self):
        statuses = {self.ask("GET", "/page.css", source="127.0.0.3").status for _ in range(60)}
        self.assertEqual(statuses, {200, 429})
        self.assertEqual(self.ask("GET", "/page.css", source="127.0.0.4").status, 200)


if __name__ == "__main__":
    BIN_DIR = bin_dir()
    unittest.main(verbosity=2, warnings="ignore")
