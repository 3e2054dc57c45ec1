"""Whether the process lives, and whether residents can be answered."""

from anyio import to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.deps import ServicesDep

router = APIRouter(tags=["operations"])


class Alive(BaseModel):
    """The process answers."""

    alive: bool = True


class Readiness(BaseModel):
    """What is not as it should be, by name; texts are for operators."""

    ready: bool
    reasons: dict[str, str] = Field(description="what keeps residents from being answered")
    degraded: dict[str, str] = Field(description="what residents are answered without")


@router.get("/healthz")
async def healthz() -> Alive:
    """Alive, whatever else is the matter."""
    return Alive()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(response: Response, services: ServicesDep) -> Readiness:
    """200 when residents are answered, 503 with the reasons when not. Without Rasa, direct mode answers."""
    reasons = await to_thread.run_sync(services.knowledge.readiness)
    trouble = await services.rasa.trouble()
    response.status_code = 503 if reasons else 200
    return Readiness(ready=not reasons, reasons=reasons, degraded={"rasa": trouble} if trouble else {})
