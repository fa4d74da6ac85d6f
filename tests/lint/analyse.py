#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The slow checks: analyse.py BUILD_DIR runs cppcheck and clang-tidy over every file of compile_commands.json."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CPPCHECK = ["cppcheck", "--quiet", "--enable=warning,performance,portability", "--inline-suppr", "--error-exitcode=1",
            "--library=gtk", "--library=posix", "--suppress=missingIncludeSystem", "--suppress=*:*/build/*",
            # GLib's cleanup macros declare functions that cppcheck takes for expressions; what a callback will free looks leaked to
            # it; and NULL is a pointer on every system this builds for.
            "--suppress=memleak", "--suppress=varFuncNullUB", "--suppress=unknownMacro", "--suppress=syntaxError", "--suppress=internalAstError", f"-j{os.cpu_count()}"]


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    return command, result.returncode, result.stdout + result.stderr


def main():
    build = Path(sys.argv[1])
    root = Path(__file__).resolve().parents[2]
    commands = json.loads((build / "compile_commands.json").read_text())
    files = sorted({command["file"] for command in commands if Path(command["file"]).is_relative_to(root)
                    and not Path(command["file"]).is_relative_to(build.resolve())})
    jobs = [["clang-tidy", "--quiet", "-p", str(build), file] for file in files]
    bad = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for command, code, output in pool.map(run, [[*CPPCHECK, f"--project={build / 'compile_commands.json'}"], *jobs]):
            if code:
                bad += 1
                print(output)
    print(f"{len(files)} files analysed, {bad} runs with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
