"""The last word on an intent: a message about food, or an unsure one, goes to the knowledge check.

A swallowed food question is worse than small talk sent to the knowledge check, which recognises what is
not about food and says kindly what it is for. So this is Rasa's fallback with two more rules: some intents
need more confidence than others, and a message that names a food is never small talk or a bare follow-up.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
)
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FoodFirst(FallbackClassifier):
    """Turns an intent into ``nlu_fallback`` when it is unsure or overlooks a food.

    Put it after the entity extractor: it reads the entity ``food_entity``. ``intent_thresholds`` overrides
    ``threshold`` for single intents; ``food_intents`` may keep their name although a food is named.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **FallbackClassifier.get_default_config(),
            "ambiguity_threshold": 0.0,
            "intent_thresholds": {},
            "food_entity": "food",
            "food_intents": ["check_claim"],
        }

    def _should_fallback(self, message: Message) -> bool:
        """Whether the message goes to the knowledge check in spite of the intent the classifier gave it."""
        intent = message.data[INTENT]
        name, confidence = intent.get(INTENT_NAME_KEY), intent.get(PREDICTED_CONFIDENCE_KEY, 0.0)
        # A payload of our own buttons is certain and may carry any value.
        if confidence >= 1.0 and message.get("text", "").startswith("/"):
            return False
        found = {entity[ENTITY_ATTRIBUTE_TYPE] for entity in message.get(ENTITIES, [])}
        return self.is_overruled(name, confidence, names_food=self.component_config["food_entity"] in found)

    def is_overruled(self, intent: str | None, confidence: float, *, names_food: bool) -> bool:
        """The rule itself, without Rasa's message around it."""
        if intent is None:
            return True
        if names_food and intent not in self.component_config["food_intents"]:
            return True
        thresholds = self.component_config["intent_thresholds"]
        return confidence < thresholds.get(intent, self.component_config["threshold"])
