#!/usr/bin/env python3
"""Procedure files for measuring the search, out of ../shared/data/tthc/procedures.jsonl.xz.

    make_catalogue.py SOURCE FOLDER [COUNT]

Writes one file a procedure into FOLDER: its code, name, field and level, and the least of
everything else. With a COUNT over the real number, further ones are made by putting the first
half of one name before the second half of another.
"""
import json
import lzma
import os
import random
import sys


def level_of(text):
    text = text.lower()
    return "ward" if "xã" in text else "province" if "tỉnh" in text else "ministry"


def procedure(code, name, field, level):
    return {
        "code": code, "name": name, "plain_name": "-", "field": field or "-", "audience": "-",
        "summary": "-", "level": level, "online": "none", "boundary_free": False,
        "deciding_agency": "-", "result": "-",
        "channels": [{"kind": "counter", "duration": {"amount": 1, "unit": "days"}, "fees": []}],
        "cases": [{"id": "default", "title": "-", "papers": []}],
        "steps": [], "legal": [], "keywords": [], "sources": ["-"]}


def real(source):
    with lzma.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield procedure(record["code"], " ".join(record["name"].split()), record["field"],
                            level_of(record["level"]))


def recombined(procedures, count):
    chance = random.Random(6)
    taken = {one["code"] for one in procedures}
    number = 0
    while count > 0:
        code = "%d.%06d" % (1 + number // 1000000, number % 1000000)
        number += 1
        if code in taken:
            continue
        first, second = chance.choice(procedures), chance.choice(procedures)
        start, end = first["name"].split(), second["name"].split()
        name = " ".join(start[:(len(start) + 1) // 2] + end[len(end) // 2:])
        yield procedure(code, name, second["field"], first["level"])
        count -= 1


def main():
    source, folder = sys.argv[1:3]
    procedures = list(real(source))
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else len(procedures)
    more = recombined(procedures, max(0, wanted - len(procedures)))
    for one in [*procedures[:wanted], *more]:
        with open(os.path.join(folder, one["code"] + ".json"), "w", encoding="utf-8") as out:
            json.dump(one, out, ensure_ascii=False)


main()
