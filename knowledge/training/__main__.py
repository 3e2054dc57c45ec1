"""``python -m knowledge.training``: train the shipped encoder; with ``--check`` say if it is current."""

import argparse
import os
import sys
from pathlib import Path

_KNOWLEDGE = Path(__file__).parents[1]


def _check(model_dir: Path, seed_dir: Path) -> int:
    from knowledge.training.pipeline import differences

    found = differences(model_dir, seed_dir)
    sys.stdout.write("\n".join(found or ["the encoder is of the present code and data"]) + "\n")
    return 1 if found else 0


def _measure(model_dir: Path, directory: Path) -> int:
    from knowledge.training.measuring import measure

    figures = measure(model_dir, directory)
    sys.stdout.write(f"R@1 {figures.recall_at_1:.3f}\nMRR@10 {figures.mean_reciprocal_rank:.3f}\n")
    for name, share in figures.false_accepts.items():
        sys.stdout.write(f"false accepts, {name}: {share:.3f}\n")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit status (``--check``: 1 when the model is of other code or data)."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.training", description=__doc__)
    parser.add_argument("--output", type=Path, default=_KNOWLEDGE / "encoder", help="where the model goes")
    parser.add_argument("--seed", type=Path, default=_KNOWLEDGE / "seed", help="the published entries")
    default_cache = Path(os.environ.get("XIAOCHEN_VAR", "var")) / "training"
    parser.add_argument("--cache", type=Path, default=default_cache, help="where gloss vectors are kept")
    parser.add_argument("--check", action="store_true", help="train nothing, compare the model's record")
    parser.add_argument(
        "--measure", type=Path, metavar="DIRECTORY", help="train nothing, score labelled questions"
    )
    options = parser.parse_args(arguments)
    # Set before torch is imported: two contended threads were fifty times slower than one.
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["HF_HUB_OFFLINE"] = "1"
    if options.measure:
        return _measure(options.output, options.measure)
    if options.check:
        return _check(options.output, options.seed)
    if not list(options.seed.glob("*.yml")):
        sys.stderr.write(f"no entries (*.yml) in {options.seed}: nothing to train on\n")
        return 2
    from knowledge.training.pipeline import train

    sys.stdout.write(f"model {train(options.output, seed_dir=options.seed, cache=options.cache)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
