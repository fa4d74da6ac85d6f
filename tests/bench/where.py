# SPDX-License-Identifier: MIT
"""Where the time of a program goes: sampled by perf, by library and, in our own code, by layer."""

import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = re.compile(r"^\s*([0-9a-f]+) (.*?) \((.*)\)$")
KERNEL = "(the system)"


def record(command, folder):
    """Runs the command under perf; the data file, or None where that is not possible."""
    data = Path(folder) / "perf.data"
    if not shutil.which("perf"):
        return None
    run = subprocess.run(["perf", "record", "-q", "-F", "2000", "-o", data, "--", *command], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    return data if run.returncode in (0, 1) and data.exists() else None


def layer_of(program, addresses):
    """{address: layer} by the source files that the debug information names."""
    listed = subprocess.run(["addr2line", "-e", program], input="\n".join(addresses), text=True, capture_output=True).stdout.splitlines()
    layers = {}
    for address, place in zip(addresses, listed):
        match = re.search(r"/src/(\w+)/", place)
        layers[address] = f"src/{match.group(1)}" if match else "src/?"
    return layers


def shares(program, data):
    """[(name, share of all samples)], largest first"""
    script = subprocess.run(["perf", "script", "-i", data, "-F", "ip,sym,symoff,dso"], text=True, errors="replace", capture_output=True)
    samples = [match.groups() for match in map(SAMPLE.match, script.stdout.splitlines()) if match]
    own = [(address, symbol) for address, symbol, dso in samples if os.path.basename(dso) == Path(program).name]
    symbols = Counter(symbol.split("+")[0] for _, symbol in own)
    layers = layers_of_symbols(program, symbols)
    counts = Counter()
    for _, symbol, dso in samples:
        name = os.path.basename(dso)
        if name == Path(program).name:
            counts[layers.get(symbol.split("+")[0], "src/?")] += 1
        elif "kernel" in dso or dso.startswith("["):
            counts[KERNEL] += 1
        else:
            counts[re.sub(r"(-2\.0)?\.so.*", "", name)] += 1
    total = sum(counts.values()) or 1
    return [(name, count / total) for name, count in counts.most_common()], symbols.most_common(12), len(samples)


def layers_of_symbols(program, symbols):
    table = {}
    for line in subprocess.run(["nm", program], text=True, capture_output=True).stdout.splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] in "tT":
            table.setdefault(parts[2], parts[0])
    known = [name for name in symbols if name in table]
    layers = layer_of(program, [table[name] for name in known])
    return {name: layers[table[name]] for name in known}
