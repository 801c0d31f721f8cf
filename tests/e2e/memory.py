"""Searches the memory of running programs."""

import collections
import pathlib

from personal import squeezed

PAGE = 4096
_EMPTY = bytes(PAGE)
_AROUND = 40  # squeezed bytes shown on each side of a finding

Finding = collections.namedtuple("Finding", "mark place around")


def family(pid):
    """The process and all it started, as far as they still run."""
    found = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def _regions(pid):
    """What may hold something of its own: start, end, name. A file mapped to be read only does
    not, and is no memory of the process's."""
    for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights, _, _, inode, *name = line.split(maxsplit=5)
        own = "w" in rights or inode == "0"
        if rights[0] == "r" and own and name[:1] not in (["[vvar]"], ["[vsyscall]"], ["[vdso]"]):
            start, end = (int(part, 16) for part in span.split("-"))
            yield start, end, name[0] if name else "anonymous"


def _contents(pid):
    """name, bytes of each region, without its empty pages."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end, name in _regions(pid):
            content = bytearray()
            try:
                memory.seek(start)
                left = end - start
                while left > 0 and (part := memory.read(min(left, 1 << 20))):
                    left -= len(part)
                    content += b"".join(page for at in range(0, len(part), PAGE)
                                        if (page := part[at:at + PAGE]) != _EMPTY)
            except OSError:  # gone meanwhile, or a guard page
                pass
            yield f"{name} {start:x}", bytes(content)


def findings(pid, marks):
    """Where marks lie in a process and its children."""
    found = []
    searched = 0
    for process in family(pid):
        for name, content in _contents(process):
            bare = squeezed(content)
            searched += len(content)
            for mark in marks:
                at = bare.find(mark)
                if at >= 0:
                    found.append(Finding(mark, f"{process} {name}",
                                         bare[max(0, at - _AROUND):at + len(mark) + _AROUND]))
    if searched == 0:
        raise AssertionError("no memory could be read: is this the user of the program, or root?")
    return found
