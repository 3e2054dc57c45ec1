"""An index made from the one before it is the one a full build gives, and encodes only what is new."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.benchmark.phrasings import make_entries, make_entry, make_questions
from knowledge.index_store import IndexStore
from knowledge.matching.encoder import TokenIds, Vectors, Weights
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Matcher
from knowledge.matching.thresholds import load_thresholds
from knowledge.matching.types import IndexedEntry
from knowledge.service import Knowledge
from tests.builders import REVIEWER
from tests.fakes import HashEncoder

ENTRIES = make_entries(120)
NEW = make_entry(1)
CHANGED = IndexedEntry(ENTRIES[5].entry_id, ENTRIES[5].title, ("换了一种问法",), "换了一种答法,说得更清楚。")


class CountingEncoder(HashEncoder):
    """A hash encoder with a vector per character, as static embeddings have; notes what it is asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        return super().encode(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return super().encode(texts)

    def token_ids(self, texts: Sequence[str]) -> list[TokenIds]:
        return [np.array([ord(character) for character in text], np.int64) for text in texts]

    def token_parts(self, ids: TokenIds) -> tuple[Vectors, Weights]:
        return super().encode([chr(number) for number in ids.tolist()]), np.ones(len(ids), np.float32)


VERSIONS = {
    "added at the end": [*ENTRIES, NEW],
    "added in the middle": [*ENTRIES[:4], NEW, *ENTRIES[4:]],
    "added at the start": [NEW, *ENTRIES],
    "changed": [*ENTRIES[:5], CHANGED, *ENTRIES[6:]],
    "withdrawn": [*ENTRIES[:7], *ENTRIES[8:]],
    "all at once, in another order": [*ENTRIES[8:], CHANGED, NEW, *ENTRIES[:3]],
    "all withdrawn": [],
    "unchanged": ENTRIES,
}


def _assert_same(one: IndexSnapshot, other: IndexSnapshot) -> None:
    assert one.entries == other.entries
    assert one.rows == other.rows
    assert one.revision == other.revision
    assert np.array_equal(one.vectors, other.vectors)
    assert np.array_equal(one.row_entry, other.row_entry)
    assert one.row_mentions == other.row_mentions
    assert one.entry_mentions == other.entry_mentions
    assert one.row_tokens is not None
    assert other.row_tokens is not None
    for mine, others in ((one.row_tokens, other.row_tokens), (one.entry_tokens, other.entry_tokens)):
        assert [tokens.tolist() for tokens in mine] == [tokens.tolist() for tokens in others]
    for number in range(len(one.entries)):
        assert one.rows_of_entry(number) == other.rows_of_entry(number)
        assert one.asking_rows(number) == other.asking_rows(number)


@pytest.mark.parametrize("entries", VERSIONS.values(), ids=VERSIONS.keys())
def test_a_following_index_is_the_one_a_full_build_gives(entries: list[IndexedEntry]) -> None:
    encoder, thresholds = CountingEncoder(), load_thresholds()
    following = IndexSnapshot.build(ENTRIES, encoder, 1).followed_by(entries, encoder, 2)
    built = IndexSnapshot.build(entries, encoder, 2)

    _assert_same(following, built)
    one, other = Matcher(following, encoder, thresholds), Matcher(built, encoder, thresholds)
    for question in (*make_questions(20), NEW.phrasings[0], CHANGED.phrasings[0], ENTRIES[7].title):
        assert one.match_claim(question) == other.match_claim(question)


def test_only_new_and_changed_entries_are_encoded() -> None:
    encoder = CountingEncoder()
    first = IndexSnapshot.build(ENTRIES, encoder, 1)
    encoder.encoded.clear()

    second = first.followed_by([NEW, *ENTRIES[:5], CHANGED, *ENTRIES[7:]], encoder, 2)

    assert encoder.encoded == [row.text for row in second.rows if row.entry in (0, 6)]


def test_the_index_before_stays_as_it_was() -> None:
    encoder = CountingEncoder()
    first, again = IndexSnapshot.build(ENTRIES, encoder, 1), IndexSnapshot.build(ENTRIES, encoder, 1)

    first.followed_by([NEW, CHANGED], encoder, 2)

    _assert_same(first, again)


def test_many_steps_lead_to_the_same_index() -> None:
    encoder = CountingEncoder()
    snapshot = IndexSnapshot.build((), encoder, 0)
    for revision, entries in enumerate(VERSIONS.values(), start=1):
        snapshot = snapshot.followed_by(entries, encoder, revision)
        _assert_same(snapshot, IndexSnapshot.build(entries, encoder, revision))


def test_another_encoder_keeps_nothing() -> None:
    other = HashEncoder(name="other")
    following = IndexSnapshot.build(ENTRIES, CountingEncoder(), 1).followed_by(ENTRIES, other, 2)

    assert following.encoder_digest == other.digest
    assert following.row_tokens is None


def test_a_loaded_index_takes_what_it_can_from_the_one_before(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    first = IndexSnapshot.build(ENTRIES, encoder, 1)
    first.followed_by([*ENTRIES, NEW], encoder, 2).save(tmp_path / "2")

    loaded = IndexSnapshot.load(tmp_path / "2", encoder, first)

    _assert_same(loaded, IndexSnapshot.build([*ENTRIES, NEW], encoder, 2))
    assert loaded.row_mentions[0] is first.row_mentions[0]


def test_a_following_index_is_saved_as_a_built_one_is(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    IndexSnapshot.build(ENTRIES, encoder, 1).followed_by([NEW, CHANGED], encoder, 2).save(tmp_path / "following")
    IndexSnapshot.build([NEW, CHANGED], encoder, 2).save(tmp_path / "built")

    for file in (tmp_path / "built").iterdir():
        assert (tmp_path / "following" / file.name).read_bytes() == file.read_bytes()


def test_a_withdrawal_is_served_without_encoding_anything(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    encode = type(knowledge.encoder()).encode

    def noted(self: HashEncoder, texts: Sequence[str]) -> Vectors:
        encoded.extend(texts)
        vectors: Vectors = encode(self, texts)
        return vectors

    monkeypatch.setattr(type(knowledge.encoder()), "encode", noted)
    before = IndexStore(knowledge.settings.index_dir, knowledge.encoder()).obtain(knowledge.published())
    knowledge.withdraw("geye-cai", REVIEWER)
    assert knowledge.refresh()

    assert encoded == []
    assert len(knowledge.served().matcher.snapshot.entries) == len(before.entries) - 1
