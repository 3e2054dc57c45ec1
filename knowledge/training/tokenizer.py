"""The Unigram tokenizer: the most probable cut of a text into known words."""

import json
import math
from collections.abc import Mapping

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
# Less probable than any word, so that a known cut always wins over an unknown character.
_UNKNOWN_LOG_SHARE = -30.0


def build_tokenizer(vocabulary: Mapping[str, float]) -> Tokenizer:
    """A tokenizer whose token 0 is the unknown one and whose other tokens stand in the vocabulary's order.

    It folds width and case (NFKC, lower case) and cuts at everything that is neither Chinese nor
    ``a-z 0-9 %``. Traditional characters are the caller's to convert.
    """
    pieces = [(UNKNOWN, _UNKNOWN_LOG_SHARE), *((word, math.log(share)) for word, share in vocabulary.items())]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[^\p{Han}a-z0-9%]+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def write_compactly(tokenizer: Tokenizer) -> str:
    """The tokenizer's JSON on one line, log shares to four decimals: a third of the pretty-printed size."""
    content = json.loads(tokenizer.to_str())
    content["model"]["vocab"] = [[word, round(share, 4)] for word, share in content["model"]["vocab"]]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
