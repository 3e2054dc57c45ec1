"""How long each question takes."""

import time

from knowledge.evaluation.systems import Reply, System


class TimedSystem:
    """Asks another system and keeps the milliseconds of every question."""

    def __init__(self, system: System) -> None:
        self._system = system
        self.milliseconds: list[float] = []

    def ask(self, text: str) -> Reply:
        """Ask, and note how long it took."""
        started = time.perf_counter()
        reply = self._system.ask(text)
        self.milliseconds.append((time.perf_counter() - started) * 1000)
        return reply
