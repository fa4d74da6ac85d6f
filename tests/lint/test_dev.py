#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dev: exit codes, help and the table of packages. Installs and builds nothing."""

import re
import subprocess
import unittest
from pathlib import Path

DEV = Path(__file__).resolve().parents[2] / "dev"


def dev(*arguments):
    return subprocess.run([DEV, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)


class Dev(unittest.TestCase):
    def test_help_names_every_verb(self):
        run = dev("help")
        self.assertEqual(run.returncode, 0)
        for verb in ("run", "demo", "test", "bench", "lint", "format", "fuzz", "package"):
            self.assertRegex(run.stdout, rf"(?m)^  {verb} ")

    def test_wrong_usage(self):
        for arguments in ((), ("fly",), ("test", "--fast"), ("fuzz", "nothing"), ("fuzz", "--seconds", "soon")):
            run = dev(*arguments)
            self.assertEqual((run.returncode, run.stdout), (2, ""), arguments)
            self.assertTrue(run.stderr)

    def test_verbs_without_content_say_so(self):
        for verb in ("package",):
            run = dev(verb)
            self.assertEqual(run.returncode, 2)
            self.assertIn("there are no", run.stderr)

    def test_package_table_is_complete(self):
        table = re.search(r"cat <<'TABLE'\n(.*?)\nTABLE\n", DEV.read_text(encoding="utf-8"), re.S).group(1)
        rows = [line.split() for line in table.splitlines()]
        self.assertEqual(rows[0], ["purpose", "apt", "dnf", "pacman", "msys2"])
        for row in rows:
            self.assertEqual(len(row), 5, row)


if __name__ == "__main__":
    unittest.main()
