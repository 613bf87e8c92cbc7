"""What earlier meetings cost: Home, the list, a search and the making of its index, beside a store of few.

`bench.py --only history --meetings 10000` asks this. The stores are those of `tests/many.py`; they are made once and
only read. Ratios are within one round; making the index and the list are held by CPU.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FEW = 10

INSIDE = """
import json, sys, time
from pathlib import Path
from kohtaa_tui.domain.searching import Query, words_of
from kohtaa_tui.runtime.history import History
from kohtaa_tui.storage.library import Library
from kohtaa_tui.storage.index_file import drop, index_path
from kohtaa_tui.storage.paths import find

library = Library(find())

def took(work, clock=time.perf_counter):
    began = clock()
    work()
    return 1000 * (clock() - began)

def plain():
    for files in library.all_files():
        for path in files.told:
            json.loads(path.read_bytes())

def search(word, most=50):
    return lambda: History(library).find(Query(words=words_of(word)), most)

what = sys.argv[1]
if what == "rebuild":
    took(plain)  # the files are in memory for both
    drop(library.places)
    cpu = time.process_time
    print(took(search("sananjalka"), cpu), took(plain, cpu), index_path(library.places).stat().st_size / 1e6)
elif what == "word":
    print(took(search(sys.argv[2])))
elif what == "thorough":
    print(took(lambda: History(library, thorough=True).find(Query(words=("sananjalka",)))))
else:
    print(took(lambda: History(library).measured()))
"""


def made(folder: Path, meetings: int) -> Path:
    """A store of so many meetings."""
    data = folder / f"store-{meetings}"
    command = [sys.executable, "-m", "tests.many", str(data), "--meetings", str(meetings)]
    subprocess.run(command, cwd=ROOT, check=True)
    return data


def measure(
    folder: Path,
    kohtaa: list[str],
    python: str,
    environ: dict[str, str],
    paint: Callable[[dict[str, str]], float],
    rounds: int,
    meetings: int,
) -> None:
    """Measure and print. `paint` tells when Home was painted."""
    stores = {count: made(folder, count) for count in (FEW, meetings)}
    stores[0] = folder / "store-0"

    def with_store(count: int) -> dict[str, str]:
        return environ | {"KOHTAA_DATA_DIR": str(stores[count]), "KOHTAA_CACHE_DIR": str(folder / "caches")}

    def inside(count: int, *what: str) -> list[float]:
        said = subprocess.run(
            [python, "-c", INSIDE, *what], env=with_store(count), check=True, stdout=subprocess.PIPE, text=True
        )
        return [float(word) for word in said.stdout.split()]

    def command(count: int, *typed: str) -> float:
        """CPU of a command that runs to its end."""
        before = os.times()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*kohtaa, *typed], env=with_store(count), check=True, **quiet)  # type: ignore[call-overload]
        after = os.times()
        return 1000 * sum(after[2:4]) - 1000 * sum(before[2:4])

    time.sleep(2.5)  # what was written just now is read each time
    for count in (FEW, meetings):
        inside(count, "word", "sananjalka")  # makes the index
    painted, listed, searched, words, built = ([] for _ in range(5))
    figures: dict[str, list[float]] = {"thorough": [], "measured": []}
    for number in range(rounds + 1):
        order = (0, meetings) if number % 2 else (meetings, 0)
        paints = {count: paint(with_store(count)) for count in order}
        lists = {count: command(count, "list") for count in (FEW, meetings)}
        searches = {count: command(count, "search", "sananjalka") for count in (meetings, FEW)}
        inner = inside(meetings, "word", "sananjalka") + inside(meetings, "word", "todist")
        if not number:
            continue
        painted.append(paints[meetings] / paints[0])
        listed.append(lists[meetings] / lists[FEW])
        searched.append(searches[meetings] - searches[FEW])
        words.append(inner)
        for what, found in figures.items():
            found += inside(meetings, what)
    for _ in range(min(rounds, 5)):
        built.append(inside(meetings, "rebuild"))
    told = f"{meetings} meetings"
    _print(f"Home painted, {told} / none", painted)
    _print(f"list, newest 50 of {told} / of {FEW}", listed)
    _print(f"a rare word among {told}, ms", [pair[0] for pair in words])
    _print(f"a frequent word, newest 50, {told}, ms", [pair[1] for pair in words])
    _print(f"search, {told}, over the same with {FEW}, ms", searched)
    _print(f"search that looks at every file, {told}, ms", figures["thorough"])
    _print(f"all times for the rhythm, {told}, ms", figures["measured"])
    _print("index made / files read with json", [one[0] / one[1] for one in built])
    _print("index made, ms", [one[0] for one in built])
    _print("the index, MB", [one[2] for one in built])


def _print(what: str, found: list[float]) -> None:
    print(f"{what:60} {statistics.median(found):9.3f} ({min(found):.3f}-{max(found):.3f})  n {len(found)}", flush=True)


if __name__ == "__main__":
    raise SystemExit(f"run {os.path.relpath(Path(__file__).with_name('bench.py'))} --only history")
