"""What went wrong, by kind."""

from knowledge.evaluation.files import Contradiction, Question
from knowledge.evaluation.measures import Replies
from knowledge.evaluation.mistakes import by_kind, mistakes
from knowledge.evaluation.systems import EMERGENCY, Reply

RIGHT = Reply(("a",), answered=("a",), confidence=0.9)


def test_every_mistake_has_its_kind_and_right_ones_have_none() -> None:
    replies = Replies(
        questions=(
            (Question("right", "a"), RIGHT),
            (Question("wrong", "a"), Reply(("b", "a"), answered=("b",), confidence=0.8)),
            (Question("lost", "a"), Reply(("b",), answered=("b",))),
            (Question("unsure", "a"), Reply(("a",), withheld="below the limit")),
            (Question("unsure too", "a"), Reply(("a",), withheld="below the limit", confidence=0.5)),
            (Question("blocked", "a"), Reply(("b",), withheld="guard different_food")),
            (Question("ill", "a"), Reply((), withheld=EMERGENCY)),
        ),
        negatives={"negatives_near": (("chat", RIGHT), ("silence", Reply(())))},
        contradictions=(
            (Contradiction("about", "other", "a"), RIGHT, Reply(("a",))),
            (Contradiction("about", "alike", "a"), Reply(("b",)), RIGHT),
        ),
    )

    found = mistakes(replies)

    assert dict(by_kind(found)) == {
        "wrong answer, the right entry ranked behind it": 1,
        "wrong answer, the right entry not ranked": 1,
        "answered although nothing matches (negatives_near)": 1,
        "look-alike answered with the topic": 1,
        "of a look-alike pair: topic not ranked first": 1,
        "not answered: below the limit (right entry first)": 2,
        "not answered: emergency lane (another entry first)": 1,
        "not answered: guard different_food (another entry first)": 1,
    }
    assert [mistake.text for mistake in found if "below" in mistake.kind] == ["unsure too", "unsure"]


def test_nothing_wrong_is_an_empty_list() -> None:
    assert mistakes(Replies(((Question("right", "a"), RIGHT),), {}, ())) == []
