# What a command prints is its result.
# ruff: noqa: T201
"""Train the Rasa model once per state of its inputs, with the Rasa environment's Python.

    .venv-rasa/bin/python bot/train.py              trains when needed, prints the model's path
    .venv-rasa/bin/python bot/train.py --path-only  prints the path it has or would have; status 1 when absent

The last line on standard output is the path: bot/models/xiaochen-<inputs hash>.tar.gz. The inputs are
config.yml, data/, bot/domain/, bot/components/ and the lock file. Progress goes to standard error. A model
appears under its name only when it is complete, and models of other inputs are removed.
"""

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "bot" / "models"
FILES = ("config.yml", "bot/requirements.lock", "bot/requirements.txt")
FOLDERS = {"bot/domain": "*.yml", "data": "*.yml", "bot/components": "*.py"}
HASH_CHARACTERS = 16
# One line of news at least this often: training says nothing useful for most of its time.
SECONDS_BETWEEN_NEWS = 5


def input_files() -> Iterator[Path]:
    """Every file the model depends on, in a fixed order; the lock file may be absent."""
    yield from (ROOT / name for name in FILES if (ROOT / name).is_file())
    for folder, pattern in FOLDERS.items():
        yield from sorted((ROOT / folder).rglob(pattern))


def inputs_hash() -> str:
    """Changes when, and only when, a name or the content of an input changes."""
    digest = hashlib.sha256()
    for path in input_files():
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:HASH_CHARACTERS]


def model_path() -> Path:
    return MODELS / f"xiaochen-{inputs_hash()}.tar.gz"


def train(target: Path, *, from_scratch: bool = False) -> None:
    """Train into ``target``; ``from_scratch`` uses nothing of Rasa's cache of parts trained before.

    Raises SystemExit with the end of Rasa's output when the training fails.
    """
    MODELS.mkdir(parents=True, exist_ok=True)
    unfinished = f"unfinished-{os.getpid()}"
    command = [
        sys.executable,
        "bot/rasa_command.py",
        "train",
        "--config",
        "config.yml",
        "--domain",
        "bot/domain",
    ]
    command += ["--data", "data", "--out", "bot/models", "--fixed-model-name", unfinished]
    command += ["--force"] if from_scratch else []
    settings = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    settings |= {"TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    log = MODELS / "training.log"
    started = time.monotonic()
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **settings}, stdout=output, stderr=subprocess.STDOUT
            )
            _tell_until_done(process, started)
        made = MODELS / f"{unfinished}.tar.gz"
        if process.returncode != 0 or not made.is_file():
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            raise SystemExit("\n".join(["Rasa training failed:", *lines[-25:]]))
        made.replace(target)
    finally:
        (MODELS / f"{unfinished}.tar.gz").unlink(missing_ok=True)
    for other in MODELS.glob("xiaochen-*.tar.gz"):
        if other != target:
            other.unlink(missing_ok=True)


def _tell_until_done(process: "subprocess.Popen[bytes]", started: float) -> None:
    try:
        while True:
            try:
                process.wait(timeout=SECONDS_BETWEEN_NEWS)
            except subprocess.TimeoutExpired:
                print(
                    f"training the dialogue model, {time.monotonic() - started:.0f} s",
                    file=sys.stderr,
                    flush=True,
                )
            else:
                return
    except BaseException:
        process.terminate()
        process.wait()
        raise


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--path-only", action="store_true", help="do not train")
    parser.add_argument("--force", action="store_true", help="train from scratch although the model is there")
    arguments = parser.parse_args()
    # Without this a plain kill would leave Rasa training on its own.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    target = model_path()
    if not arguments.path_only and (arguments.force or not target.is_file()):
        train(target, from_scratch=arguments.force)
    print(target.relative_to(ROOT).as_posix())
    return 0 if target.is_file() else 1


if __name__ == "__main__":
    sys.exit(main())
