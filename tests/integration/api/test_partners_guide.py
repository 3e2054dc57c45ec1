"""The guide for partners' developers: what it shows is what the interface takes and gives."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from knowledge.audit.actions import OPERATOR
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.partners import NewPartner
from knowledge.service import Knowledge
from tests.builders import OFFICE, FixedClock

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "partners.md"


def bodies() -> list[dict[str, Any]]:
    """The bodies of the guide's requests, in their order."""
    return [json.loads(found) for found in re.findall(r"-d '(\{.*?\})'", GUIDE.read_text(encoding="utf-8"), re.DOTALL)]


async def test_the_examples_of_the_guide_work(api: httpx.AsyncClient, knowledge: Knowledge, clock: FixedClock) -> None:
    clock.advance(days=3)
    new = NewPartner("市联合辟谣机制", IntakeChannel.PARTNER, "600/minute", may_read_ledger=True, may_conclude=True)
    api.headers["Authorization"] = f"Bearer {knowledge.add_partner(new, OPERATOR)}"
    lead, conclusion = bodies()
    taken = await api.post("/api/v1/partner/reports", json=lead)
    assert taken.status_code == 201
    shown = json.loads(re.findall(r"```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0])
    assert set(taken.json()) == set(shown)
    knowledge.assign_cluster(1, OFFICE, unit="区市场监管局", due_on=date(2026, 11, 30))
    edition = (await api.get("/api/v1/partner/clusters/1")).json()["edition"]
    closed = await api.post("/api/v1/partner/clusters/1/conclusion", json=conclusion | {"edition": edition})
    assert (closed.status_code, closed.json()["evidence"]) == (200, conclusion["evidence"])


async def test_the_guide_names_every_route_and_every_field_of_a_lead(api: httpx.AsyncClient) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    described = (await api.get("/api/v1/openapi.json")).json()
    for name in described["components"]["schemas"]["PartnerReport"]["properties"]:
        assert f"`{name}`" in guide, name
    for path in described["paths"]:
        if path.startswith("/api/v1/partner/"):
            stable = path.removeprefix("/api/v1/partner").partition("{")[0].rstrip("/")
            assert stable in guide, path
