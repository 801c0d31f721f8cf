#!/usr/bin/python3
"""Every quality gate has been seen to fail: plants one breach at a time in a copy of the tree and
expects the gate to name it.

    tests/tools/test_gates.py [GATE...]
"""
import os
import re
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
    ("check-banned", "kiosk/screens/planted.png", "picture", "kiosk/screens/planted.png: a made file"),
    ("check-banned", "--planted/a.txt", "words", "--planted/a.txt: a made file"),
    ("check-complexity", "core/planted.c",
     "int f(int a)\n{\n" + "".join(f"    if (a == {i}) {{\n        a++;\n    }}\n"
                                  for i in range(15)) + "    return a;\n}\n",
     "f: complexity 16"),
    ("check-complexity", "core/planted.c",
     "int f(int a)\n{\n" + "    a++;\n" * 98 + "    return a;\n}\n", "f: 102 lines"),
    ("check-complexity", "core/planted.h", "\n" * 601, "601 lines"),
    ("check-rules", "config/60-motcua.rules", lambda old: old.replace('KERNEL=="lp', 'KERNEL="lp'),
     "KERNEL= is not known here"),
    ("check-rules", "config/60-motcua.rules", lambda old: old.replace('MODE="0660"', 'MODE="rw"'),
     "MODE: rw"),
    ("check-rules", "config/60-motcua.rules", lambda old: old.replace('", GROUP', '" GROUP'),
     "not understood"),
    ("check-rules", "config/60-motcua.rules", lambda old: old.replace("video4linux", "video"),
     "nothing for cameras"),
    ("check-rules", "drivers/printer/planted.c",
     'int f(void)\n{\n    return mc_fail(err, MC_EDENIED, "%s: no permission", what);\n}\n',
     "planted.c:3: a refusal that names no rules"),
    ("check-rules", "kiosk/app/planted.c", 'const char *a = "config/61-' 'motcua.rules";\n',
     "61-motcua.rules is no file"),
    ("check-i18n", "assets/i18n/kiosk/en.json", lambda old: old.replace('"home.title"', '"home.t"'),
     "en.json:1: home.title is missing"),
    ("check-i18n", "assets/i18n/kiosk/en.json", lambda old: old.replace("{name}", "{nom}"),
     "identify.greeting has other parameters"),
    ("check-i18n", "assets/i18n/planted/vi.json", '{"planted.key": " "}', "has ['vi'], expected"),
    ("check-i18n", "assets/i18n/kiosk/vi.json",
     lambda old: re.sub(r'"home.title": "[^"]*"', '"home.title": ""', old), "home.title is empty"),
    ("check-i18n", "assets/i18n/kiosk/vi.json",
     lambda old: old.replace("{", '{"bar.back": "x",', 1), "a key stands there twice"),
    ("check-i18n", "kiosk/screens/planted.c",
     'void f(void)\n{\n    screens_text(c, b ? "home.title" : "home.planted");\n}\n',
     "planted.c:3: home.planted is no text"),
    ("check-i18n", "kiosk/screens/planted.c",
     'void f(void)\n{\n    mc_message_format(m, l, out, 9, "identify.greeting", NULL);\n}\n',
     "identify.greeting is not given its {name}"),
    ("check-i18n", "kiosk/screens/planted.c",
     'void f(void)\n{\n    screens_text_of(c, "planted", flow_fault_name(x), ".what");\n}\n',
     "planted.storage.what is no text (flow_fault_name)"),
    ("check-i18n", "central/planted.c",
     'void f(void)\n{\n    snprintf(key, 9, "fault.%s.no", flow_fault_name(x));\n}\n',
     "fault.storage.no is no text (flow_fault_name)"),
    ("check-i18n", "kiosk/screens/planted.c",
     "char *mine(const char *key)\n{\n    return mc_message_text(m, l, key);\n}\n",
     "mine() takes a key"),
    ("check-i18n", "kiosk/screens/screen_home.c", lambda old: old.replace('"home.events"', "key"),
     "home.events is used nowhere"),
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


TIDY_TREE = {
    "CMakeLists.txt": "cmake_minimum_required(VERSION 3.25)\nproject(planted LANGUAGES C)\n"
                      "set(CMAKE_EXPORT_COMPILE_COMMANDS ON)\nadd_library(a STATIC core/a.c)\n",
    "core/a.h": "int half(int a);\n",
    "core/a.c": '#include "a.h"\nint half(int a)\n{\n    return a / 2;\n}\n',
}


def check_tidy(root):
    """In a small tree of its own: the whole one would take minutes."""
    for name in ("CMakePresets.json", ".clang-tidy"):
        os.makedirs(root, exist_ok=True)
        shutil.copy(os.path.join(ROOT, name), root)
    for path, content in TIDY_TREE.items():
        plant(root, path, content)
    failures = []
    for path, content, expected in [
            ("core/a.h", TIDY_TREE["core/a.h"], "tidy: ok (1 looked at)"),
            ("core/a.c", TIDY_TREE["core/a.c"].replace("a / 2", "a - a"), "core/a.c:4: "),
            ("core/a.c", TIDY_TREE["core/a.c"].replace("a / 2", "2 / (a == 0 ? a : 1)"),
             "Division by zero"),
            ("core/b.c", "", "core/b.c:1: is compiled by no target"),
            ("core/a.h", TIDY_TREE["core/a.h"], "tidy: ok (1 looked at)")]:
        undo = plant(root, path, content)
        _, output = run("check-tidy", root)
        undo()
        if expected not in output:
            failures.append(f"check-tidy with {path} does not say: {expected}\n{output[-400:]}")
    return failures


def main():
    with tempfile.TemporaryDirectory() as scratch:
        root = os.path.join(scratch, "tree")
        shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(
            ".git", "build", "out", "__pycache__"))
        failures = check_plants(root, sys.argv[1:])
        if not sys.argv[1:] or "check-tidy" in sys.argv[1:]:
            failures += check_tidy(os.path.join(scratch, "small"))
    for failure in failures:
        print(failure)
    print(f"gates: {'ok' if not failures else f'{len(failures)} failed'} "
          f"({len(PLANTS) + len(FINE)} breaches planted)")
    sys.exit(1 if failures else 0)


main()
