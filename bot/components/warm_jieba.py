"""Rasa's jieba tokenizer, with its dictionary loaded when the model is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.jieba_tokenizer import JiebaTokenizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class WarmJieba(JiebaTokenizer):
    """Tokenizes as ``JiebaTokenizer`` does, and is ready at the first message.

    jieba reads its dictionary lazily: the first resident would wait 2 to 4 seconds, longer than the api waits
    for Rasa.
    """

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> JiebaTokenizer:
        # By default jieba unmarshals a cache of fixed name from the shared temporary directory, where anyone
        # may put one. Beside jieba's code it is as trustworthy as the code; where that is read-only, jieba
        # builds the dictionary anew.
        jieba.dt.tmp_dir = str(Path(jieba.__file__).parent)
        jieba.initialize()
        return super().load(config, model_storage, resource, execution_context, **kwargs)
