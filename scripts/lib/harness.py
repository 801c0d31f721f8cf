"""Starts the real programs with throw-away keys and data, and speaks to the kiosk's robot.

Used by scripts/demo and by the end-to-end tests. Everything stays on the loopback interface, and
every process started here is ended here.
"""

import datetime
import json
import mmap
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANSWER_LIMIT_S = 130
PATIENCE = int(os.environ.get("MOTCUA_PATIENCE", "1"))  # times as long, for slower builds
ROBOT_WAIT_MAX_MS = 120000
KIOSK = "DEMO1"


class Failure(Exception):
    """A step did not do what it should have."""


def wait_until(what, condition, timeout_s=15.0):
    """Polls a condition outside our own programs (a file, a port); returns its truthy result."""
    deadline = time.monotonic() + timeout_s * PATIENCE
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise Failure(f"{what}: not within {timeout_s:.0f} s")


class Process:
    """A child with its log in a file; ended by its own pid only. `listener` hears its named steps
    (core/steps.h): attach(child, socket)."""

    def __init__(self, name, arguments, log, env=None, listener=None):
        self.name = name
        self.log = pathlib.Path(log)
        self.log_file = self.log.open("ab")
        environment = {**os.environ, **(env or {})}
        ours, theirs = socket.socketpair() if listener else (None, None)
        if listener:
            environment["MOTCUA_STEPS_FD"] = str(theirs.fileno())
        self.child = subprocess.Popen(
            [str(a) for a in arguments], cwd=ROOT, stdin=subprocess.DEVNULL,
            stdout=self.log_file, stderr=self.log_file, env=environment,
            pass_fds=[theirs.fileno()] if listener else [])
        if listener:
            theirs.close()
            listener.attach(self.child, ours)

    def running(self):
        return self.child.poll() is None

    def tail(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, timeout_s=20):
        """Asks politely; returns the exit status."""
        if self.running():
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(timeout_s)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failure(f"{self.name} did not stop within {timeout_s} s") from None
        self.log_file.close()
        return self.child.returncode

    def kill(self):
        if self.running():
            self.child.kill()
        self.child.wait()
        self.log_file.close()


class Clock:
    """The shared eight bytes by which set_clock.so moves a program's idea of the time."""

    def __init__(self, path):
        self.path = path
        path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self.map = mmap.mmap(file.fileno(), 8)

    def shift(self, seconds):
        """As far from the real time, whatever it was before."""
        self.map[:] = struct.pack("=q", seconds)

    def environment(self, *variables):
        return {**{name: str(self.path) for name in variables},
                "LD_PRELOAD": os.environ["MOTCUA_SET_CLOCK"],
                # The sanitizer's library need not be the first for so small a one.
                "ASAN_OPTIONS": "verify_asan_link_order=0"}


def patient(timeout_ms):
    return min(timeout_ms * PATIENCE, ROBOT_WAIT_MAX_MS)


class Robot:
    """The kiosk's robot socket: one request, one answer."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(ANSWER_LIMIT_S)
        try:
            self.socket.connect(str(path))
        except OSError:
            self.socket.close()
            raise
        self.stream = self.socket.makefile("rwb")

    def ask(self, **request):
        self.stream.write(json.dumps(request, ensure_ascii=False).encode() + b"\n")
        self.stream.flush()
        line = self.stream.readline()
        if not line:
            raise Failure(f"the kiosk closed the robot's socket at {request}")
        return json.loads(line)

    def do(self, **request):
        answer = self.ask(**request)
        if not answer["ok"]:
            raise Failure(f"{request}: {answer.get('error', 'no reason given')}")
        return answer

    def tree(self):
        return self.do(do="tree")

    def screen(self):
        return self.tree()["screen"]

    def nodes(self):
        return {n["id"]: n for n in self.tree()["nodes"] if n["id"]}

    def texts(self):
        return "\n".join(n["text"] for n in self.tree()["nodes"])

    def tap(self, target):
        self.do(do="tap", target=target)

    def hold(self, target, hold_ms):
        self.do(do="tap", target=target, hold_ms=hold_ms)

    def key(self, name):
        self.do(do="key", name=name)

    def type(self, text):
        self.do(do="type", text=text)

    def wait(self, screen, timeout_ms=15000):
        self.do(do="wait", screen=screen, timeout_ms=patient(timeout_ms))

    def idle(self, timeout_ms=15000):
        self.do(do="wait", idle=True, timeout_ms=patient(timeout_ms))

    def screenshot(self, path):
        self.do(do="screenshot", path=str(path))

    def device(self, kind, **act):
        self.do(do="device", kind=kind, **act)

    def close(self):
        self.stream.close()
        self.socket.close()


def message(key, language="vi"):
    """What the kiosk says, by its key."""
    for folder in ("kiosk", "common"):
        texts = json.loads((ROOT / "assets" / "i18n" / folder / f"{language}.json").read_text())
        if key in texts:
            return texts[key]
    raise KeyError(key)


def qr_png(text, path, module_px=8):
    """A QR code as a PNG; the text goes in by a file, so that any byte may be in it."""
    data = text if isinstance(text, bytes) else text.encode()
    subprocess.run(["qrencode", "-8", "-l", "M", "-s", str(module_px), "-m", "4", "-o", str(path)],
                   input=data, check=True)
    return path


AGENCY = "H29.12"


def working_day(ahead):
    """The first working day so many days ahead, "YYYY-MM-DD"."""
    days = json.loads((ROOT / "assets/calendar/holidays.json").read_text(encoding="utf-8"))
    vietnam = datetime.timezone(datetime.timedelta(hours=7))
    day = datetime.datetime.now(vietnam).date() + datetime.timedelta(days=ahead)
    while day.isoformat() not in days["worked"] and (
            day.weekday() >= 5 or day.isoformat() in days["holidays"]):
        day += datetime.timedelta(days=1)
    return day.isoformat()


class World:
    """One central service and one kiosk in a folder of their own."""

    def __init__(self, preset="dev", display=None, panel=(1080, 1920), keep=None):
        self.folder = pathlib.Path(keep or tempfile.mkdtemp(prefix="motcua-"))
        self.keep = keep is not None
        self.bin = pathlib.Path(os.environ.get("MOTCUA_BIN_DIR", ROOT / "build" / preset / "bin"))
        self.display = display
        self.panel = panel
        self.port = 0
        self.central = None
        self.kiosk = None
        self.robot = None
        self.kiosk_set = []
        self.env = {}  # more of it, for "central", "kiosk" and "ctl"
        self.listeners = {}  # of the steps of "central" and "kiosk"
        self.assets = ROOT / "assets"  # the kiosk's
        self.database = self.folder / "central.db"  # or postgresql://…
        self.officer_made = False
        certs = self.folder / "certs"
        if not certs.exists():
            subprocess.run([ROOT / "scripts" / "make-dev-certs", certs], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        if not (self.folder / "kiosks.crt").exists():
            subprocess.run([self.bin / "motcua-ctl", "ca", "init",
                            "--certificate", self.folder / "kiosks.crt",
                            "--key", self.folder / "kiosks.key"], check=True,
                           stdout=subprocess.DEVNULL)
        for name, kind in (("receipt", "signing"), ("sealing", "sealing")):
            key = self.folder / f"{name}.key"
            if not key.exists():
                subprocess.run([self.bin / "motcua-ctl", "keygen", "--kind", kind, "--secret", key,
                                "--public", self.folder / f"{name}.pub"], check=True,
                               stdout=subprocess.DEVNULL)

    def write_json(self, name, value):
        path = self.folder / name
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2))
        return path

    def write_agencies(self):
        """The city's directory, with the ward of this world under a code of its own."""
        directory = json.loads((ROOT / "assets/agencies/hcmc.json").read_text(encoding="utf-8"))
        directory["agencies"].append({"code": AGENCY, "kind": "ward", "ward": "001",
                                      "name": {"vi": "Ủy ban nhân dân Phường Mẫu",
                                               "en": "People's Committee of the sample ward"}})
        return self.write_json("agencies.json", directory)

    def database_config(self):
        where = str(self.database)
        return {"database_url" if where.startswith("postgresql:") else "database_file": where}

    def start_central(self):
        port_file = self.folder / "central.port"
        port_file.unlink(missing_ok=True)
        certs = self.folder / "certs"
        config = self.write_json("central.json", {
            "listen": {"address": "127.0.0.1", "port": self.port, "port_file": str(port_file)},
            "tls": {"certificate_file": str(certs / "server.crt"),
                    "key_file": str(certs / "server.key")},
            **self.database_config(),
            "kiosks": {"authority_file": str(self.folder / "kiosks.crt"),
                       "authority_key_file": str(self.folder / "kiosks.key")},
            "receipt_key_file": str(self.folder / "receipt.key"),
            "public_base_url": f"https://localhost:{self.port or 8443}",
            "assets_dir": str(ROOT / "assets"),
            "agencies_file": str(self.write_agencies()),
        })
        self.central = Process("motcua-central", [self.bin / "motcua-central", "--config", config],
                               self.folder / "central.log", self.env.get("central"),
                               self.listeners.get("central"))

        def ready():
            if not self.central.running():
                raise Failure("motcua-central did not start:\n" + self.central.tail())
            return port_file.exists() and port_file.read_text().strip()

        self.port = int(wait_until("motcua-central listens", ready))
        self.enrol()

    def stop_central(self):
        central, self.central = self.central, None
        if central and central.stop() != 0:
            raise Failure("motcua-central ended badly:\n" + central.tail())

    def ctl(self, *arguments):
        done = subprocess.run([self.bin / "motcua-ctl", "--db", self.database,
                               "--assets", ROOT / "assets", *arguments], cwd=ROOT,
                              env={**os.environ, **self.env.get("ctl", {})},
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"motcua-ctl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def officer(self):
        """The id of one who may do everything; made at first use."""
        if not self.officer_made:
            self.ctl("officer", "add", "can.bo", "--name", "Cán bộ", "--role", "approver")
            self.officer_made = True
        return "can.bo"

    def act(self, code, action, *more):
        """What the ward does with a dossier."""
        return self.ctl("act", code, action, "--officer", self.officer(), *more)

    def open(self, code, *more):
        """The dossier as it was handed in."""
        return self.ctl("open", code, "--officer", self.officer(), *more)

    def open_body(self, code):
        """The dossier as an officer with the private key reads it."""
        return json.loads(self.open(code, "--key", str(self.folder / "sealing.key")))

    def publish(self, files=ROOT / "assets" / "catalogue"):
        """Signs a folder of procedures with this world's own key; kiosks started later know it."""
        key, public = self.folder / "catalogue.key", self.folder / "catalogue.pub"
        if not key.exists():
            subprocess.run([self.bin / "motcua-ctl", "keygen", "--secret", key, "--public", public],
                           check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run([self.bin / "motcua-ctl", "catalogue", "publish", files, "--db",
                               self.database, "--key", key],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"motcua-ctl catalogue publish: {done.stderr.strip()}")

    def kiosk_config(self):
        width, height = self.panel
        public = self.folder / "catalogue.pub"
        return self.write_json("kiosk.json", {
            "kiosk": {"id": KIOSK, "agency": AGENCY},
            "panel": {"width_px": width, "height_px": height, "fullscreen": False},
            "central": {"url": f"https://localhost:{self.port}",
                        "ca_file": str(self.folder / "certs" / "ca.crt"),
                        "identity_file": str(self.folder / "identity.pem"),
                        "public_base": f"https://localhost:{self.port}",
                        "sealing_key": str(self.folder / "sealing.pub"),
                        "receipt_key": str(self.folder / "receipt.pub"),
                        "report_minutes": 0,  # other requests than a test makes would disturb it
                        "catalogue_key": str(public) if public.exists() else ""},
            "paths": {"assets_dir": str(self.assets), "data_dir": str(self.folder / "data")},
        })

    def enrol(self, kiosk=KIOSK, operator=None):
        """Makes this machine the kiosk, once, by a code of its own operator or another world's."""
        if (self.folder / "identity.pem").exists():
            return
        code = (operator or self).ctl("enrol", kiosk).strip()
        done = subprocess.run([self.bin / "motcua-kiosk", "--config", self.kiosk_config(),
                               f"--set=kiosk.id={kiosk}", "--enrol", code],
                              cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"motcua-kiosk --enrol: {done.stderr.strip()}")

    def start_kiosk(self, *more, dock=False):
        sock = self.folder / "robot.sock"
        (self.folder / "data").mkdir(exist_ok=True)
        env = {**self.env.get("kiosk", {}), "SDL_AUDIODRIVER": "dummy",
               "LSAN_OPTIONS": f"suppressions={ROOT}/tests/lsan.supp:print_suppressions=0"}
        if self.display is None:
            env["SDL_VIDEODRIVER"] = "dummy"
        else:
            env["DISPLAY"] = self.display
        settings = [f"--set={s}" for s in self.kiosk_set]
        self.kiosk = Process("motcua-kiosk", [
            self.bin / "motcua-kiosk", "--config", self.kiosk_config(), "--robot", sock, *settings,
            *(["--dock"] if dock else []), *more], self.folder / "kiosk.log", env,
            self.listeners.get("kiosk"))

        def connect():
            if not self.kiosk.running():
                raise Failure("motcua-kiosk did not start:\n" + self.kiosk.tail())
            try:
                return Robot(sock)
            except OSError:
                return None

        self.robot = wait_until("motcua-kiosk answers", connect, 30)
        self.robot.wait("home")
        self.robot.idle()
        return self.robot

    def stop_kiosk(self):
        kiosk, self.kiosk = self.kiosk, None
        if self.robot:
            self.robot.close()
            self.robot = None
        if kiosk and kiosk.stop() != 0:
            raise Failure("motcua-kiosk ended badly:\n" + kiosk.tail(40))

    def show_card(self, text):
        """Puts a card's QR code before the camera."""
        png = qr_png(text, self.folder / "card.png")
        self.robot.device("camera", show=str(png))

    def hide_card(self):
        self.robot.device("camera", show="")

    def close(self):
        """Ends everything; the folder goes unless it is to be kept."""
        problem = None
        for stop in (self.stop_kiosk, self.stop_central):
            try:
                stop()
            except Failure as failure:
                problem = failure
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)
        if problem:
            raise problem
