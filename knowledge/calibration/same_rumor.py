"""``python -m knowledge.calibration.same_rumor``: fit what tells two messages of one rumor from two of different ones.

Learns from authored wordings of rumors (``clusters_2.jsonl``, ``clusters_3.jsonl``), changed as forwards change on
their way, and from nothing else; ``--judge`` says instead how well that does on topics it was not fitted on. Of pairs
that name different foods it learns nothing: about them a rule decides. The encoder it reads with is trained first,
without the entries and practice topics about these rumors: the shipped one has learnt them, and its vectors would look
more reliable than they are on tomorrow's rumors. The same texts always give the same files.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from knowledge.calibration.cases import DATA, read_seed
from knowledge.calibration.dressing import Group, Message, arrivals
from knowledge.calibration.forwarding import filler_sentences
from knowledge.emerging.cluster_evaluation import as_json, evaluate_clusters
from knowledge.emerging.clustering import ClaimReader, evidence_of, name_other_foods
from knowledge.emerging.same_rumor import MODEL_FILE, Evidence, SameRumorModel
from knowledge.emerging.text_overlap import RARITY_FILE, count_buckets
from knowledge.matching.encoder import Encoder, load_encoder
from knowledge.matching.features import core_words
from knowledge.matching.spelling import plain_words
from knowledge.training.topics import read_topics

GROUPS_FILES = (DATA / "clusters_2.jsonl", DATA / "clusters_3.jsonl")
_PACKAGE = Path(__file__).resolve().parents[1]
_MESSAGES = _PACKAGE / "check_worthiness" / "messages.jsonl"
_SEEDS = (1, 2, 3, 4)
_JUDGED_SEEDS = (11, 12, 13)
_PENALTY = 3.0
_FOLDS = 2
_PHRASINGS_NEAR = 5
_NEAR = 0.45


class Fitted(NamedTuple):
    """The model's weights by name."""

    weights: dict[str, float]
    intercept: float


def read_groups(files: Sequence[Path] = GROUPS_FILES) -> list[Group]:
    """The authored rumors with their wordings."""
    groups: list[Group] = []
    for file in files:
        with file.open(encoding="utf-8") as opened:
            # Not splitlines: a text may hold the line separators of Unicode, which JSON leaves as they are.
            lines = [json.loads(line) for line in opened if line.strip()]
        groups.extend(Group(line["group"], line["topic"], tuple(line["texts"])) for line in lines)
    return groups


def topic_folds(groups: Sequence[Group]) -> list[list[Group]]:
    """The rumors in parts that share no topic: two rumors about one food are never on both sides."""
    topics = sorted({group.topic for group in groups})
    random.Random(1).shuffle(topics)
    fold = {topic: place % _FOLDS for place, topic in enumerate(topics)}
    return [[group for group in groups if fold[group.topic] == number] for number in range(_FOLDS)]


def fit(groups: Sequence[Group], reader: ClaimReader) -> Fitted:
    """Fit to all pairs of some days of arrivals."""
    evidence, same = zip(
        *(pairs_of(arrivals(list(groups), random.Random(seed)), reader) for seed in _SEEDS), strict=True
    )
    model = LogisticRegression(C=_PENALTY, max_iter=3000).fit(np.concatenate(evidence), np.concatenate(same))
    weights = zip(Evidence._fields, model.coef_[0].tolist(), strict=True)
    return Fitted({name: round(weight, 4) for name, weight in weights}, round(float(model.intercept_[0]), 4))


def pairs_of(messages: Sequence[Message], reader: ClaimReader) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The evidence of the pairs of messages the model decides about, and whether each is of one rumor."""
    read = [reader.read(message.text) for message in messages]
    rows, same = [], []
    for place, new in enumerate(read[1:], 1):
        earlier = [number for number in range(place) if not name_other_foods(new, read[number])]
        if not earlier:
            continue
        others = [read[number] for number in earlier]
        meaning = np.maximum(np.stack([other.vector for other in others]) @ new.vector, 0)
        rows.append(np.stack(evidence_of(new, others, meaning), axis=1))
        same.append(np.array([messages[number].group == messages[place].group for number in earlier]))
    return np.concatenate(rows), np.concatenate(same)


def judge(encoder: Encoder) -> dict[str, float]:
    """The mean figures of some days of arrivals about topics the model was not fitted on."""
    parts = topic_folds(read_groups())
    found = []
    for number, part in enumerate(parts):
        others = [group for place, other in enumerate(parts) if place != number for group in other]
        reader = ClaimReader(encoder, SameRumorModel.of(*fit(others, ClaimReader(encoder))))
        for seed in _JUDGED_SEEDS:
            messages = dict(enumerate(arrivals(part, random.Random(seed))))
            texts = {str(place): message.text for place, message in messages.items()}
            labels = {str(place): message.group for place, message in messages.items()}
            found.append(as_json(evaluate_clusters(texts, labels, reader)))
    return {name: round(float(np.mean([one[name] for one in found])), 4) for name in found[0]}


def known_about(groups: Sequence[Group], seed_dir: Path, encoder: Encoder) -> frozenset[str]:
    """Ids of the entries and practice topics about one of these rumors: several wordings lie near a wording of it."""
    wordings = encoder.encode_queries([plain_words(text) for group in groups for text in group.texts])
    known = {one.entry.entry_id: (one.entry.title, *one.entry.phrasings) for one in read_seed(seed_dir)}
    known |= {topic.topic_id: (topic.title, *topic.texts) for topic in read_topics()}
    found = set()
    for one, texts in known.items():
        phrasings = encoder.encode([plain_words(text) for text in texts])
        nearest = np.sort((wordings @ phrasings.T).max(axis=0))[-_PHRASINGS_NEAR:]
        if np.median(nearest) > _NEAR:
            found.add(one)
    return frozenset(found)


def encoder_without(excluded: frozenset[str], seed_dir: Path, cache: Path) -> Encoder:
    """The project's encoder trained without some entries and practice topics, or taken from ``cache``."""
    # Imported here: only who trains needs torch.
    from knowledge.training.pipeline import inputs_digest, train

    key = hashlib.sha256("\n".join([inputs_digest(seed_dir), *sorted(excluded)]).encode()).hexdigest()[:16]
    directory = cache / f"rumors-{key}"
    if not (directory / "training.json").exists():
        train(directory, seed_dir=seed_dir, cache=cache, excluded_ids=excluded)
    return load_encoder(directory)


def write_rarity(seed_dir: Path, file: Path = RARITY_FILE) -> None:
    """Count how rare runs of characters are in our own texts: entries, messages, filler; no authored rumor."""
    counts, texts = count_buckets(core for text in _background(seed_dir) if (core := core_words(plain_words(text))))
    np.savez_compressed(file, counts=counts, texts=np.int64(texts))


def _background(seed_dir: Path) -> Iterator[str]:
    for one in read_seed(seed_dir):
        yield from (one.entry.title, *one.entry.phrasings)
    for line in _MESSAGES.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"]
    for sentences in filler_sentences().values():
        yield from sentences


def main(
    encoder: Annotated[str, typer.Option(help="Model to read with; empty: one trained without these rumors.")] = "",
    seed: Annotated[Path, typer.Option(exists=True, file_okay=False)] = _PACKAGE / "seed",
    cache: Annotated[Path, typer.Option(help="Where the encoder and what it starts from are kept.")] = Path(
        "var/training"
    ),
    output: Annotated[Path, typer.Option(dir_okay=False)] = MODEL_FILE,
    judging: Annotated[bool, typer.Option("--judge", help="Write nothing; print figures of topics held back.")] = False,
) -> None:
    """Count how rare words are, fit the model on all groups and write both."""
    groups = read_groups()
    shipped = load_encoder(encoder or _PACKAGE / "encoder")
    loaded = shipped if encoder else encoder_without(known_about(groups, seed, shipped), seed, cache)
    if judging:
        typer.echo(json.dumps(judge(loaded), indent=2))
        return
    write_rarity(seed)
    written = {"encoder": loaded.digest, "groups": len(groups), **fit(groups, ClaimReader(loaded))._asdict()}
    output.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
