"""The knowledge base as a command uses it."""

from collections.abc import Iterator
from contextlib import contextmanager

from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings


@contextmanager
def migrated_knowledge() -> Iterator[Knowledge]:
    """For staff's commands: the database, without loading encoder and index."""
    knowledge = Knowledge(KnowledgeSettings())
    try:
        knowledge.require_migrated()
        yield knowledge
    finally:
        knowledge.close()


@contextmanager
def answering_knowledge() -> Iterator[Knowledge]:
    """For commands that ask what residents ask."""
    with migrated_knowledge() as knowledge:
        knowledge.open()
        yield knowledge
