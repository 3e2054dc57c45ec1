"""The content that ships: nothing the checks call an error, and as much, as well sourced, as was promised."""

from pathlib import Path

import pytest

from knowledge.clock import china_date, utc_now
from knowledge.content_checks.collection import ContentReport, check_directory
from knowledge.content_checks.findings import Level
from knowledge.entries.publishers import tier_of_url
from knowledge.entries.seed_files import read_seed_files
from knowledge.entries.standards import load_standards
from knowledge.matching.encoder import Encoder
from knowledge.settings import KnowledgeSettings

SEED = KnowledgeSettings().seed_dir


@pytest.fixture(scope="module")
def report(shipped_encoder: Encoder) -> ContentReport:
    return check_directory(SEED, shipped_encoder, china_date(utc_now()))


def test_the_shipped_content_has_no_error(report: ContentReport) -> None:
    assert [finding for finding in report.findings if finding.level is Level.ERROR] == []


def test_there_is_enough_content_and_it_is_well_sourced(report: ContentReport) -> None:
    found = report.figures
    assert found is not None
    assert found.entries >= 450
    assert found.by_kind["rumor"] >= 250
    assert found.by_kind["knowledge"] >= 130
    assert found.by_kind["plan"] == 34
    assert found.share_official >= 0.60
    assert found.share_official_or_media >= 0.95


def test_no_link_leads_to_a_host_that_is_not_listed() -> None:
    shown = [source for content in read_seed_files(SEED).values() for source in content.sources if source.link]
    assert [source.link for source in shown if tier_of_url(source.link) is not source.tier] == []


def test_the_list_of_standards_names_each_once() -> None:
    numbers = [item.number for item in load_standards(Path(SEED)).items]
    assert numbers
    assert len(numbers) == len(set(numbers))
