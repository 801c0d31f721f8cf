"""A throw-away PostgreSQL server of Debian's, on a Unix socket in a folder of its own.

As root the server runs as another user, since it refuses to be root's. Everything started here is
ended here, by its pid.
"""
import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

START_LIMIT_S = 60
NAME = "motcua"  # of role and database


def find_bin():
    """The folder of the newest version's programs, or None."""
    folders = glob.glob("/usr/lib/postgresql/*/bin") + [os.path.dirname(shutil.which("initdb") or "")]
    found = [f for f in folders if f and os.path.exists(os.path.join(f, "postgres"))]
    return max(found, key=lambda f: [int(p) for p in f.split("/") if p.isdigit()], default=None)


def other_user():
    """Arguments for subprocess that step down from root; whom nothing else belongs to."""
    if os.geteuid() != 0:
        return {}, None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}, user


class Postgres:
    """Context manager. `settings`: lines for its configuration."""

    def __init__(self, settings=(), folder=None):
        self.bin = find_bin()
        self.settings = list(settings)
        self.given = folder
        self.server = None

    def __enter__(self):
        self.folder = pathlib.Path(self.given or tempfile.mkdtemp(prefix="motcua-pg-"))
        self.data = self.folder / "data"
        self.step_down, user = other_user()
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self.make()
        return self

    def make(self):
        # No test looks at what a power cut would leave, only at what a killed server leaves.
        self.run("initdb", "-D", self.data, "-U", NAME, "--auth=trust", "--encoding=UTF8",
                 "--locale=C.UTF-8", "--no-sync", "--no-instructions")
        self.start()
        self.run("createdb", "-h", self.folder, "-U", NAME, NAME)

    def run(self, program, *arguments):
        done = subprocess.run([os.path.join(self.bin, program), *map(str, arguments)],
                              cwd=self.folder, capture_output=True, text=True, check=False,
                              **self.step_down)
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")
        return done.stdout

    def sql(self, text, database=NAME):
        return self.run("psql", "-h", self.folder, "-U", NAME, "-d", database, "-qAtX",
                        "-v", "ON_ERROR_STOP=1", "-c", text).strip()

    def url(self, *others, **more):
        """`others`: servers one of which may be the one that takes writes."""
        hosts = ",".join(str(server.folder) for server in (self, *others))
        pairs = {"host": hosts, "user": NAME, **more}
        return f"postgresql:///{NAME}?" + "&".join(f"{k}={v}" for k, v in pairs.items())

    def start(self):
        """Starts it, again when what a killed one left is still in use."""
        deadline = time.monotonic() + START_LIMIT_S
        options = [f"-c{s}" for s in ["listen_addresses=", f"unix_socket_directories={self.folder}",
                                      *self.settings]]
        while time.monotonic() < deadline:
            with open(self.folder / "log", "ab") as log:
                self.server = subprocess.Popen(
                    [os.path.join(self.bin, "postgres"), "-D", str(self.data), *options],
                    cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    **self.step_down)
            if self.wait_ready(deadline):
                return
        raise RuntimeError("PostgreSQL did not start: " + (self.folder / "log").read_text()[-2000:])

    def wait_ready(self, deadline):
        while self.server.poll() is None and time.monotonic() < deadline:
            ready = subprocess.run([os.path.join(self.bin, "pg_isready"), "-q", "-h",
                                    str(self.folder), "-U", NAME], check=False)
            if ready.returncode == 0:
                return True
            try:
                self.server.wait(0.05)
            except subprocess.TimeoutExpired:
                pass
        return False

    def stop(self, number=signal.SIGINT):
        """SIGINT ends it in an orderly way, SIGQUIT as a crash of all its processes would, SIGKILL
        kills the first of them."""
        if self.server and self.server.poll() is None:
            self.server.send_signal(number)
            self.server.wait(START_LIMIT_S)

    def __exit__(self, *_):
        self.stop(signal.SIGQUIT)
        if not self.given:
            shutil.rmtree(self.folder, ignore_errors=True)


class Standby(Postgres):
    """A copy that streams from `primary`, whose commits wait for it from then on. `folder`: of a
    server that has ended, whose place it takes."""

    def __init__(self, primary, folder=None):
        super().__init__(primary.settings, folder)
        self.primary = primary

    def make(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.run("pg_basebackup", "-d", f"host={self.primary.folder} user={NAME}"
                 f" application_name={NAME}", "-D", self.data, "--write-recovery-conf",
                 "--checkpoint=fast", "--no-sync")
        self.start()
        self.primary.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
        self.primary.sql("SELECT pg_reload_conf()")
        self.wait_synchronous()

    def wait_synchronous(self):
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            if self.primary.sql("SELECT sync_state FROM pg_stat_replication") == "sync":
                return
        raise RuntimeError("the standby does not stream: " + (self.folder / "log").read_text()[-2000:])

    def promote(self):
        self.run("pg_ctl", "promote", "-D", self.data, "--wait", "-t", START_LIMIT_S)
