"""The composition root: the one place where the api's parts are made and put together."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from functools import partial

import httpx
from anyio import to_thread
from fastapi import FastAPI

from actions import build_actions, build_jobs
from api import health, pages
from api.console.desks import make_console_routers
from api.console.templating import ConsolePages
from api.deps import Services, VisitorLimits
from api.dialogue import action_webhook
from api.dialogue.direct import DirectDialogue
from api.dialogue.food_questions import is_certain_question
from api.dialogue.phrases import Phrases
from api.dialogue.rasa import RasaDialogue
from api.dialogue.responses import ResponseBook
from api.dialogue.turn import ChatTurns
from api.errors import add_error_handlers
from api.jobs import keep_schedule, keep_summaries, run_jobs, warm_up, weekly_report_job
from api.partners import routes as partner_routes
from api.partners.limits import PartnerLimits
from api.public import news as news_routes
from api.public import reports as report_routes
from api.public import routes as public_routes
from api.pushing import keep_pushing
from api.rate_limit import RateLimiter, VisitorKeys, make_strategy
from api.secrets import StateSecrets
from api.security import BodyLimit, InternalGate, RequestLog, SecurityHeaders
from api.settings import ApiSettings
from api.site import routes as site_routes
from api.staff import routes as staff_routes
from api.warming import leave_uncollected, seldom_collected, warm_desks
from knowledge.notifications.ways import UnconfiguredWeChat
from knowledge.service import Knowledge

_log = logging.getLogger(__name__)


def create_app(settings: ApiSettings, *, knowledge: Knowledge | None = None) -> FastAPI:
    """The whole api. The database and the index are opened when it starts, not here.

    ``knowledge`` is for callers that bring their own, with a clock or an encoder of their choice.
    """
    secrets = StateSecrets.load_or_create(settings.var)
    knowledge = knowledge or Knowledge(settings)
    responses = ResponseBook.load(settings.responses_file)
    # Never through a proxy of the environment: Rasa is on this machine or in this network.
    rasa_client = httpx.AsyncClient(
        base_url=settings.rasa_address, timeout=settings.rasa_deadline_seconds, trust_env=False
    )
    services = _make_services(settings, secrets, knowledge, responses, rasa_client)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(knowledge.open)
        background = [
            asyncio.create_task(warm_up(knowledge)),
            asyncio.create_task(follow_revision(knowledge, settings.index_poll_seconds)),
            asyncio.create_task(services.rasa.keep_warm()),
            asyncio.create_task(keep_pushing(knowledge, [UnconfiguredWeChat()], settings.push_poll_seconds)),
            asyncio.create_task(run_jobs(knowledge, [weekly_report_job(knowledge)], settings.job_poll_seconds)),
            asyncio.create_task(keep_schedule(knowledge, settings.job_poll_seconds)),
            asyncio.create_task(keep_summaries(knowledge, settings.job_poll_seconds)),
            asyncio.create_task(warm_desks(knowledge)),
        ]
        try:
            with seldom_collected():
                yield
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await rasa_client.aclose()
            await to_thread.run_sync(knowledge.close)

    app = FastAPI(
        title="食安小辰",
        version="1",
        summary="Checks what people say about food against reviewed entries, and logs what is not known yet.",
        lifespan=lifespan,
        # The interactive pages load scripts from other sites; the description itself is enough.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.services = services
    add_error_handlers(app, services.pages)
    app.include_router(public_routes.router)
    app.include_router(news_routes.router)
    app.include_router(report_routes.router)
    app.include_router(partner_routes.router)
    app.include_router(staff_routes.router)
    app.include_router(health.router)
    app.include_router(action_webhook.make_router(action_webhook.make_executor(build_actions(knowledge))))
    app.include_router(site_routes.make_router(settings))
    for desk in make_console_routers():
        app.include_router(desk)
    app.include_router(pages.make_router(settings.widget_dir))
    # The last one added is the outermost.
    app.add_middleware(
        BodyLimit,
        max_bytes=settings.max_body_bytes,
        console_max_bytes=settings.console_max_body_bytes,
        pages=services.pages,
    )
    app.add_middleware(InternalGate, token=secrets.action_token, pages=services.pages)
    app.add_middleware(RequestLog, pages=services.pages)
    # Outside the log, so that the answer to a failure nobody caught carries the browser's rules too.
    app.add_middleware(SecurityHeaders, embedding_sites=settings.embedding_sites)
    return app


def _make_services(
    settings: ApiSettings,
    secrets: StateSecrets,
    knowledge: Knowledge,
    responses: ResponseBook,
    rasa_client: httpx.AsyncClient,
) -> Services:
    jobs = build_jobs(knowledge)
    phrases = Phrases.load()
    rasa = RasaDialogue(
        rasa_client,
        token=secrets.rasa_token,
        deadline_seconds=settings.rasa_deadline_seconds,
        rest_seconds=settings.rasa_rest_seconds,
        text_limit=settings.nlu_text_limit,
        is_certain_question=partial(is_certain_question, knowledge, phrases),
    )
    direct = DirectDialogue(knowledge, jobs, phrases, responses)
    strategy = make_strategy(settings.rate_storage)
    return Services(
        settings=settings,
        knowledge=knowledge,
        turns=ChatTurns(knowledge, jobs, responses, first=rasa, otherwise=direct),
        responses=responses,
        rasa=rasa,
        visitors=VisitorKeys(secrets.visitor_salt, settings.trusted_proxies),
        limits=VisitorLimits(
            chat=RateLimiter("chat", settings.chat_rate, strategy),
            check=RateLimiter("check", settings.check_rate, strategy),
            read=RateLimiter("read", settings.read_rate, strategy),
            news=RateLimiter("news", settings.read_rate, strategy),
            code=RateLimiter("code", settings.code_rate, strategy),
            staff_failure=RateLimiter("staff_failure", settings.staff_failure_rate, strategy),
            sign_in_failure=RateLimiter("sign_in_failure", settings.sign_in_failure_rate, strategy),
        ),
        pages=ConsolePages(settings.widget_dir),
        partner_limits=PartnerLimits(strategy),
    )


async def follow_revision(knowledge: Knowledge, seconds: float) -> None:
    """Serve every new revision soon after it was published, for as long as the process lives."""
    while True:
        await asyncio.sleep(seconds)
        try:
            if await to_thread.run_sync(knowledge.refresh):
                leave_uncollected()
                _log.info("now serving revision %d", knowledge.revision)
        except Exception as error:  # noqa: BLE001 - what is served goes on being served; the next look may succeed
            _log.error("looking for a newer revision failed: %s", type(error).__name__)
