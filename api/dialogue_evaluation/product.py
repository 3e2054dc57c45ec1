"""A product of its own for one measurement: fresh state, free ports, no limit for its one visitor."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from api.settings import ApiSettings

UNLIMITED = "1000000/minute"
_STOP_SECONDS = 60.0
_START_SECONDS = 300.0
_POLL_SECONDS = 1.0


class NotReady(Exception):
    """The product does not run as it must for a figure; the text says what to do."""


@contextmanager
def own_product(settings: ApiSettings) -> Iterator[ApiSettings]:
    """Start the product beside whatever else runs, with an empty database; it is stopped in the end."""
    var = (settings.var / "evaluation" / "product").absolute()
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    (var / "widget").symlink_to((settings.var / "widget").absolute())
    own = settings.model_copy(update={"var": var, "port": _free_port(), "rasa_port": _free_port(), "database_url": ""})
    log = var / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.supervisor"],
            env={**os.environ, **_environment(own)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(own, process, log)
        yield own
    finally:
        stop(process, _STOP_SECONDS)


def stop(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Ask the product to stop, and kill it when it does not within ``seconds``; its processes end with it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def require_ready(client: httpx.Client) -> None:
    """Raise ``NotReady`` unless residents are answered, and by Rasa."""
    try:
        body = client.get("/readyz").json()
    except httpx.HTTPError as error:
        raise NotReady(f"the api does not answer ({type(error).__name__}); start it with make run") from None
    troubles = {**body["reasons"], **body["degraded"]}
    if troubles:
        raise NotReady(f"not ready: {troubles}")


def client_for(settings: ApiSettings) -> httpx.Client:
    """Return a client of the api."""
    return httpx.Client(base_url=f"http://{settings.host}:{settings.port}", timeout=30, trust_env=False)


def _environment(settings: ApiSettings) -> dict[str, str]:
    return {
        "XIAOCHEN_VAR": str(settings.var),
        "XIAOCHEN_PORT": str(settings.port),
        "XIAOCHEN_RASA_PORT": str(settings.rasa_port),
        "XIAOCHEN_DATABASE_URL": "",
        "XIAOCHEN_CHAT_RATE": UNLIMITED,
        "XIAOCHEN_CHECK_RATE": UNLIMITED,
    }


def _wait_until_ready(settings: ApiSettings, process: subprocess.Popen[bytes], log: Path) -> None:
    started = time.monotonic()
    reason = ""
    with client_for(settings) as client:
        while time.monotonic() - started < _START_SECONDS:
            if process.poll() is not None:
                lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                raise NotReady(f"the product ended while starting: {' / '.join(lines[-3:])} (log: {log})")
            try:
                require_ready(client)
                return
            except NotReady as trouble:
                reason = str(trouble)
            time.sleep(_POLL_SECONDS)
    raise NotReady(f"the product did not become ready within {_START_SECONDS:.0f} s ({reason}); see {log.parent}/log")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
