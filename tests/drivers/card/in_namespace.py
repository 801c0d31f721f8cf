"""Runs a program where pcscd and vpcd can be alone: in network and mount namespaces of its own, with
an empty /run/pcscd. vpcd listens on all addresses; here they are nobody else's.

Ends with 77 and a word why where that cannot be: not root, no namespaces, no pcscd or vpcd."""
import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77
RUN = "/run/pcscd"
DRIVERS = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def inside(program):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    os.makedirs(RUN, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", RUN], check=True)
    os.execvp(program[0], program)


def main():
    program = sys.argv[1:]
    if program[:1] == ["--inside"]:
        inside(program[1:])
    if os.geteuid() != 0:
        skip("namespaces need root")
    if shutil.which("pcscd", path=os.environ["PATH"] + ":/usr/sbin") is None:
        skip("no pcscd")
    if not pathlib.Path(DRIVERS).exists():
        skip("no vpcd (package vsmartcard-vpcd)")
    unshare = ["unshare", "--net", "--mount", "--propagation", "private"]
    if subprocess.run([*unshare, "true"], check=False).returncode != 0:
        skip("no namespaces here")
    os.execvp("unshare", [*unshare, sys.executable, "-B", __file__, "--inside", *program])


main()
