"""Stopping a product that was started for one measurement."""

import signal
import subprocess
import sys

from api.dialogue_evaluation.product import stop

UP = "print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); {UP}"
WILLING = f"import signal, sys, time; signal.signal(signal.SIGINT, lambda *_: sys.exit(0)); {UP}"


def started(code: str) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"up\n"
    return process


def test_a_product_that_does_not_stop_in_time_is_killed() -> None:
    process = started(STUBBORN)
    stop(process, 0.2)
    assert process.returncode == -signal.SIGKILL


def test_a_product_that_stops_when_asked_is_not_killed() -> None:
    process = started(WILLING)
    stop(process, 30)
    assert process.returncode == 0


def test_a_product_that_ended_by_itself_is_left_alone() -> None:
    process = started("print('up')")
    process.wait(30)
    stop(process, 0.2)
    assert process.returncode == 0
