"""The page of one cluster, and a step taken on it: done, or shown again with what was typed and what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed
from api.console.ledger import LEDGER
from api.console.ledger_charts import days_chart
from api.deps import Services, ServicesDep
from knowledge.emerging.kinds import Harm
from knowledge.emerging.lifecycle import CLOSED, ClusterStatus
from knowledge.emerging.units import units
from knowledge.emerging.views import ClusterView
from knowledge.errors import IndexUnavailable, InvalidInput, LedgerConflict, NotFound, WrongState
from knowledge.service import Knowledge
from knowledge.staff.permissions import Permission

Officer = Annotated[SignedIn, Depends(allowed(Permission.WORK_LEDGER))]


@dataclass(frozen=True, slots=True)
class ClusterStep:
    """An officer about to change a cluster they read at ``edition``."""

    request: Request
    services: Services
    person: SignedIn
    cluster_id: int
    edition: int

    @property
    def knowledge(self) -> Knowledge:
        """Where the change is made."""
        return self.services.knowledge

    @property
    def on(self) -> tuple[int, str]:
        """What is changed, and by whom."""
        return self.cluster_id, self.person.name

    async def take(
        self,
        change: Callable[[], ClusterView],
        *,
        done: str,
        typed: Mapping[str, Any],
        not_found: Mapping[str, str] | None = None,
    ) -> Response:
        """Do it and show the cluster; or show the form again, with what was ``typed`` and what is wrong with it.

        ``not_found`` names the field in which another cluster, or an entry, was named.
        """
        again = partial(cluster_page, self.request, self.services, self.person, self.cluster_id, typed=typed)
        try:
            changed = await to_thread.run_sync(change)
        except InvalidInput as error:
            return await again(status=422, errors={error.field: error.message}, problem=error.message)
        except LedgerConflict as error:
            return await again(status=409, conflict=error)
        except WrongState as error:
            return await again(status=409, problem=error.message)
        except NotFound as error:
            field = (not_found or {}).get(error.what)
            if field is None or str(error.key) == str(self.cluster_id):
                raise
            return await again(status=422, errors={field: error.message}, problem=error.message)
        return RedirectResponse(f"{LEDGER}/{changed.cluster_id}?done={done}", 303)


def _step(
    cluster_id: int,
    request: Request,
    services: ServicesDep,
    person: Officer,
    edition: Annotated[int, Form(ge=1)],
) -> ClusterStep:
    return ClusterStep(request, services, person, cluster_id, edition)


Step = Annotated[ClusterStep, Depends(_step)]


async def cluster_page(
    request: Request,
    services: Services,
    person: SignedIn,
    cluster_id: int,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    problem: str = "",
    conflict: LedgerConflict | None = None,
) -> Response:
    """The cluster with its reports, variants, priority, history and steps. Raises ``NotFound``."""
    knowledge = services.knowledge
    file = await to_thread.run_sync(partial(knowledge.cluster_file, cluster_id, viewer=person.name))
    cluster = file.line.cluster
    may_work = person.can(Permission.WORK_LEDGER) and cluster.merged_into_id is None
    similar = await to_thread.run_sync(_similar, knowledge, cluster_id, person.name) if may_work else []
    entries = await to_thread.run_sync(_entries, knowledge, cluster.claim) if may_work else []
    return services.pages.render(
        request,
        "ledger/cluster.html",
        person,
        status,
        file=file,
        line=file.line,
        cluster=cluster,
        chart=days_chart(file.days),
        similar=similar,
        suggested_entries=entries,
        told=await to_thread.run_sync(_told, knowledge, cluster.entry_id),
        may_work=may_work,
        is_closed=cluster.status in CLOSED,
        units=[(unit.name, f"{unit.name}（第{'、'.join(map(str, unit.items))}项）") for unit in units()],
        harms=list(Harm),
        conclusions=[ClusterStatus.REBUTTED, ClusterStatus.CONFIRMED],
        errors=errors or {},
        typed=typed or {},
        problem=problem,
        conflict=conflict,
    )


def _similar(knowledge: Knowledge, cluster_id: int, viewer: str) -> list[Any]:
    try:
        return list(knowledge.similar_clusters(cluster_id, viewer=viewer))
    except IndexUnavailable:
        return []


def _entries(knowledge: Knowledge, claim: str) -> list[Any]:
    try:
        return list(knowledge.entries_by_meaning(claim, most=3).entries)
    except IndexUnavailable:
        return []


def _told(knowledge: Knowledge, entry_id: str | None) -> list[tuple[str, int]]:
    if entry_id is None:
        return []
    counts = knowledge.notification_counts(entry_id)
    return [(state.label, count) for state, count in counts.by_state.items() if count]
