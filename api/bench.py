"""``make bench``: a chat turn through everything, against the same Rasa server saying a fixed utterance.

Starts a product of its own (temporary state, free ports), sends both kinds of turn alternately, so that
whatever else the machine does meets both alike, and prints medians and their ratio.
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import track
from rich.table import Table

from api.secrets import StateSecrets

TURNS = 200
WARM_UP = 20
READY_WORDS = "Ctrl-C stops everything"
QUESTIONS = (
    "隔夜菜真的致癌吗",
    "微波炉热饭致不致癌",
    "打针西瓜",
    "北辰区今年抽检多少批次",
    "食堂归谁管",
    "怎么投诉",
)
FIXED = "谢谢"
"""Answered by a rule and a response alone: no action, no knowledge."""


def main() -> int:
    """Run the benchmark; 0 when it could be run."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        api_port, rasa_port = _free_port(), _free_port()
        environment = {
            **os.environ,
            "XIAOCHEN_VAR": str(var),
            "XIAOCHEN_PORT": str(api_port),
            "XIAOCHEN_RASA_PORT": str(rasa_port),
            "XIAOCHEN_CHAT_RATE": "100000/minute",
        }
        command = [str(Path(sys.executable).parent / "xiaochen"), "run"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as product:
            try:
                assert product.stdout is not None
                with console.status("starting the product …"):
                    started = any(READY_WORDS in line for line in product.stdout)
                if not started:
                    console.print("the product did not start; run `make run` to see why.")
                    return 1
                chat, fixed = _measure(api_port, rasa_port, StateSecrets.load_or_create(var).rasa_token)
            finally:
                product.send_signal(signal.SIGINT)
    _report(console, chat, fixed)
    return 0


def _measure(api_port: int, rasa_port: int, rasa_token: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each kind of turn, sent alternately, each in a conversation of its own."""
    chat: list[float] = []
    fixed: list[float] = []
    headers = {"Authorization": f"Bearer {rasa_token}"}
    with httpx.Client(timeout=30, trust_env=False) as client:
        for number in track(range(WARM_UP + TURNS), description="turns"):
            conversation = uuid.uuid4().hex
            began = time.perf_counter()
            question = {"conversation_id": conversation, "text": QUESTIONS[number % len(QUESTIONS)]}
            answer = client.post(f"http://127.0.0.1:{api_port}/api/v1/chat", json=question)
            chat.append((time.perf_counter() - began) * 1000)
            answer.raise_for_status()
            began = time.perf_counter()
            said = client.post(
                f"http://127.0.0.1:{rasa_port}/webhooks/protected_rest/webhook",
                json={"sender": uuid.uuid4().hex, "message": FIXED},
                headers=headers,
            )
            fixed.append((time.perf_counter() - began) * 1000)
            said.raise_for_status()
    return chat[WARM_UP:], fixed[WARM_UP:]


def _report(console: Console, chat: list[float], fixed: list[float]) -> None:
    table = Table("turn", "median ms", "95% within ms", title=f"{TURNS} turns each, alternating", box=None)
    for name, values in (("api + Rasa + action + knowledge", chat), ("Rasa, fixed utterance", fixed)):
        within = statistics.quantiles(values, n=20)[-1]
        table.add_row(name, f"{statistics.median(values):.1f}", f"{within:.1f}")
    console.print(table)
    ratio = statistics.median(chat) / statistics.median(fixed)
    console.print(f"ratio of medians {ratio:.2f}")
    console.print(
        json.dumps({"chat_ms": statistics.median(chat), "fixed_ms": statistics.median(fixed), "ratio": ratio})
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
