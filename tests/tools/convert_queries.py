#!/usr/bin/env python3
"""Questions for bench-search out of ../shared/data/tthc/queries.tsv.

    convert_queries.py PROCEDURES QUERIES

An answer there is a code, or a name: every procedure whose name has the words of that name side by
side answers it then. Questions that no procedure of the list answers are left out and counted.
"""
import json
import lzma
import re
import sys
import unicodedata


def fold(text):
    text = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " " + " ".join(re.findall(r"\w+", text)) + " "


def main():
    names = {}
    with lzma.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            names[record["code"]] = fold(record["name"])
    left_out = 0
    with open(sys.argv[2], encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or "\t" not in line:
                continue
            query, answer = line.rstrip("\n").split("\t")[:2]
            codes = [answer] if answer in names else [
                code for code, name in names.items() if fold(answer) in name]
            if codes:
                print(query, ",".join(codes[:32]), "report", sep="\t")
            else:
                left_out += 1
    print(f"{left_out} questions left out: no procedure of the list answers them",
          file=sys.stderr)


main()
