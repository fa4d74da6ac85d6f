#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""run.py [--check] [N…]: is every protection of the sync held by a test?

Each NN-name.patch takes one protection out of src/; NN is the class of failure (tests/README.md). Its head says which test must then
fail. A scratch copy of the tree is patched and built, and just that test is run: it must pass without the patch and fail with it.
--check only looks whether the patches still apply and every class has one. N: only these classes, or names that contain the word."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCRATCH = ROOT / "build" / "mutants"
TREE, BUILD = SCRATCH / "tree", SCRATCH / "build"
CLASSES = 25
SKIPPED = 77


@dataclass(frozen=True)
class Mutant:
    path: Path
    number: int
    without: str        # what is taken away, in words
    test: str           # CTest's name
    only: str           # which part of it, "" for all

    @property
    def name(self):
        return self.path.stem


def read(path):
    head = path.read_text(encoding="utf-8").split("\n--- ", 1)[0]
    fields = dict(re.findall(r"^(Without|Test): (.+)$", head, re.M))
    test, _, only = fields["Test"].partition(" ")
    return Mutant(path, int(path.name[:2]), fields["Without"], test, only.strip())


def mutants(words):
    found = [read(path) for path in sorted(HERE.glob("[0-9][0-9]-*.patch"))]
    return [one for one in found
            if not words or any(one.number == int(word) if word.isdigit() else word in one.name for word in words)]


def apply(mutant, folder, *options):
    # The scratch copy lies inside a repository that is not its own.
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)} if folder == TREE else None
    return subprocess.run(["git", "apply", "-C0", *options, mutant.path], cwd=folder, env=environment, text=True, capture_output=True)


# --- the quick look -------------------------------------------------------------------------------------------------------
def table():
    """{class: patches named in its row} of tests/README.md"""
    text = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## How calendar syncs fail\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if re.match(r"\| \d+ \|", line)]
    return {int(line.split("|")[1]): set(re.findall(r"`(\d\d-[\w-]+)`", line)) for line in lines}


def has_part(mutant):
    """As far as that can be told without building: a unit test's source has the name, or the beginning of a name that it makes up."""
    kind, _, name = mutant.test.partition("/")
    if kind != "unit":
        return True
    layer, _, program = name.partition("/")
    text = (ROOT / "tests" / "unit" / layer / f"test-{program}.c").read_text(encoding="utf-8")
    made_up = re.findall(r'g_strdup_printf \("(/[^"%]*)%s', text)
    return f'"{mutant.only}"' in text or any(mutant.only.startswith(one) for one in [*made_up, *re.findall(r'"(/[^"]*/)"', text)])


def check():
    found, rows = mutants(()), table()
    problems = [f"{one.name}: does not apply any more: {result.stderr.strip().splitlines()[0]}"
                for one in found if (result := apply(one, ROOT, "--check")).returncode]
    problems += [f"{one.name}: the patch changes more than src/" for one in found
                 if any(not name.startswith("src/") for name in re.findall(r"^\+\+\+ b/(.+)$", one.path.read_text(), re.M))]
    problems += [f"{one.name}: {one.test} has no part {one.only}" for one in found if one.only and not has_part(one)]
    for number in range(1, CLASSES + 1):
        names = {one.name for one in found if one.number == number}
        if not names:
            problems.append(f"class {number} has no patch")
        if names != rows.get(number):
            problems.append(f"class {number}: tests/README.md names {sorted(rows.get(number, ()))}, there are {sorted(names)}")
    print("\n".join([*problems, f"{len(found)} patches, {len(problems)} findings"]))
    return 1 if problems else 0


# --- the whole ------------------------------------------------------------------------------------------------------------
def update_tree():
    """Only what differs is written, so that the build stays incremental."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, text=True, capture_output=True)
    names = {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    for name in names:
        copy, content = TREE / name, (ROOT / name).read_bytes()
        if not copy.exists() or copy.read_bytes() != content:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy)
    for path in [path for path in TREE.rglob("*") if path.is_file()]:
        if str(path.relative_to(TREE)) not in names:
            path.unlink()


def configure():
    launcher = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    subprocess.run(["cmake", "-S", TREE, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", *launcher],
                   check=True, stdout=subprocess.DEVNULL)


def build(mutant):
    kind, _, name = mutant.test.partition("/")
    targets = [f"test-{name.replace('/', '-')}"] if kind == "unit" else ["bpexchange-cli"]
    result = subprocess.run(["cmake", "--build", BUILD, "--target", "exchange-sim", *targets], text=True, capture_output=True)
    return None if result.returncode == 0 else result.stdout[-2000:]


def command_of(mutant):
    """The test's command line, environment and folder, as CTest would run it, narrowed down to the part in question."""
    listing = json.loads(subprocess.run(["ctest", "--show-only=json-v1"], cwd=BUILD, check=True, text=True, capture_output=True).stdout)
    test = next((one for one in listing["tests"] if one["name"] == mutant.test), None)
    if not test:
        raise SystemExit(f"{mutant.name}: there is no test {mutant.test}")
    properties = {one["name"]: one["value"] for one in test["properties"]}
    command = test["command"]
    if mutant.only and mutant.test.startswith("unit/"):
        command = [*command, "-p", mutant.only]
    elif mutant.only and "scenario.py" in command:
        command = [*command, "--only", mutant.only]
    elif mutant.only:
        script = next(i for i, word in enumerate(command) if word.endswith(".py"))
        command = [*command[:script + 1], *mutant.only.split()]
    environment = {**os.environ, **dict(one.split("=", 1) for one in properties.get("ENVIRONMENT", [])),
                   "BP_EWS_SCHEMA": str(ROOT.parent / "shared" / "ews-schema")}
    return command, environment, properties.get("WORKING_DIRECTORY", BUILD), properties.get("TIMEOUT", 600)


def run_test(mutant):
    """(whether it passed, what it said)"""
    command, environment, folder, limit = command_of(mutant)
    try:
        result = subprocess.run(command, env=environment, cwd=folder, timeout=limit, text=True, errors="replace",
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return False, "it did not end within its time limit"
    if result.returncode == SKIPPED:
        raise SystemExit(f"{mutant.test} is skipped here, so it shows nothing")
    if mutant.test.startswith("unit/") and re.search(r"^1\.\.0$", result.stdout, re.M):
        raise SystemExit(f"{mutant.name}: {mutant.test} has no part {mutant.only}")
    return result.returncode == 0, result.stdout


def judge(mutant, passes_unpatched):
    """None if the test tells the patched program from the right one, else what is wrong."""
    problem = build(mutant)
    if problem:
        return f"the tree does not build without the patch:\n{problem}"
    if (mutant.test, mutant.only) not in passes_unpatched:
        passed, said = run_test(mutant)
        if not passed:
            return f"{mutant.test} fails without the patch, too:\n{said[-3000:]}"
        passes_unpatched.add((mutant.test, mutant.only))
    result = apply(mutant, TREE)
    if result.returncode:
        return f"does not apply: {result.stderr.strip()}"
    try:
        problem = build(mutant)
        if problem:
            return f"does not build with the patch:\n{problem}"
        return "SURVIVED: the test passes all the same" if run_test(mutant)[0] else None
    finally:
        update_tree()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="N")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        return check()
    chosen, bad, passes_unpatched = mutants(options.words), 0, set()
    if not chosen:
        raise SystemExit("there is no such patch")
    update_tree()
    configure()
    for mutant in chosen:
        begun = time.monotonic()
        problem = judge(mutant, passes_unpatched)
        bad += problem is not None
        print(f"{'FAIL' if problem else 'ok  '} {mutant.name}: without this ({mutant.without}) {mutant.test} {mutant.only} fails"
              f" ({time.monotonic() - begun:.0f} s)" + (f"\n     {problem}" if problem else ""), flush=True)
    print(f"{len(chosen) - bad} of {len(chosen)} protections are held by their test")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
