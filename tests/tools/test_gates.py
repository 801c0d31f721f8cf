#!/usr/bin/python3
"""Every quality gate has been seen to fail: plants one breach at a time in a copy of the tree and
expects the gate to name it.

    tests/tools/test_gates.py [GATE...]
"""
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))

# gate, file, its content (or a function of what stands there), what must be named
PLANTS = [
    ("check-layers", "domain/planted.c", '#include "kiosk/flow/flow.h"\n',
     "domain may not include kiosk/flow/flow.h"),
    ("check-layers", "drivers/card/planted.c", '#include "drivers/printer/printer.h"\n',
     "drivers/card may not include drivers/printer/printer.h"),
    ("check-layers", "kiosk/store/planted.c", '#  include  "ui/ui.h"\n',
     "kiosk/store may not include ui/ui.h"),
    ("check-layers", "central/planted.c", "#include <curl/curl.h>\n", "<curl/curl.h> only in"),
    ("check-layers", "kiosk/screens/planted.c", "#include <SDL2/SDL.h>\n", "only in ui"),
    ("check-layers", "domain/planted.c", "#include <pthread.h>\n", "domain is pure"),
    ("check-layers", "kiosk/flow/planted.c", '#include "core/clock.h"\n', "kiosk/flow is pure"),
    ("check-layers", "kiosk/planted.c", "", "lies in no layer"),
    ("check-layers", "core/planted.c", '#include "error.h"\n', "is no file of the tree"),
    ("check-banned", "ui/planted.c", "void f(char *a, char *b)\n{\n    strcpy (a, b);\n}\n",
     "ui/planted.c:3: banned function: strcpy"),
    ("check-banned", "kiosk/flow/planted.c", "long f(void)\n{\n    return time(0);\n}\n",
     "clock outside"),
    ("check-banned", "tests/unit/planted.c", "void f(void)\n{\n    usleep(1);\n}\n",
     "a test that sleeps: usleep"),
    ("check-banned", "tests/e2e/planted.py", "time" + ".sleep(1)\n", "a test that sleeps"),
    ("check-banned", "core/planted.h", "/* TO" + "DO later */\n", "a note to oneself"),
    ("check-complexity", "core/planted.c",
     "int f(int a)\n{\n" + "".join(f"    if (a == {i}) {{\n        a++;\n    }}\n"
                                  for i in range(15)) + "    return a;\n}\n",
     "f: complexity 16"),
    ("check-complexity", "core/planted.c",
     "int f(int a)\n{\n" + "    a++;\n" * 98 + "    return a;\n}\n", "f: 102 lines"),
    ("check-complexity", "core/planted.h", "\n" * 601, "601 lines"),
    ("check-format", "core/planted.c", "int f(void) { return 0; }\n", "core/planted.c:1: not as"),
]

# What must pass: near misses.
FINE = [
    ("check-banned", "core/planted.c",
     "/* strcpy(a, b) */\nconst char *f(void)\n{\n    return \"system(1)\";\n}\n"
     "int local_time(struct x *x)\n{\n    return x->time(1) + my_time(2);\n}\n"),
    ("check-layers", "kiosk/app/planted.c",
     '#include "ui/ui.h"\n#include "drivers/card/card_reader.h"\n#include <time.h>\n'
     '// #include "nowhere.h"\n/*\n#include "nowhere.h"\n*/\n'),
]


def run(gate, root):
    result = subprocess.run([os.path.join(ROOT, "scripts", gate), "--root", root],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False)
    return result.returncode, result.stdout


def plant(root, path, content):
    """Writes the file and returns what takes it away again."""
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    before = None
    if os.path.exists(full):
        with open(full, encoding="utf-8") as f:
            before = f.read()
    with open(full, "w", encoding="utf-8") as f:
        f.write(content(before) if callable(content) else content)

    def undo():
        if before is None:
            os.remove(full)
        else:
            with open(full, "w", encoding="utf-8") as f:
                f.write(before)
    return undo


def check_plants(root, wanted):
    failures = []
    clean = {}
    for gate, path, content, expected in PLANTS:
        if wanted and gate not in wanted:
            continue
        if gate not in clean:
            clean[gate] = run(gate, root)[1]
        undo = plant(root, path, content)
        status, output = run(gate, root)
        undo()
        if status != 1 or expected not in output or expected in clean[gate]:
            failures.append(f"{gate} does not notice in {path}: {expected}\n{output[-400:]}")
    for gate, path, content in FINE:
        if wanted and gate not in wanted:
            continue
        undo = plant(root, path, content)
        _, output = run(gate, root)
        undo()
        if "planted" in output:
            failures.append(f"{gate} finds what is no breach in {path}:\n{output[-400:]}")
    return failures


def main():
    with tempfile.TemporaryDirectory() as scratch:
        root = os.path.join(scratch, "tree")
        shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(
            ".git", "build", "out", "__pycache__"))
        failures = check_plants(root, sys.argv[1:])
    for failure in failures:
        print(failure)
    print(f"gates: {'ok' if not failures else f'{len(failures)} failed'} "
          f"({len(PLANTS) + len(FINE)} breaches planted)")
    sys.exit(1 if failures else 0)


main()
