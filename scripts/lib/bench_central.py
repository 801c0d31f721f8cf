"""What scripts/bench.d/central does: bench_central.py BUILD SCRATCH, from the root of the tree."""

import base64
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/e2e/contract"), str(ROOT / "tests/e2e/central")]

from common import SEALED, Contract, Service, example_dossier  # noqa: E402
import postgres  # noqa: E402

CLIENTS = 8
ROUNDS = 4
SECONDS = 2
LIMIT_S = 90  # for everything here
AGENCIES = 40
KIOSKS = 700
ROOMY = {"address_burst": 1000000, "kiosk_burst": 1000000, "address_per_minute": 1000000,
         "kiosk_per_minute": 1000000, "connections_per_address": 2 * KIOSKS,
         "header_timeout_s": 120, "timeout_s": 300, "idle_timeout_s": 300}


class Bench:
    def __init__(self, build, scratch):
        self.bin = pathlib.Path(build) / "bin"
        self.scratch = pathlib.Path(scratch)
        self.contract = Contract()
        # Sealed, as kiosks hand them in; the box is as long as that of a form of a page.
        self.box = base64.b64encode(os.urandom(3000)).decode()
        bodies = [json.dumps(self.dossier(f"H29.{n}"))
                  for n in range(1, AGENCIES + 1)]
        self.provisional = json.loads(bodies[0])["provisional_code"]
        self.bodies = self.scratch / "bodies"
        self.bodies.write_text("\n".join(bodies) + "\n")

    def dossier(self, agency):
        return example_dossier(self.contract, SEALED, receiving_agency=agency, box=self.box)

    def service(self, **options):
        return Service(self.bin, limits=ROOMY, **options)

    def identity(self, service):
        path = service.dir / "identity.pem"
        path.write_text((service.dir / "K01.crt").read_text() + (service.dir / "K01.key").read_text())
        return path

    def arguments(self, what, service):
        return [self.bin / "bench-central", what, f"https://127.0.0.1:{service.port}",
                service.dir / "tls/ca.crt", self.identity(service)]

    def rate(self, what, service, target):
        done = subprocess.run([*self.arguments(what, service), str(CLIENTS), str(SECONDS), target],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return float(done.stdout.split()[0])


# ---- pgbench, with the statements the service runs ----

def settle(server):
    """Waits until the service's last transaction, of whose end it is not told, has ended."""
    while server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'motcua'"
                     " AND state <> 'idle'") != "0":
        pass


def statements_of(server, act):
    """What the service asked the server while `act` ran: (statement, parameters) each."""
    log = server.folder / "log"
    server.sql("ALTER SYSTEM SET log_statement = 'all'")
    server.sql("SELECT pg_reload_conf()")
    act()  # the first may still prepare, the second only runs
    settle(server)
    begin = log.stat().st_size
    act()
    settle(server)
    text = log.read_bytes()[begin:].decode()
    server.sql("ALTER SYSTEM RESET log_statement")
    server.sql("SELECT pg_reload_conf()")
    found = []
    for line in re.split(r"\n(?=\d{4}-\d\d-\d\d )", text):
        if "[motcua]" not in line:
            continue
        seen = re.search(r"LOG:  (?:execute \w+|statement): (.*)", line, re.S)
        detail = re.search(r"DETAIL:  parameters: (.*)", line, re.S)
        if seen:
            found.append((" ".join(seen.group(1).split()), {}))
        elif detail and found:
            pairs = re.findall(r"\$(\d+) = ('(?:[^']|'')*'|NULL)", detail.group(1))
            found[-1] = (found[-1][0], dict(pairs))
    return found


def script_of(found, changing):
    """A pgbench script of the same statements; `changing`: what stands for a parameter's value. What
    follows the last result that is needed goes out at once, as from the service."""
    lines = ["\\set agency random(1, %d)" % AGENCIES, "\\set key random(1, 9000000000000000)"]
    together = 0
    for statement, parameters in found:
        def put(match):
            value = parameters[match.group(1)]
            return changing.get(value, value)

        text = re.sub(r"\$(\d+)", put, statement)
        if "pg_advisory" in text or "RETURNING" not in text:
            lines.append(text + ";")
        else:
            lines.append(text + " \\gset")
            together = len(lines)
    if together:
        lines.insert(together, "\\startpipeline")
        lines.append("\\endpipeline")
    return "\n".join(lines) + "\n"


def pgbench(server, scratch, script):
    path = scratch / "script.sql"
    path.write_text(script)
    path.chmod(0o644)
    scratch.chmod(0o755)
    done = subprocess.run([pathlib.Path(server.bin) / "pgbench", "-n", "-M", "prepared", "-f", path,
                           "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), "-h", server.folder,
                           "-U", postgres.NAME, postgres.NAME],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return float(re.search(r"^tps = ([\d.]+)", done.stdout, re.M).group(1))


def submission_script(bench, server, service):
    """Also gives a dossier's path, to look it up."""
    answers = []

    def act():
        key = str(uuid.uuid4())
        answer = service.hand_in(bench.dossier("H29.7"), key, SEALED)
        assert answer.status == 201, answer.body
        answers.append((key, answer.json()["code"]))

    found = statements_of(server, act)
    key, code = answers[-1]
    body_hash = server.sql(f"SELECT body_hash FROM idempotency WHERE key = '{key}'")
    day = code.split("-")[1]
    agency = "('H29.' || :agency)"
    changing = {
        f"'{key}'": "('key-' || :client_id || '-' || :key)",
        f"'{code}'": f"({agency} || '-{day}-' || :last)",
        f"'{bench.provisional}'": "('TK01-' || :key)",
        "'H29.7'": agency,
        f"'{body_hash}'": f"'{body_hash}'",
    }
    return script_of(found, changing), f"/v1/dossiers/{code}"


def lookup_script(server, service, path):
    def act():
        answer = service.ask("GET", path, headers={"X-Receipt-Token": Service.token})
        assert answer.status == 200, answer.body

    return script_of(statements_of(server, act), {})


def on_postgres(bench):
    if postgres.find_bin() is None:
        print("PostgreSQL: skipped, it is not installed")
        return
    with postgres.Postgres(["max_connections=100", "log_line_prefix=%m [%a] "]) as server:
        with bench.service(database_url=server.url()) as service:
            submit, path = submission_script(bench, server, service)
            lookup = lookup_script(server, service, path)
            # Plans made while the tables were empty would walk them; the server itself sees to that
            # within a minute (autovacuum), which is not waited for here.
            bench.rate("submit", service, bench.bodies)
            server.sql("ANALYZE")
            for what, script, target in (("submit", submit, bench.bodies), ("lookup", lookup, path)):
                # In turns, so that neither has the quieter machine.
                ours, theirs = [], []
                for _ in range(ROUNDS):
                    ours.append(bench.rate(what, service, target))
                    theirs.append(pgbench(server, bench.scratch, script))
                ours, theirs = sum(ours) / ROUNDS, sum(theirs) / ROUNDS
                print(f"PostgreSQL {what}: {ours:.0f}/s over TLS, pgbench {theirs:.0f}/s, "
                      f"ratio {ours / theirs:.2f}")


def memory_of(pid):
    status = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", status, re.M).group(1)) * 1024


def on_sqlite(bench):
    with bench.service() as service:
        print(f"SQLite submit: {bench.rate('submit', service, bench.bodies):.0f}/s over TLS")
        code = json.loads(service.ctl("list", "--json").stdout)[0]["code"]
        print(f"SQLite lookup: {bench.rate('lookup', service, '/v1/dossiers/' + code):.0f}/s over TLS")
    with bench.service() as service:
        before = memory_of(service.process.pid)
        held = subprocess.Popen([*bench.arguments("hold", service), str(KIOSKS)],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        answered = int(held.stdout.readline())
        each = (memory_of(service.process.pid) - before) / KIOSKS
        held.stdin.write("\n")
        held.stdin.flush()
        again = int(held.stdout.readline())
        held.stdin.close()
        anew = int(held.stdout.readline())
        held.wait(60)
        print(f"connections: {answered} of {KIOSKS} held at once, {again} asked again on "
              f"{anew} new connections, {each / 1024:.0f} KiB each")


def main():
    # Its handler raises, so that everything started is ended.
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"stopped after {LIMIT_S} s"))
    signal.alarm(LIMIT_S)
    bench = Bench(*sys.argv[1:3])
    on_postgres(bench)
    on_sqlite(bench)


main()
