"""What the operator sees: one sentence when it cannot start, nothing left behind when it stops."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import ROOT, XIAOCHEN, environment_for, start_product


def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [XIAOCHEN, "run"], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("setting", ["XIAOCHEN_PORT", "XIAOCHEN_RASA_PORT"])
def test_a_taken_port_is_one_clear_sentence_and_status_1(tmp_path: Path, setting: str) -> None:
    environment = environment_for(tmp_path / "var")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment[setting])))
        taken.listen()
        done = run(environment)
    assert done.returncode == 1
    words = done.stderr.strip().splitlines()
    assert len(words) == 1
    assert environment[setting] in words[0]
    assert setting in words[0]


def test_a_state_directory_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    done = run(environment_for(tmp_path / "file" / "var"))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "state directory" in done.stderr


def test_the_wrong_python_is_one_clear_sentence() -> None:
    other = next(iter(sorted((ROOT / ".venv-rasa" / "bin").glob("python3.10"))))
    done = subprocess.run(
        [other, "scripts/set_up.py"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Python 3.11 is needed" in done.stderr


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_however_it_ends(tmp_path: Path, ending: signal.Signals) -> None:
    process = start_product(environment_for(tmp_path / "var"))
    children = psutil.Process(process.pid).children(recursive=True)
    assert {"xiaochen", "rasa_command.py"} <= {
        Path(child.cmdline()[1]).name for child in children if len(child.cmdline()) > 1
    }
    os.kill(process.pid, ending)
    status = process.wait(60)
    gone, alive = psutil.wait_procs(children, timeout=30)
    assert process.stdout is not None
    process.stdout.close()
    assert not alive
    assert gone
    if ending != signal.SIGKILL:
        assert status == 0
