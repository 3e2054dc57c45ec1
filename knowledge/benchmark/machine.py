"""What a figure was measured on, without names of hosts or paths."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

_CPU = Path("/proc/cpuinfo")
_MEMORY = Path("/proc/meminfo")
_LIBRARIES = ("numpy", "faiss-cpu", "bm25s", "sentence-transformers", "tokenizers")


def describe_machine() -> str:
    """Return processor, cores, memory and versions in one line."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    memory = _field(_MEMORY, "MemTotal").removesuffix(" kB")
    gigabytes = f", {int(memory) / 1e6:.0f} GB" if memory.isdecimal() else ""
    processor = _field(_CPU, "model name") or platform.machine()
    return f"{processor}, {os.cpu_count()} cores{gigabytes}; Python {platform.python_version()}, {libraries}"


def _field(file: Path, name: str) -> str:
    if not file.exists():
        return ""
    lines = (line.partition(":") for line in file.read_text(encoding="utf-8").splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")
