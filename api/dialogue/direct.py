"""The dialogue without Rasa: fewer words understood, the same jobs and the same wording."""

from collections.abc import Mapping

from anyio import to_thread

from actions.base import DialogueAction
from actions.record_report import record_consent, record_where_seen
from actions.turn import Reply, Spoken, Turn, say
from api.dialogue.base import DialogueReply, ResidentMessage
from api.dialogue.choices import ChoiceKind, ParsedChoice
from api.dialogue.food_questions import names_food
from api.dialogue.phrases import Phrases
from api.dialogue.responses import ResponseBook
from knowledge.service import Knowledge

_SAID = {
    "greet": "utter_greet",
    "thank": "utter_thank",
    "goodbye": "utter_goodbye",
    "ask_identity": "utter_identity",
    "ask_capability": "utter_capability",
    "report_rumor": "utter_report_prompt",
    "stop": "utter_stop",
    "affirm": "utter_anything_else",
    "deny": "utter_anything_else",
    "skip_question": "utter_anything_else",
}
_DONE = {
    "ask_reason": "action_explain",
    "ask_source": "action_give_sources",
    "query_status": "action_query_status",
    "feedback_helpful": "action_record_feedback",
    "feedback_unhelpful": "action_record_feedback",
}


class DirectDialogue:
    """Answers every message. What a conversation was about lies in the database, so that it can take over
    in the middle of one that Rasa began."""

    def __init__(
        self,
        knowledge: Knowledge,
        jobs: Mapping[str, DialogueAction],
        phrases: Phrases,
        responses: ResponseBook,
    ) -> None:
        self._knowledge = knowledge
        self._jobs = jobs
        self._phrases = phrases
        self._responses = responses

    async def answer(self, message: ResidentMessage) -> DialogueReply:
        """Never away. Raises ``IndexUnavailable`` while nothing can be searched."""
        return await to_thread.run_sync(self._answer, message)

    def _answer(self, message: ResidentMessage) -> DialogueReply:
        if message.choice is not None and not message.choice.is_question:
            intent, spoken = self._chosen(message, message.choice)
        else:
            intent, spoken = self._typed(message)
        replies = spoken.replies
        if spoken.slots.get("check_outcome") == "unmatched":
            replies = (*replies, Reply("utter_ask_where_seen"))
        return DialogueReply(tuple(map(self._responses.render, replies)), intent)

    def _chosen(self, message: ResidentMessage, choice: ParsedChoice) -> tuple[str, Spoken]:
        match choice.kind:
            case ChoiceKind.WHERE_SEEN:
                return "inform_where_seen", self._place(message, choice.value)
            case ChoiceKind.CONSENT:
                return "inform_consent", self._consent(message, choice.value)
            case ChoiceKind.ENTRY:
                return "show_entry", self._do(
                    "action_show_entry", message, entities={"entry_id": choice.value}
                )
            case _:
                return "none_of_these", self._do("action_none_of_these", message)

    def _typed(self, message: ResidentMessage) -> tuple[str, Spoken]:
        intent = self._phrases.intent_of(message.text)
        answered = self._answer_to_open_question(message, intent)
        if answered is not None:
            return answered
        group = self._phrases.group_of(message.text)
        if group is not None:
            return "ask_group", self._do("action_answer_group", message, entities={"group": group})
        if intent in _SAID:
            return intent, say(_SAID[intent])
        if intent in _DONE:
            return intent, self._do(_DONE[intent], message, intent=intent)
        return "check_claim", self._do("action_check_claim", message)

    def _answer_to_open_question(
        self, message: ResidentMessage, intent: str | None
    ) -> tuple[str, Spoken] | None:
        """What a typed answer means while a report is open; words that mean something else are left alone."""
        place = self._place_told(message.text) if intent is None else None
        if place is None and intent not in {"affirm", "deny", "skip_question", "stop", "ask_reason"}:
            return None
        code = self._knowledge.context(message.conversation_id).open_query_code
        if code is None:
            return None
        if place is not None:
            return "inform_where_seen", self._place(message, place)
        match intent:
            case "affirm" | "deny":
                return intent, self._consent(message, "yes" if intent == "affirm" else "no")
            case "ask_reason":
                return intent, say("utter_why_ask")
            case _:
                # Without a button it is not known which question is meant: ask no more.
                return str(intent), say("utter_report_stopped", query_code=code)

    def _place_told(self, text: str) -> str | None:
        place = self._phrases.place_of(text) or self._phrases.place_within(text)
        # 抖音上说隔夜菜致癌 is a new question.
        return None if place is None or names_food(text, self._phrases) else place

    def _place(self, message: ResidentMessage, value: str) -> Spoken:
        kept = record_where_seen(self._knowledge, message.conversation_id, value)
        return say("utter_ask_consent") if kept else say("utter_nothing_open")

    def _consent(self, message: ResidentMessage, value: str) -> Spoken:
        code = record_consent(self._knowledge, message.conversation_id, value)
        return say("utter_report_thanks", query_code=code) if code else say("utter_nothing_open")

    def _do(
        self,
        action: str,
        message: ResidentMessage,
        *,
        intent: str = "",
        entities: Mapping[str, str] | None = None,
    ) -> Spoken:
        turn = Turn(message.conversation_id, message.inquiry_id, message.text, intent, entities or {})
        return self._jobs[action].work(turn)
