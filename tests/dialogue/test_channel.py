"""The running Rasa server: only our api gets in, and no text of a resident reaches its log."""

import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.dialogue.conftest import RASA_PYTHON, ROOT, rasa_environment, run_in_rasa

TOKEN = "channel-test-token"
START_SECONDS = 200
pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class RunningRasa:
    address: str
    log: Path

    def post(self, body: object, token: str | None = TOKEN) -> httpx.Response:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.post(
            f"{self.address}/webhooks/protected_rest/webhook", json=body, headers=headers, timeout=30
        )


@pytest.fixture(scope="module")
def rasa(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRasa]:
    """A real server with the trained model; its action endpoint leads nowhere."""
    folder = tmp_path_factory.mktemp("rasa")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "rasa.log"
    environment = rasa_environment(
        XIAOCHEN_ACTION_URL="http://127.0.0.1:9/internal/actions",
        XIAOCHEN_ACTION_TOKEN="nobody",
        XIAOCHEN_RASA_TOKEN=TOKEN,
        XIAOCHEN_RASA_TRACKER=str(folder / "tracker.db"),
    )
    command = [
        str(RASA_PYTHON),
        "bot/rasa_command.py",
        "run",
        "--interface",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--model",
        str(model),
        "--endpoints",
        "bot/endpoints.yml",
        "--credentials",
        "bot/credentials.yml",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_until_up(f"http://127.0.0.1:{port}/", process, log)
            yield RunningRasa(f"http://127.0.0.1:{port}", log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_up(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")[-3000:]
        try:
            httpx.get(address, timeout=2)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"Rasa did not start in {START_SECONDS} s\n{log.read_text(encoding='utf-8')[-3000:]}")


def test_a_greeting_is_answered_with_buttons(rasa: RunningRasa) -> None:
    replies = rasa.post(
        {"sender": "greeting", "message": "你好", "metadata": {"inquiry_id": 1, "text": "你好"}}
    ).json()
    assert "食安小辰" in replies[0]["text"]
    assert replies[0]["buttons"][0]["payload"].startswith("ask:")


@pytest.mark.parametrize(
    ("message", "intent"), [("你好", "greet"), ("隔夜菜真的致癌吗", "check_claim"), ("/check_claim", "check_claim")]
)
def test_how_a_message_was_understood_is_told(rasa: RunningRasa, message: str, intent: str) -> None:
    answer = rasa.post({"sender": f"intent-{message}", "message": message})
    assert answer.headers["X-Xiaochen-Intent"] == intent


@pytest.mark.parametrize("token", [None, "wrong", TOKEN[:-1], f"{TOKEN}x", "é"])
def test_without_the_token_nobody_gets_in(rasa: RunningRasa, token: str | None) -> None:
    header = {} if token is None else {"Authorization": f"Bearer {token}".encode()}
    address = f"{rasa.address}/webhooks/protected_rest/webhook"
    answer = httpx.post(address, json={"sender": "a", "message": "你好"}, headers=header, timeout=30)
    assert (answer.status_code, answer.json()["error"]) == (401, "missing or wrong token")


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({"sender": "a", "message": "一" * 501}, 413, "message is too long"),
        ({"sender": "a", "message": "  "}, 400, "message must be text"),
        ({"sender": "a", "message": 5}, 400, "message must be text"),
        ({"sender": "a" * 256, "message": "你好"}, 400, "sender must be 1 to 255 characters"),
        ({"message": "你好"}, 400, "sender must be 1 to 255 characters"),
        ({"sender": "a", "message": "你好", "metadata": "x"}, 400, "metadata must be an object"),
        (["你好"], 400, "the body must be an object"),
        (None, 400, "the body must be an object"),
    ],
)
def test_a_body_of_another_shape_is_refused(
    rasa: RunningRasa, body: object, status: int, reason: str
) -> None:
    answer = rasa.post(body)
    assert (answer.status_code, answer.json()["error"]) == (status, reason)


def test_the_longest_allowed_message_is_taken(rasa: RunningRasa) -> None:
    assert rasa.post({"sender": "long", "message": "谢" * 500}).status_code == 200


def test_an_intent_that_cannot_be_read_spoils_no_reply() -> None:
    done = run_in_rasa("tests/dialogue/read_intent_of_broken_store.py")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "OperationalError" in done.stdout
    assert "隔夜菜" not in done.stdout
    assert done.stdout.strip().splitlines()[-1] == "200 ['回答'] ''"


def test_rasas_own_open_channel_is_off(rasa: RunningRasa) -> None:
    answer = httpx.post(
        f"{rasa.address}/webhooks/rest/webhook", json={"sender": "a", "message": "你好"}, timeout=30
    )
    assert answer.status_code == 404


def test_an_unreachable_action_gives_an_empty_reply_and_no_text_in_the_log(rasa: RunningRasa) -> None:
    # The api takes the empty reply for a failure and answers in direct mode.
    answer = rasa.post({"sender": "quiet", "message": "紫晶豆腐会不会致癌"})
    assert (answer.status_code, answer.json()) == (200, [])
    assert "紫晶豆腐" not in rasa.log.read_text(encoding="utf-8")


def test_a_failed_check_opens_no_report_form(rasa: RunningRasa) -> None:
    for message in ("/check_claim", "/none_of_these", "紫晶豆腐会不会致癌", "为什么"):
        assert rasa.post({"sender": "failing", "message": message}).json() == []
