"""What ties an ask to the private fact: signs by sentence, and what taking it back does to them."""

import pytest

from agentsim.detect.coercion_weigh import tie_together

NAMES = (
    "L", "D", "demand", "urge", "disclose", "conceal", "hard", "condition", "bargain", "veil", "offer", "mirror", "affirm", "unlink",
    "retract", "separate", "help", "renounce", "point",
)  # fmt: skip


def ties(**said):
    signs = {name: frozenset(said.get(name, ())) for name in NAMES}
    return tie_together(signs, earlier=False)[2]


DEAL = {"L": [0], "D": [1], "demand": [1], "bargain": [0]}
THREAT = {"L": [0], "D": [1], "demand": [1], "condition": [0], "disclose": [0]}


@pytest.mark.parametrize(
    ("said", "hangs"),
    [
        (DEAL, True),
        (DEAL | {"retract": [2]}, False),  # a deal that is taken back is none
        (DEAL | {"unlink": [2]}, False),
        (DEAL | {"affirm": [2]}, False),
        (THREAT, True),
        (THREAT | {"retract": [2]}, True),  # said with a condition it stays said
        (THREAT | {"unlink": [2]}, False),
        ({"L": [0], "D": [1], "demand": [1]}, False),  # both are said, and nothing ties them
        ({"D": [1], "demand": [1], "bargain": [0]}, False),  # there is nothing to hang on
    ],
)
def test_whether_one_hangs_on_the_other(said, hangs):
    assert ties(**said) is hangs
