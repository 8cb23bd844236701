"""What the judge of answers says, weighed with what the rules say, and the bars that an answer must clear.

All of it was fitted on our newsroom; with other weights of the judge all of it has to be fitted again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """What the log-odds of the judge and the score of the rules count, and where they start, in log-odds."""

    judge: float
    rules: float
    neither: float


RANKED = Weights(
    0.29, 0.77, 0.41
)  # of sentences: the ranker's log-odds in the place of a score by rules; both, as one of the grounds of a decision
INSTEAD = Weights(0.46, 4.19, -1.6)  # of a sentence in the place of a statement that was not found: by rules
COUNTED = Weights(0.1, 0.9, 0.6)  # where a number is asked for: to the judge any number looks like an answer
STATEMENTS = Weights(0.43, 2.41, -1.0)
LISTED = Weights(0.8, 1.0, 0.0)  # of anybody: that a statement is on the topic says little about who "was against" it

MOST_LIKELY = (
    0.97  # what the judge says of a sentence counts up to there: the most of 1,711 of our newsroom's was 0.956
)
WORTH_A_LOOK = -5.0  # log-odds by the ranker, the least of a sentence that is shown to the judge
ENOUGH = 0.5  # of a score by rules, the least of a sentence that answers
LIKELY = 0.33  # of a chance that is decided on: a lower bar answers more, of what is told and of what is not
CLOSE = 0.8  # of the best sentence's worth, for a further one
SURE, BESIDE = 0.5, 0.85  # the same for a sentence in the place of a statement that was not found
STATED, STATED_CLOSE = 0.3, 0.75  # the same for a statement of whom the question names


def weigh(score: float, likely: float, weights: Weights) -> float:
    """Return the chance that a text answers, from its score by rules and what the judge says."""
    odds = weights.judge * math.log(max(likely, 1e-6) / max(1 - likely, 1e-6)) + weights.rules * score + weights.neither
    return 1 / (1 + math.exp(-odds))
