"""Rank entries with txtai's hybrid index as it comes, for ``make evaluate``; runs in var/evaluation/txtai.

Reads ``{"encoder", "rows": [[entry_id, text], ...], "texts": [...]}`` from the file named first and writes
``{"answers": [[[entry_id, ...], score, ms], ...], "megabytes"}`` to the file named second.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from txtai import Embeddings

ROWS_ASKED = 100
"""Rows of one entry come together; ten entries are wanted."""
RANKED = 10


def main(order: Path, result: Path) -> None:
    wanted = json.loads(order.read_text(encoding="utf-8"))
    # The hybrid index with txtai's own weights, tokens and normalisation; only the encoder is named.
    embeddings = Embeddings({"path": wanted["encoder"], "method": "sentence-transformers", "hybrid": True})
    rows = wanted["rows"]
    embeddings.index([(number, text, None) for number, (_, text) in enumerate(rows)])
    answers = []
    for text in wanted["texts"]:
        started = time.perf_counter()
        found = embeddings.search(text, ROWS_ASKED)
        milliseconds = (time.perf_counter() - started) * 1000
        best = {}
        for number, score in found:
            best.setdefault(rows[int(number)][0], float(score))
        answers.append([list(best)[:RANKED], next(iter(best.values()), 0.0), milliseconds])
    with tempfile.TemporaryDirectory() as folder:
        embeddings.save(folder)
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    size += sum(file.stat().st_size for file in Path(wanted["encoder"]).rglob("*") if file.is_file())
    result.write_text(json.dumps({"answers": answers, "megabytes": size / 1e6}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
