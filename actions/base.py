"""The bridge between rasa-sdk and a dialogue job: reads the tracker, runs the job in a thread, hands over."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from anyio import to_thread
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Reply, Spoken, Turn
from knowledge.service import Knowledge


class DialogueAction(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """One dialogue job. Subclasses say what they are called and what they do; nothing else."""

    action_name: ClassVar[str]

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def name(self) -> str:
        """The name the bot's domain knows it by."""
        return self.action_name

    @abstractmethod
    def work(self, turn: Turn) -> Spoken:
        """Do the job. Blocks; called in a worker thread by Rasa's side and by direct mode alike."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer Rasa: say the replies and set the slots."""
        spoken = await to_thread.run_sync(self.work, read_turn(tracker))
        for reply in spoken.replies:
            hand_over(dispatcher, reply)
        return [SlotSet(name, value) for name, value in spoken.slots.items()]


def read_turn(tracker: Tracker) -> Turn:
    """What Rasa understood of the latest message; the api put the whole text into the metadata."""
    message: Mapping[str, Any] = tracker.latest_message or {}
    metadata: Mapping[str, Any] = message.get("metadata") or {}
    inquiry_id = metadata.get("inquiry_id")
    return Turn(
        conversation_id=tracker.sender_id,
        inquiry_id=inquiry_id if isinstance(inquiry_id, int) else None,
        text=str(metadata.get("text") or message.get("text") or ""),
        intent=str((message.get("intent") or {}).get("name") or ""),
        entities={
            str(entity["entity"]): str(entity["value"])
            for entity in message.get("entities") or ()
            if entity.get("value") is not None
        },
        offered_entry_ids=offered_entries(tracker.events or ()),
    )


def offered_entries(events: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The entries behind the buttons the bot showed last, in their order."""
    for event in reversed(events):
        buttons = (event.get("data") or {}).get("buttons") if event.get("event") == "bot" else None
        if buttons:
            payloads = [str(button.get("payload", "")) for button in buttons]
            return tuple(
                payload.removeprefix("entry:") for payload in payloads if payload.startswith("entry:")
            )
    return ()


def hand_over(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Give one reply to Rasa, which finds the words and sends words and payload one after the other."""
    dispatcher.utter_message(
        response=reply.response,
        json_message=dict(reply.payload) or None,
        buttons=[{"title": choice.title, "payload": choice.choice} for choice in reply.choices],
        **reply.variables,
    )
