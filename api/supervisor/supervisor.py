"""``xiaochen run``: both processes under one roof, from first start to Ctrl-C.

Chosen over a process-manager library because what matters here is the start: ports looked at first,
progress until the page is ready, one clear sentence when something is wrong, and no orphan after
SIGKILL, which none of them gives together. Production may use systemd units instead (docs/operations.md).
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from rich.console import Console

from api.secrets import StateSecrets
from api.settings import ApiSettings
from api.supervisor.child import Child

READY_SECONDS = 180.0
"""Longest first start seen was 60 s on two busy cores; beyond three minutes something is wrong."""
POLL_SECONDS = 0.25
RESTART_SECONDS = (1.0, 5.0, 15.0, 60.0)
"""Pauses before restarting a process that ended by itself; the last one repeats."""
STEADY_SECONDS = 120.0
"""A process that ran this long has recovered: the next restart is quick again."""
NEEDED_BYTES = 200 * 1024**2
ROOT = Path(__file__).resolve().parents[2]


class RunError(Exception):
    """The product cannot start; the text is the one sentence the operator reads."""


def run_product(settings: ApiSettings, console: Console) -> None:
    """Start the api, which first brings database and content up to date, and Rasa; keep both running.

    Returns after SIGINT or SIGTERM, when everything has stopped.

    Raises:
        RunError: a port is taken, the disk is full, a model is missing, or a process cannot become ready.
    """
    require_free_port(settings.host, settings.port, "XIAOCHEN_PORT")
    require_free_port("127.0.0.1", settings.rasa_port, "XIAOCHEN_RASA_PORT")
    require_disk(settings.var)
    asyncio.run(_run(settings, console))


def require_free_port(host: str, port: int, setting: str) -> None:
    """A taken port is found now, not in a log after a minute."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RunError(
                f"port {port} on {host} cannot be used ({error.strerror}); set {setting} to a free one."
            ) from None


def require_disk(var: Path) -> None:
    """SQLite and the index need room to write."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(var).free
    except OSError as error:
        raise RunError(f"the state directory {var} cannot be used ({error.strerror}).") from None
    if free < NEEDED_BYTES:
        raise RunError(
            f"only {free / 1024**2:.0f} MB are free under {var}; {NEEDED_BYTES // 1024**2} MB are needed."
        )


def rasa_model() -> Path:
    """The model trained from today's inputs.

    Raises:
        RunError: none was trained from them yet.
    """
    found = subprocess.run(
        [sys.executable, str(ROOT / "bot" / "train.py"), "--path-only"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode != 0:
        raise RunError("no Rasa model is trained for the current data; `make run` trains one.")
    return Path(found.stdout.strip().splitlines()[-1])


def build_children(settings: ApiSettings) -> tuple[Child, Child]:
    """The api and Rasa, wired to each other by the secrets in the state directory."""
    secrets = StateSecrets.load_or_create(settings.var)
    shared = {
        **os.environ,
        "XIAOCHEN_VAR": str(settings.var.absolute()),
        "XIAOCHEN_PORT": str(settings.port),
        "XIAOCHEN_RASA_PORT": str(settings.rasa_port),
        "HF_HUB_OFFLINE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    log = settings.var.absolute() / "log"
    # The api listens on settings.host; Rasa calls it back over loopback.
    callback_host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host
    api = Child(
        "api",
        [str(Path(sys.executable).parent / "xiaochen"), "serve", "--prepare"],
        shared,
        log / "api.log",
        ROOT,
    )
    tracker = settings.var.absolute() / "rasa" / "tracker.db"
    tracker.parent.mkdir(parents=True, exist_ok=True)
    rasa_environment = {
        **shared,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "XIAOCHEN_ACTION_URL": f"http://{callback_host}:{settings.port}/internal/actions",
        "XIAOCHEN_ACTION_TOKEN": secrets.action_token,
        "XIAOCHEN_RASA_TOKEN": secrets.rasa_token,
        "XIAOCHEN_RASA_TRACKER": str(tracker),
    }
    command = [
        str(ROOT / ".venv-rasa" / "bin" / "python"), str(ROOT / "bot" / "rasa_command.py"), "run",
        "--model", str(rasa_model()),
        "--endpoints", str(ROOT / "bot" / "endpoints.yml"),
        "--credentials", str(ROOT / "bot" / "credentials.yml"),
        "--interface", "127.0.0.1",
        "--port", str(settings.rasa_port),
    ]  # fmt: skip
    return api, Child("rasa", command, rasa_environment, log / "rasa.log", ROOT)


async def _run(settings: ApiSettings, console: Console) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    children = build_children(settings)
    watchers: list[asyncio.Task[None]] = []
    try:
        for child in children:
            await child.start()
        await _until_ready(settings, console, children, stop)
        if not stop.is_set():
            _tell_addresses(settings, console)
            watchers = [asyncio.create_task(_keep_running(child, console, stop)) for child in children]
            await stop.wait()
    finally:
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)
        console.print("stopping …")
        await asyncio.gather(*(child.stop() for child in children))
        console.print("stopped.")


async def _until_ready(
    settings: ApiSettings, console: Console, children: tuple[Child, ...], stop: asyncio.Event
) -> None:
    started = time.monotonic()
    addresses = {
        "api": f"http://127.0.0.1:{settings.port}/readyz" if settings.host == "0.0.0.0"
        else f"http://{settings.host}:{settings.port}/readyz",
        "rasa": f"http://127.0.0.1:{settings.rasa_port}/",
    }  # fmt: skip
    waiting = {child.name: child for child in children}
    async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
        with console.status("starting …") as status:
            while waiting and not stop.is_set():
                for name, child in list(waiting.items()):
                    if not child.is_running:
                        raise RunError(
                            f"{name} ended while starting:\n{child.last_lines()}\n    (log: {child.log})"
                        )
                    if await _answers(client, addresses[name]):
                        del waiting[name]
                        console.print(f"{name}: ready after {time.monotonic() - started:.0f} s")
                status.update(f"starting {' and '.join(waiting)} … {time.monotonic() - started:.0f} s")
                if time.monotonic() - started > READY_SECONDS:
                    slow = " and ".join(waiting)
                    raise RunError(
                        f"{slow} did not become ready within {READY_SECONDS:.0f} s; see {settings.var}/log."
                    )
                await _pause(stop, POLL_SECONDS)


async def _answers(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(address)).status_code == 200
    except httpx.HTTPError:
        return False


async def _keep_running(child: Child, console: Console, stop: asyncio.Event) -> None:
    """Restart a process that ends by itself, pausing longer each time it does so again."""
    failures = 0
    while not stop.is_set():
        started = time.monotonic()
        status = await child.wait()
        failures = 0 if time.monotonic() - started > STEADY_SECONDS else failures
        pause = RESTART_SECONDS[min(failures, len(RESTART_SECONDS) - 1)]
        failures += 1
        console.print(
            f"{child.name} ended with status {status}; starting it again in {pause:.0f} s (log: {child.log})"
        )
        await _pause(stop, pause)
        if not stop.is_set():
            await child.start()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not when the operator has asked to stop."""
    waiter: Callable[[], Awaitable[bool]] = stop.wait
    try:
        await asyncio.wait_for(waiter(), seconds)
    except TimeoutError:
        return


def _tell_addresses(settings: ApiSettings, console: Console) -> None:
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host
    console.print(f"\n居民页面  resident page  http://{host}:{settings.port}/")
    console.print(f"工作台    console        http://{host}:{settings.port}/console")
    console.print("Ctrl-C stops everything.\n")
