"""The whole product for the browser tests: ``xiaochen run`` with a state directory and ports of its own."""

import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
XIAOCHEN = ROOT / ".venv" / "bin" / "xiaochen"
START_SECONDS = 240.0
PHONE = {"width": 390, "height": 844}


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Product:
    """A running product: where it is, its state, its supervisor."""

    address: str
    var: Path
    environment: dict[str, str]
    process: subprocess.Popen[str]

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``xiaochen`` beside the running product, as staff on the machine would."""
        return subprocess.run(
            [XIAOCHEN, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=check,
            timeout=120,
        )


def environment_for(var: Path) -> dict[str, str]:
    """Settings for a product of its own, with the pages set-up has built, beside whatever else runs here."""
    built = Path(os.environ.get("XIAOCHEN_VAR") or ROOT / "var").absolute() / "widget"
    if var.parent.is_dir():
        var.mkdir(exist_ok=True)
        (var / "widget").symlink_to(built)
    return {
        **os.environ,
        "XIAOCHEN_VAR": str(var),
        "XIAOCHEN_PORT": str(free_port()),
        "XIAOCHEN_RASA_PORT": str(free_port()),
        # One browser plays many residents here.
        "XIAOCHEN_CHAT_RATE": "1000/minute",
        "XIAOCHEN_CHECK_RATE": "1000/minute",
        "XIAOCHEN_READ_RATE": "1000/minute",
        "XIAOCHEN_CODE_RATE": "1000/minute",
    }


def start_product(environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start it and return when it says that it is up; its last words are in the failure otherwise."""
    process = subprocess.Popen(
        [XIAOCHEN, "run"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines: Queue[str | None] = Queue()
    output = process.stdout

    def read() -> None:
        for line in output:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    said: list[str] = []
    while True:
        try:
            line = lines.get(timeout=START_SECONDS)
        except Empty:
            line = None
        if line is None:
            process.kill()
            process.wait()
            output.close()
            raise AssertionError(f"did not start within {START_SECONDS:.0f} s, or ended:\n{''.join(said)}")
        said.append(line)
        if "Ctrl-C stops everything" in line:
            return process


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One product for all browser tests, and gone after them."""
    var = tmp_path_factory.mktemp("product") / "var"
    environment = environment_for(var)
    process = start_product(environment)
    address = f"http://127.0.0.1:{environment['XIAOCHEN_PORT']}"
    try:
        yield Product(address, var, environment, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def http(product: Product) -> Iterator[httpx.Client]:
    """A client of the product's api."""
    with httpx.Client(base_url=product.address, timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium of the machine; without one the browser tests fail, they are not skipped.

    Closed with the package: while it is open its event loop runs, and no asynchronous test could.
    """
    named = os.environ.get("XIAOCHEN_CHROMIUM")
    executable = (
        named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )
    assert executable, "the browser tests need Chromium (apt-get install chromium) or XIAOCHEN_CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable,
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        )  # fmt: skip
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser, product: Product) -> Iterator[Page]:
    """The resident page on a phone's screen, open and greeted; console errors fail the test."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", device_scale_factor=2, has_touch=True)
    page = context.new_page()
    troubles: list[str] = []
    # A test that cuts the line itself sees the browser say so; that is no fault of the page.
    cut = "net::ERR_FAILED"
    page.on(
        "console",
        lambda message: (
            troubles.append(message.text) if message.type == "error" and cut not in message.text else None
        ),
    )
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(product.address)
    page.get_by_role("log").get_by_text("小辰").first.wait_for()
    yield page
    context.close()
    assert not troubles, troubles
