"""What the quality gates share: the list of files, C without comments, and the way they report.

A gate is called with --root DIR to look at another tree than its own (its test does so), prints
one line a finding, `path:line: what`, then one line in all, and exits with 1 if there were any.
"""
import argparse
import os
import re
import sys

SKIPPED_DIRS = {".git", "build", "out", "__pycache__"}


def arguments(summary):
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--root", default=os.path.join(os.path.dirname(__file__), "..", ".."))
    options = parser.parse_args()
    options.root = os.path.realpath(options.root)
    return options


def files(root, *suffixes):
    """Paths below root, with '/', sorted; all of them without a suffix given."""
    found = []
    for folder, dirs, names in os.walk(root):
        dirs[:] = [d for d in dirs if d not in SKIPPED_DIRS]
        for name in names:
            if not suffixes or name.endswith(suffixes):
                found.append(os.path.relpath(os.path.join(folder, name), root))
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        return f.read()


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(source, keep_texts=True):
    """The same lines, with comments (and what stands in quotes, if asked) blanked out."""
    def blank(match):
        token = match.group(0)
        if token[0] == "/":
            return re.sub(r"[^\n]", " ", token)
        return token if keep_texts else token[0] + token[-1]
    return TOKEN.sub(blank, source)


def lines_matching(source, pattern):
    for number, line in enumerate(source.split("\n"), 1):
        for match in re.finditer(pattern, line):
            yield number, match


def finish(name, findings, looked_at):
    """findings: texts. Never returns."""
    for finding in findings:
        print(finding)
    if not looked_at:
        findings = ["nothing to look at"]
    verdict = "ok" if not findings else f"{len(findings)} found"
    print(f"{name}: {verdict} ({looked_at} looked at)")
    sys.exit(1 if findings else 0)
