"""Which tier a web address has."""

import pytest
import yaml

from knowledge.entries.draft import DraftSource
from knowledge.entries.kinds import SourceTier
from knowledge.entries.publishers import PUBLISHERS_FILE, host_of, tier_of_url


@pytest.mark.parametrize(
    ("url", "tier"),
    [
        ("https://www.samr.gov.cn/a", "A"),
        ("http://GOV.CN/a", "A"),
        ("https://piyao.kepuchina.cn/h/1", "A"),
        ("https://www.gov.cn:443/a?b=c", "A"),
        ("https://health.people.com.cn/n1/1.html", "B"),
        ("https://www.163.com/a", "C"),
        ("https://notgov.cn/a", "C"),
        ("https://gov.cn.evil.example/a", "C"),
        ("https://user@evil.example/gov.cn", "C"),
        ("ftp://www.gov.cn/a", "C"),
        (None, "C"),
    ],
)
def test_the_longest_listed_suffix_of_the_host_decides(url: str | None, tier: str) -> None:
    assert tier_of_url(url) is SourceTier(tier)


@pytest.mark.parametrize("url", ["https://", "https://gov", "https://[::1", "https://a.cn:x/", "http://a b.cn/"])
def test_what_is_no_web_address_has_no_host(url: str) -> None:
    assert host_of(url) is None


def test_every_host_is_listed_once_and_as_a_host() -> None:
    listed = yaml.safe_load(PUBLISHERS_FILE.read_text(encoding="utf-8"))
    hosts = [host for hosts in listed.values() for host in hosts]
    assert set(listed) <= {tier.value for tier in SourceTier}
    assert len(hosts) == len(set(hosts))
    assert all(host_of(f"https://{host}/") == host for host in hosts)


def test_a_tier_left_out_is_that_of_the_address_and_a_repost_has_no_link() -> None:
    official = DraftSource(title="一", publisher="二", url="https://www.gov.cn/a")
    assert (official.tier, official.link) == (SourceTier.OFFICIAL, "https://www.gov.cn/a")
    repost = DraftSource(title="一", publisher="二", url="https://example.org/a")
    assert (repost.tier, repost.link) == (SourceTier.REPOST, None)
