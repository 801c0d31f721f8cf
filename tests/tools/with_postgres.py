#!/usr/bin/python3
"""Runs a program beside a throw-away PostgreSQL: with_postgres.py PROGRAM ARGUMENT…

The program finds the server's address in MOTCUA_TEST_POSTGRES; where PostgreSQL is not installed it
runs without, and is to say what it leaves out.
"""
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "lib"))
import postgres  # noqa: E402


def run(environment):
    done = subprocess.run(sys.argv[1:], env={**os.environ, **environment}, check=False)
    # Killed by a signal: as a shell would say it.
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def main():
    if postgres.find_bin() is None:
        return run({})
    with postgres.Postgres(["fsync=off", "max_connections=60", "deadlock_timeout=50ms"]) as server:
        return run({"MOTCUA_TEST_POSTGRES": server.url()})


sys.exit(main())
