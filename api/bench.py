"""``python -m api.bench``: what a chat turn costs beside what Rasa alone costs, on a running product.

A turn goes through api, Rasa, action and knowledge; the yardstick is the same Rasa server answering a fixed
utterance to the same greeting over its own channel. Both are asked in turn, so that a busy moment of the
machine meets both. Run it beside ``make run``, with the same settings; it leaves inquiries in the database.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
from rich.console import Console
from rich.table import Table

from api.secrets import StateSecrets
from api.settings import ApiSettings

QUESTIONS = ("隔夜菜真的致癌吗", "微波炉热饭致不致癌", "打针西瓜", "怎么投诉食品安全问题")
GREETING = "你好"
WARM_UP_ROUNDS = 5
ROUNDS_PER_CONVERSATION = 5
"""Rasa's work grows with the length of a conversation; residents' are short."""
_TIMEOUT_SECONDS = 30.0


class BenchError(Exception):
    """The product does not run as it must for a figure; the text says what to do."""


class Bench:
    """Two clients that talk to the same running product."""

    def __init__(self, api: httpx.Client, rasa: httpx.Client) -> None:
        self._api = api
        self._rasa = rasa
        self._conversation = ""

    def require_ready(self) -> None:
        """Raises ``BenchError`` unless residents are answered, and by Rasa."""
        try:
            body = self._api.get("/readyz").json()
        except httpx.HTTPError as error:
            raise BenchError(
                f"the api does not answer ({type(error).__name__}); start it with make run"
            ) from None
        troubles = {**body["reasons"], **body["degraded"]}
        if troubles:
            raise BenchError(f"not ready: {troubles}")

    def run(self, rounds: int) -> dict[str, list[float]]:
        """Milliseconds of each kind of request, one of each per round, after warming up."""
        kinds: dict[str, Callable[[int], None]] = {
            "Rasa alone, fixed utterance": self._rasa_greeting,
            "chat turn, fixed utterance": self._chat_greeting,
            "chat turn, knowledge check": self._chat_question,
        }
        times: dict[str, list[float]] = {kind: [] for kind in kinds}
        for number in range(-WARM_UP_ROUNDS, rounds):
            if number % ROUNDS_PER_CONVERSATION == 0 or not self._conversation:
                self._conversation = f"bench-{uuid4().hex}"
            for kind, ask in kinds.items():
                started = time.perf_counter()
                ask(number)
                if number >= 0:
                    times[kind].append((time.perf_counter() - started) * 1000)
        return times

    def _rasa_greeting(self, _: int) -> None:
        body = {"sender": f"{self._conversation}-rasa", "message": GREETING}
        reply = self._rasa.post("/webhooks/protected_rest/webhook", json=body).raise_for_status()
        if not reply.json():
            raise BenchError("Rasa answered with nothing")

    def _chat_greeting(self, _: int) -> None:
        self._chat(f"{self._conversation}-hello", GREETING)

    def _chat_question(self, number: int) -> None:
        self._chat(f"{self._conversation}-ask", QUESTIONS[number % len(QUESTIONS)])

    def _chat(self, conversation: str, text: str) -> None:
        response = self._api.post("/api/v1/chat", json={"conversation_id": conversation, "text": text})
        if response.status_code == 429:
            raise BenchError(
                "the visitor limit stopped it; start the product with XIAOCHEN_CHAT_RATE=100000/minute"
            )
        response.raise_for_status()


def table_of(times: dict[str, list[float]]) -> Table:
    """Medians, 95th percentiles, and the ratio to Rasa alone."""
    table = Table("milliseconds", "n", "median", "p95", "ratio")
    base = statistics.median(next(iter(times.values())))
    for kind, values in times.items():
        median = statistics.median(values)
        late = statistics.quantiles(values, n=20)[-1]
        table.add_row(kind, str(len(values)), f"{median:.1f}", f"{late:.1f}", f"{median / base:.2f}")
    return table


def _client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, timeout=_TIMEOUT_SECONDS, trust_env=False)


def main() -> int:
    """Exit status 1, with one sentence, when there is nothing to measure."""
    parser = argparse.ArgumentParser(prog="python -m api.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60, help="requests of each kind (default: 60)")
    rounds = max(2, parser.parse_args().rounds)
    settings = ApiSettings()
    secrets = StateSecrets.load_or_create(settings.var)
    with (
        _client(f"http://{settings.host}:{settings.port}") as api,
        _client(settings.rasa_address) as rasa,
    ):
        rasa.headers["Authorization"] = f"Bearer {secrets.rasa_token}"
        bench = Bench(api, rasa)
        try:
            bench.require_ready()
            times = bench.run(rounds)
        except (BenchError, httpx.HTTPError) as error:
            Console(stderr=True).print(f"bench: {error}")
            return 1
    Console().print(table_of(times))
    return 0


if __name__ == "__main__":
    sys.exit(main())
