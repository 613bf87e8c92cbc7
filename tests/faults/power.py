"""What a disk may hold after a power cut: every state that the calls so far allow and no sync forbids.

The rules are the strict ones. Of a file only what an `fsync` of it covered is sure: of the rest any
first part may be there, with zeroes or nothing after it. Of a folder only the entries that a sync of the
folder covered are sure: each later one (a new name, a new folder, a rename, a removal) may be there or
not, by itself. A file's own `fsync` makes no entry sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any, Literal

from kohtaa_tui.storage.disk import Disk
from tests.faults.worlds import Promise

Op = tuple[Any, ...]
State = dict[str, bytes | None]
"""Paths below the root: the bytes of a file, None for a folder."""
Sabotage = Literal["", "fsync", "folder", "early"]

FINE, COARSE = 10**6, 24
"""How many torn lengths of one write are tried at most."""


class RecordingDisk(Disk):
    """The real disk, and a record of every call to it, in order. Nothing is synced for real."""

    def __init__(self, root: Path, sabotage: Sabotage = "") -> None:
        self.ops: list[Op] = []
        self._root = root
        self._sabotage = sabotage
        self._folders: set[str] = set()
        self._inodes: dict[str, int] = {}
        self._handles: dict[int, int] = {}
        self._sizes: dict[int, int] = {}

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self._root))

    def _look(self, path: Path) -> None:
        """Take note of folders that were made since the last call."""
        below = [p for p in (*reversed(path.parents), path) if p != self._root and p.is_relative_to(self._root)]
        below += [p for depth in range(4) for p in self._root.glob("data" + "/*" * depth)]
        for folder in sorted(set(below)):
            name = self._name(folder)
            if name not in self._folders and folder.is_dir():
                self._folders.add(name)
                self.ops.append(("mkdir", name))

    def say(self, promise: Promise) -> None:
        """The program was asked for something, or said that it is saved."""
        self.ops.append(("say", promise))

    def create(self, path: Path) -> int:
        self._look(path.parent)
        handle = super().create(path)
        inode = len(self._sizes) + 1
        self._inodes[self._name(path)] = self._handles[handle] = inode
        self._sizes[inode] = 0
        self.ops.append(("create", self._name(path), inode))
        return handle

    def reopen(self, path: Path) -> int:
        handle = super().reopen(path)
        self._handles[handle] = self._inodes[self._name(path)]
        return handle

    def write(self, handle: int, data: bytes) -> int:
        done = super().write(handle, data)
        self.ops.append(("write", self._handles[handle], data[:done]))
        return done

    def fsync(self, handle: int) -> None:
        if self._sabotage != "fsync":
            self.ops.append(("fsync", self._handles[handle]))

    def truncate(self, handle: int, size: int) -> None:
        super().truncate(handle, size)
        self.ops.append(("truncate", self._handles[handle], size))

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        self._inodes[self._name(target)] = self._inodes.pop(self._name(source))
        self.ops.append(("replace", self._name(source), self._name(target)))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self._inodes.pop(self._name(path), None)
        self.ops.append(("unlink", self._name(path)))

    def fsync_folder(self, folder: Path) -> None:
        self._look(folder)
        if self._sabotage != "folder":
            self.ops.append(("folder", self._name(folder) if folder != self._root else "."))


class _File:
    """A file's content: what is sure, and what was done since."""

    def __init__(self) -> None:
        self.sure = b""
        self.since: list[bytes | int] = []

    def now(self) -> bytes:
        content = self.sure
        for one in self.since:
            content = content[:one] if isinstance(one, int) else content + one
        return content

    def variants(self, most: int) -> list[bytes]:
        """Everything that may stand in it."""
        if not self.since:
            return [self.sure]
        found = {self.sure: None, self.now(): None}
        content = self.sure
        for one in self.since:
            if isinstance(one, int):
                content = content[:one]
                found[content] = None
                continue
            step = max(1, -(-len(one) // most))
            for size in range(0, len(one) + 1, step):
                found[content + one[:size]] = None
                found[content + one[:size] + bytes(len(one) - size)] = None
            content += one
        return list(found)


class Power:
    """The model of a file system, call after call."""

    def __init__(self) -> None:
        self._files: dict[int, _File] = {}
        self._sure: dict[str, int | None] = {}
        self._since: dict[str, list[Op]] = {}
        """What was done to the entries of a folder since its last sync."""

    def happen(self, op: Op) -> None:
        match op:
            case ("create", name, inode):
                self._files[inode] = _File()
                self._entry(name, op)
            case ("mkdir", name) | ("unlink", name) | ("replace", name, _):
                self._entry(name, op)
            case ("write", inode, data):
                self._files[inode].since.append(data)
            case ("truncate", inode, size):
                self._files[inode].since.append(size)
            case ("fsync", inode):
                file = self._files[inode]
                file.sure, file.since = file.now(), []
            case ("folder", folder):
                for one in self._since.pop(folder, []):
                    self._apply(self._sure, one)

    def _entry(self, name: str, op: Op) -> None:
        self._since.setdefault(str(Path(name).parent), []).append(op)

    @staticmethod
    def _apply(entries: dict[str, int | None], op: Op) -> None:
        match op:
            case ("create", name, inode):
                entries[name] = inode
            case ("mkdir", name):
                entries[name] = None
            case ("unlink", name):
                entries.pop(name, None)
            case ("replace", source, target):
                if source in entries:
                    entries[target] = entries.pop(source)

    def _trees(self) -> Iterator[dict[str, int | None]]:
        """Every set of entries that may be there."""
        choices = [list(_subsets(ops)) for ops in self._since.values()]
        for chosen in product(*choices):
            entries = dict(self._sure)
            for ops in chosen:
                for op in ops:
                    if op[0] == "replace" and op[1] not in entries:  # the new name holds, the old one never did
                        entries[op[2]] = self._inode_of(op)
                        continue
                    self._apply(entries, op)
            yield {
                name: inode
                for name, inode in entries.items()
                if all(str(p) in entries for p in Path(name).parents if str(p) != ".")
            }

    def _inode_of(self, op: Op) -> int:
        """What file a rename was of."""
        entries = dict(self._sure)
        for ops in self._since.values():
            for one in ops:
                if one is op:
                    found = entries[op[1]]
                    assert found is not None
                    return found
                self._apply(entries, one)
        raise AssertionError(op)

    def states(self, most: int) -> Iterator[State]:
        """Every state that a cut may leave now, with at most `most` torn lengths of a write to a file."""
        for tree in self._trees():
            names = sorted(tree)
            contents: list[list[bytes | None]] = []
            for name in names:
                inode = tree[name]
                if inode is None:
                    contents.append([None])
                else:
                    contents.append(
                        [*self._files[inode].variants(min(most, COARSE) if name.endswith(".tmp") else most)]
                    )
            for chosen in product(*contents):
                yield dict(zip(names, chosen, strict=True))


def _subsets(ops: list[Op]) -> Iterator[tuple[Op, ...]]:
    """Which of the entries since the last sync are there: any, or where they are many, one or two too few or alone."""
    if len(ops) <= 5:
        for size in range(len(ops) + 1):
            yield from combinations(ops, size)
        return
    for size in range(len(ops) + 1):
        yield tuple(ops[:size])
    for place in range(len(ops)):
        yield (*ops[:place], *ops[place + 1 :])
        yield (ops[place],)


def cuts(ops: list[Op], most: int) -> Iterator[tuple[int, Promise, State]]:
    """Every state after every call, with what had been promised by then."""
    power, promise = Power(), Promise()
    for number, op in enumerate(ops):
        if op[0] == "say":
            promise = op[1]
        else:
            power.happen(op)
        for state in power.states(most if op[0] in ("write", "say") else min(most, COARSE)):
            yield number, promise, state
