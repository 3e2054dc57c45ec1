"""What the api imports before it can answer anybody."""

import subprocess
import sys

HEAVY = ("matplotlib", "scipy.stats", "sklearn", "docx", "typst", "openpyxl", "pandas", "torch")
"""Each takes from a third of a second to several; reports, tables and training import them when they need them."""


def test_starting_the_api_loads_nothing_heavy() -> None:
    program = f"import sys, api.app; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
