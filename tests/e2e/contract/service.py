"""Starts the real motcua-central over TLS in a folder of its own, and speaks to it, with the
certificate of a kiosk or without."""

import base64
import hashlib
import http.client
import json
import pathlib
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts/lib"))
from harness import working_day  # noqa: E402,F401

START_TIMEOUT_S = 20
STOP_TIMEOUT_S = 30


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Service:
    """Context manager; `token` is the one its dossiers' receipts carry."""

    token = "AAECAwQFBgcICQoLDA0ODw"

    def __init__(self, bin_dir, kiosk="K01", like=None, proxy_secret=None, **options):
        """`options`: more of the configuration, by section. `like`: another instance of the same
        service, with the same keys."""
        self.bin_dir = pathlib.Path(bin_dir)
        self.like = like
        self.proxy_secret = proxy_secret
        self.officers = []
        self.kiosk = kiosk
        self.options = options

    def __enter__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="motcua-contract-"))
        self.database = self.dir / "central.db"
        self.where = self.options.get("database_url", self.database)
        keys = self.like.dir if self.like else self.dir
        authority, authority_key = keys / "kiosks.crt", keys / "kiosks.key"
        if not self.like:
            subprocess.run([ROOT / "scripts/make-dev-certs", keys / "tls"], check=True)
            self._catalogue_tool("ca", "init", "--certificate", authority, "--key", authority_key)
        if self.proxy_secret:
            secret_file = self.dir / "proxy.secret"
            secret_file.write_text(self.proxy_secret + "\n")
            self.options["proxy"] = {"addresses": "127.0.0.1", "secret_file": str(secret_file)}
        port_file = self.dir / "port"
        if not self.like:
            self.make_key("signing", "receipt")
        config = {
            "listen": {"port": 0, "port_file": str(port_file)},
            "tls": {
                "certificate_file": str(keys / "tls/server.crt"),
                "key_file": str(keys / "tls/server.key"),
            },
            "database_file": str(self.database),
            "receipt_key_file": str(keys / "receipt.key"),
            "accept_unsealed": True,
            "public_base_url": "https://motcua.example",
            "assets_dir": str(ROOT / "assets"),
            "collect_at": "Quầy số 3",
            "kiosks": {
                "authority_file": str(authority),
                "authority_key_file": str(authority_key),
            },
            # One test asks quicker than any kiosk; how often is told by tests of their own.
            "limits": {f"{who}_{what}": 100000 for who in ("address", "kiosk")
                       for what in ("per_minute", "burst")},
            **self.options,
        }
        config_file = self.dir / "central.json"
        config_file.write_text(json.dumps(config), encoding="utf-8")
        self.process = subprocess.Popen(
            [self.bin_dir / "motcua-central", "--config", config_file],
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log = []
        self.logged = threading.Condition()
        self.listening = threading.Event()
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        if not self.listening.wait(START_TIMEOUT_S) or self.process.poll() is not None:
            self.__exit__(None, None, None)
            raise RuntimeError("motcua-central did not start: " + "".join(self.log))
        self.port = int(port_file.read_text())
        self.anonymous = ssl.create_default_context(cafile=keys / "tls/ca.crt")
        self.context = self.like.context if self.like else self.enrol(self.kiosk)
        return self

    def wait_for_log(self, text):
        with self.logged:
            assert self.logged.wait_for(
                lambda: any(text in line for line in self.log), START_TIMEOUT_S), text

    def request_certificate(self, name):
        """Makes a key in a file, and a request with it."""
        key = self.dir / f"{name}.key"
        done = subprocess.run(
            ["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-noenc", "-subj", "/CN=anybody", "-keyout", key],
            capture_output=True, text=True, check=True,
        )
        return key, done.stdout

    def enrolment_code(self, kiosk, *more):
        done = self.ctl("enrol", kiosk, *more)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def client_context(self, certificate, key, name):
        """A TLS client that shows the certificate."""
        path = self.dir / f"{name}.crt"
        path.write_text(certificate)
        context = ssl.create_default_context(cafile=self.dir / "tls/ca.crt")
        context.load_cert_chain(path, key)
        return context

    def enrol(self, kiosk):
        """Enrols a kiosk over the interface; a context that is it."""
        key, request = self.request_certificate(kiosk)
        body = {"kiosk": kiosk, "code": self.enrolment_code(kiosk), "request": request}
        answer = self.post_json("/v1/enrolments", body, context=self.anonymous)
        assert answer.status == 201, answer.body
        return self.client_context(answer.json()["certificate"], key, kiosk)
    def make_key(self, kind, name):
        subprocess.run(
            [self.bin_dir / "motcua-ctl", "keygen", "--kind", kind, "--secret",
             self.dir / f"{name}.key", "--public", self.dir / f"{name}.pub"],
            check=True, stdout=subprocess.DEVNULL,
        )

    def _read_log(self):
        for line in self.process.stderr:
            with self.logged:
                self.log.append(line)
                self.logged.notify_all()
            if " ready" in line:
                self.listening.set()
        self.listening.set()

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(STOP_TIMEOUT_S)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(STOP_TIMEOUT_S)
        self.reader.join(STOP_TIMEOUT_S)
        self.process.stderr.close()
        shutil.rmtree(self.dir)

    def post_json(self, path, value, context=None):
        body = json.dumps(value).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/json"}, context=context)

    def ask(self, method, path, body=None, headers=None, chunked=False, context=None, source=None,
            port=None):
        """As the kiosk, or with the context given; from another loopback address, or to another
        port, if one is."""
        connection = http.client.HTTPSConnection(
            "127.0.0.1", port or self.port, timeout=20, context=context or self.context,
            source_address=(source, 0) if source else None,
        )
        try:
            if chunked:
                connection.request(
                    method, path, iter([body]), headers or {}, encode_chunked=True
                )
            else:
                connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def signed(self, text, signature):
        """Whether the service's receipt key has signed the text: OpenSSL's word, not ours."""
        raw = base64.b64decode((self.dir / "receipt.pub").read_text().split()[1])
        # SubjectPublicKeyInfo of an Ed25519 key (RFC 8410 section 4).
        (self.dir / "receipt.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + raw)
        (self.dir / "signature").write_bytes(base64.b64decode(signature))
        (self.dir / "statement").write_text(text)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey",
             self.dir / "receipt.der", "-rawin", "-in", self.dir / "statement", "-sigfile",
             self.dir / "signature"], capture_output=True, check=False,
        )
        return done.returncode == 0

    def hand_in(self, dossier, key=None, media_type="application/json", context=None, source=None):
        body = dossier if isinstance(dossier, bytes) else json.dumps(dossier).encode()
        headers = {
            "Content-Type": media_type,
            "Idempotency-Key": key or str(uuid.uuid4()),
        }
        return self.ask("POST", "/v1/dossiers", body, headers, context=context, source=source)

    def look_up(self, code, token=None):
        return self.ask(
            "GET", "/v1/dossiers/" + code, headers={"X-Receipt-Token": token or self.token}
        )

    def ctl(self, *arguments):
        return subprocess.run(
            [self.bin_dir / "motcua-ctl", "--db", self.where, "--assets", ROOT / "assets",
             *arguments],
            capture_output=True,
            text=True,
            check=False,
        )

    def _catalogue_tool(self, *arguments):
        return subprocess.run(
            [self.bin_dir / "motcua-ctl", *arguments], capture_output=True, text=True, check=False
        )

    def keygen(self):
        done = self._catalogue_tool(
            "keygen", "--secret", self.dir / "catalogue.key", "--public", self.dir / "catalogue.pub"
        )
        assert done.returncode == 0, done.stderr

    def publish(self, files):
        return self._catalogue_tool(
            "catalogue", "publish", files, "--db", self.database,
            "--key", self.dir / "catalogue.key"
        )

    @classmethod
    def token_hash(cls):
        return hashlib.sha256(cls.token.encode()).hexdigest()
