"""Write the coverage matrix into the READMEs: `make coverage`."""

from __future__ import annotations

from pathlib import Path

from cloudguard.checks import CHECKS
from cloudguard.cli.coverage import markdown
from cloudguard.coverage import matrix

START, END = "<!-- coverage -->\n", "\n<!-- /coverage -->"


def main() -> None:
    """Put the matrix between the marks of each README."""
    root = Path(__file__).parents[2]
    found = matrix(CHECKS)
    for name, lang in (("README.md", "en"), ("README.ja.md", "ja")):
        file = root / name
        before, _, rest = file.read_text(encoding="utf-8").partition(START)
        after = rest.partition(END)[2]
        file.write_text(f"{before}{START}{markdown(found, lang)}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
