#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_format.py ROOT: the C sources are formatted as .clang-format says. Other versions than 14 format differently: skipped (77)."""

import re
import subprocess
import sys
from pathlib import Path

from check_source import source_files

VERSION = "14"


def main():
    root = Path(sys.argv[1])
    try:
        version = subprocess.run(["clang-format", "--version"], capture_output=True, text=True, check=True).stdout
    except OSError:
        print("skipped: no clang-format")
        return 77
    if not re.search(rf"version {VERSION}\.", version):
        print(f"skipped: {version.strip()} is not version {VERSION}")
        return 77
    run = subprocess.run(["clang-format", "--dry-run", "--Werror", *source_files(root)], cwd=root, capture_output=True, text=True)
    findings = re.findall(r"^([^:\n]+):\d+:\d+: error: ", run.stderr, re.M)
    bad = sorted(set(findings))
    print("\n".join(bad))
    print(f"{len(bad)} files are not formatted; ./dev format does it" if bad else "all formatted")
    return 1 if run.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
