#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_translations.py [--update] ROOT: po/de.po translates every text of src/ and ui/, with nothing fuzzy or missing.
With --update the texts of the sources are merged into po/de.po first, so that only the German remains to be written."""

import subprocess
import sys
import tempfile
from pathlib import Path

KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3"]


def run(*command, cwd=None):
    """Standard output of a gettext tool; its failure ends the check with what it said."""
    result = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    if result.returncode:
        sys.exit(result.stderr)
    return result.stdout


def extract(root, pot):
    """Writes the texts of the sources to pot."""
    kinds = {
        ("--language=C", *(f"--keyword={keyword}" for keyword in KEYWORDS)): ["src/**/*.[ch]"],
        (): ["ui/**/*.ui"],
    }
    for options, patterns in kinds.items():
        files = sorted(str(path.relative_to(root)) for pattern in patterns for path in root.glob(pattern))
        if files:
            join = ["--join-existing"] if pot.exists() else []
            run("xgettext", "--from-code=UTF-8", "--add-location=file", "--add-comments=TRANSLATORS:", "--package-name=bpexchange",
                *join, *options, "-o", str(pot), *files, cwd=root)
    return pot.exists()


def main():
    root = Path(sys.argv[-1]).resolve()
    catalogue = root / "po" / "de.po"
    with tempfile.TemporaryDirectory() as folder:
        pot, merged = Path(folder) / "bpexchange.pot", Path(folder) / "de.po"
        if not extract(root, pot):
            print("no translatable text")
            return 0
        run("msgmerge", "--quiet", "--no-fuzzy-matching", "--width=120", "-o", str(merged), str(catalogue), str(pot))
        if "--update" in sys.argv:
            # The date of the merge says nothing and would make every two branches conflict.
            lines = merged.read_text(encoding="utf-8").splitlines(keepends=True)
            catalogue.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')), encoding="utf-8")
        wanting = run("msgattrib", "--untranslated", str(merged)) + run("msgattrib", "--only-fuzzy", str(merged))
    print(wanting if wanting else "German is complete")
    return 1 if wanting else 0


if __name__ == "__main__":
    sys.exit(main())
