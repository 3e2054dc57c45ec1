"""Write the lock files anew from what pyproject.toml and bot/requirements.txt ask for: ``make lock``.

Each lock is what a fresh environment really got, as plain ``name==version`` lines without addresses.
torch is left out: set_up.py installs its CPU build first (see there).
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import set_up

LEFT_OUT = {"torch", "uv", "pip", "setuptools", "wheel"}


def main() -> None:
    """Solve the main environment group by group, each lock holding what its group adds; then Rasa's."""
    project = tomllib.loads((set_up.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {
        "requirements.lock": project["dependencies"],
        "requirements-development.lock": project["optional-dependencies"]["development"],
        "requirements-encoder.lock": project["optional-dependencies"]["encoder"],
        "requirements-evaluation.lock": project["optional-dependencies"]["evaluation"],
    }
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "main"
        run(sys.executable, "-m", "venv", str(environment))
        python = str(environment / "bin" / "python")
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", set_up.TORCH,
            "--extra-index-url", set_up.TORCH_CPU_INDEX, "--retries", "0")  # fmt: skip
        locked: set[str] = set()
        for name, wanted in groups.items():
            run(uv(), "pip", "install", "--quiet", "--python", python, *wanted)
            found = frozen(python)
            write(set_up.ROOT / name, found - locked)
            locked |= found
        rasa = Path(folder) / "rasa"
        interpreter = set_up.python_3_10() or "3.10"
        run(uv(), "venv", "--quiet", "--python", interpreter, str(rasa))
        python = str(rasa / "bin" / "python")
        run(
            uv(),
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--requirement",
            str(set_up.ROOT / "bot" / "requirements.txt"),
        )
        write(set_up.ROOT / "bot" / "requirements.lock", frozen(python, keep={"setuptools"}))


def uv() -> str:
    """The uv of the main environment."""
    return str(set_up.MAIN / "bin" / "uv")


def frozen(python: str, keep: frozenset[str] | set[str] = frozenset()) -> set[str]:
    """The environment's ``name==version`` lines."""
    answer = subprocess.run(
        [uv(), "pip", "freeze", "--quiet", "--python", python], capture_output=True, text=True, check=True
    )
    lines = {line.strip() for line in answer.stdout.splitlines() if "==" in line}
    return {line for line in lines if line.partition("==")[0].lower() not in LEFT_OUT - set(keep)}


def write(path: Path, lines: set[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in sorted(lines, key=str.lower)), encoding="utf-8")
    sys.stdout.write(f"{path.relative_to(set_up.ROOT)}: {len(lines)} packages\n")


def run(*words: str) -> None:
    subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
