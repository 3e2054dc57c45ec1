"""Two api workers under load: a publication reaches both within seconds, and no request fails meanwhile."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import EDITOR, RAINBOW, REVIEWER, make_draft, register_staff
from tests.e2e.conftest import ROOT, START_SECONDS, XIAOCHEN, environment_for, free_port

LIVE_WITHIN_SECONDS = 5.0
KNOWN = "微波炉热饭致不致癌"


@dataclass
class Seen:
    """What residents of one worker were answered, in order."""

    failures: list[str] = field(default_factory=list)
    known: int = 0
    rainbow_answered_at: float | None = None
    revisions: list[int] = field(default_factory=list)


@contextmanager
def workers(environment: dict[str, str], count: int) -> Iterator[list[str]]:
    """``count`` api processes on one state directory, ready to answer."""
    processes, addresses = [], []
    try:
        for _ in range(count):
            port = str(free_port())
            own = {**environment, "XIAOCHEN_PORT": port}
            # One after the other: the first makes the database and the index, the second finds them.
            processes.append(
                subprocess.Popen(
                    [XIAOCHEN, "serve", "--prepare"], env=own, cwd=ROOT,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
            addresses.append(f"http://127.0.0.1:{port}")
            wait_until_ready(addresses[-1], processes[-1])
        yield addresses
    finally:
        for process in processes:
            process.send_signal(signal.SIGINT)
        for process in processes:
            process.wait(60)


def wait_until_ready(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Return when the worker says it is ready; it has no other way to say so than being asked."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the worker ended before it was ready"
        try:
            if httpx.get(f"{address}/readyz", timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            threading.Event().wait(0.2)
    raise AssertionError("the worker did not get ready")


def ask_without_end(address: str, stop: threading.Event, seen: Seen) -> None:
    """Ask a known question and the unknown one in turn; every answer is whole and of one revision."""
    with httpx.Client(base_url=address, timeout=20, trust_env=False) as client:
        while not stop.is_set():
            for text in (KNOWN, RAINBOW):
                response = client.post("/api/v1/check", json={"text": text})
                if response.status_code != 200:
                    seen.failures.append(f"{response.status_code} {response.text}")
                    continue
                body = response.json()
                seen.revisions.append(body["revision"])
                if text == KNOWN:
                    seen.known += 1
                    if body["outcome"] != "answer":
                        seen.failures.append(f"known question became {body['outcome']}")
                elif body["outcome"] == "answer" and seen.rainbow_answered_at is None:
                    seen.rainbow_answered_at = time.monotonic()


@pytest.mark.timeout(600)
def test_a_publication_is_live_in_every_worker_within_seconds_and_fails_no_request(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "var")
    with workers(environment, 2) as addresses:
        settings = KnowledgeSettings(var=tmp_path / "var", database_url="")
        knowledge = Knowledge(settings)
        register_staff(knowledge)
        entry_id = knowledge.create_draft(
            make_draft(phrasings=[RAINBOW, "彩虹西瓜能吃吗"], title="某超市的彩虹西瓜是染色的"), EDITOR
        )
        knowledge.submit(entry_id, EDITOR)
        stop = threading.Event()
        seen = {address: [Seen(), Seen()] for address in addresses}
        threads = [
            threading.Thread(target=ask_without_end, args=(address, stop, one))
            for address, residents in seen.items()
            for one in residents
        ]
        for thread in threads:
            thread.start()
        before = knowledge.published().revision
        published_at = time.monotonic()
        knowledge.publish(entry_id, REVIEWER)
        took = time.monotonic() - published_at
        deadline = published_at + took + LIVE_WITHIN_SECONDS
        everyone = [one for residents in seen.values() for one in residents]
        while time.monotonic() < deadline and any(one.rainbow_answered_at is None for one in everyone):
            threading.Event().wait(0.05)
        stop.set()
        for thread in threads:
            thread.join(60)
        knowledge.close()
    assert [one.failures for one in everyone] == [[], [], [], []]
    assert all(one.rainbow_answered_at is not None for one in everyone)
    assert all(one.known > 0 for one in everyone)
    for one in everyone:
        assert one.revisions == sorted(one.revisions)
        assert set(one.revisions) == {before, before + 1}
