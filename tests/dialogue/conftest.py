"""The Rasa environment and a model trained from today's inputs; trained only when they changed."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"


def rasa_environment(**more: str) -> dict[str, str]:
    """The caller's environment, with Rasa's telemetry and TensorFlow's chatter off."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "OMP_NUM_THREADS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        **more,
    }


def run_in_rasa(*arguments: str, timeout: float = 280, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a script of ours with the Rasa environment's Python; its output is for failure messages."""
    return subprocess.run(
        [str(RASA_PYTHON), *arguments],
        cwd=ROOT,
        env=rasa_environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model."""
    assert RASA_PYTHON.is_file(), "the Rasa environment is missing: make setup-development"
    done = run_in_rasa("bot/train.py")
    assert done.returncode == 0, done.stdout
    return ROOT / done.stdout.strip().splitlines()[-1]
