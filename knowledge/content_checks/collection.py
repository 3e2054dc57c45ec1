"""All content together: every finding, and the figures of its coverage."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.content_checks.entry_checks import check_entry
from knowledge.content_checks.findings import Finding, Level, error
from knowledge.content_checks.near_duplicates import check_near_duplicates
from knowledge.content_checks.phrasing_checks import check_all_phrasings
from knowledge.content_checks.source_checks import check_shared_urls
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import SourceTier
from knowledge.entries.seed_files import read_seed_files
from knowledge.entries.standards import Standards, load_standards
from knowledge.errors import SeedError
from knowledge.matching.encoder import Encoder


@dataclass(frozen=True, slots=True)
class ContentFigures:
    """How much there is, and how well it is sourced. Shares are of all entries, 0 to 1."""

    entries: int
    phrasings: int
    by_kind: Mapping[str, int]
    share_official: float
    """Entries whose best source is tier A."""
    share_official_or_media: float
    """Entries whose best source is tier A or B."""
    share_reposts_only: float


@dataclass(frozen=True, slots=True)
class ContentReport:
    """Findings, errors first, and the figures; the figures are ``None`` while files cannot be read."""

    findings: tuple[Finding, ...]
    figures: ContentFigures | None

    def count(self, level: Level) -> int:
        """How many findings there are of a level."""
        return sum(finding.level is level for finding in self.findings)

    @property
    def needing_source(self) -> tuple[str, ...]:
        """The entries that only reposts support (来源待补)."""
        return tuple(finding.entry_id for finding in self.findings if finding.check == "needs_source")


def check_directory(directory: Path, encoder: Encoder, today: date) -> ContentReport:
    """Check the content files of ``directory``. Files that cannot be read are reported, and nothing else then."""
    try:
        standards = load_standards(directory)
        contents = read_seed_files(directory)
    except SeedError as problems:
        return ContentReport(
            tuple(
                error("schema", f"{problem.file}:{problem.line}", problem.field, problem.message)
                for problem in problems.problems
            ),
            None,
        )
    return check_contents(contents, standards, encoder, today)


def check_contents(
    contents: Mapping[str, EntryDraft], standards: Standards, encoder: Encoder, today: date
) -> ContentReport:
    """Every finding about ``contents``, errors first, and their figures."""
    found = [
        finding
        for entry_id, content in contents.items()
        for finding in check_entry(entry_id, content, standards, today)
    ]
    found += check_all_phrasings(contents)
    found += check_shared_urls(contents)
    found += check_near_duplicates(contents, encoder)
    # Stable: within a level the order of the checks stays. What only reposts support heads the warnings.
    found.sort(key=lambda finding: (finding.level is not Level.ERROR, finding.check != "needs_source"))
    return ContentReport(tuple(found), figures(contents))


def figures(contents: Mapping[str, EntryDraft]) -> ContentFigures:
    """Counts and shares of ``contents``."""
    best = Counter(_best_tier(content) for content in contents.values())
    count = max(1, len(contents))
    return ContentFigures(
        entries=len(contents),
        phrasings=sum(len(content.phrasings) for content in contents.values()),
        by_kind=dict(Counter(content.kind.value for content in contents.values()).most_common()),
        share_official=best[SourceTier.OFFICIAL] / count,
        share_official_or_media=(best[SourceTier.OFFICIAL] + best[SourceTier.MEDIA]) / count,
        share_reposts_only=best[SourceTier.REPOST] / count,
    )


def _best_tier(content: EntryDraft) -> SourceTier:
    return min((source.tier for source in content.sources), default=SourceTier.REPOST)
