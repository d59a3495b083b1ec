"""The figures of a run, with honest uncertainty: pure functions over records and stored episodes.

``measure`` gives everything that reports read. ``docs/numbers.md`` says what each figure means and when not to use it.
"""

from agentsim.numbers.measure import measure
from agentsim.numbers.rows import Alarm, Contrast, Effect, Level, Mean, Numbers, Rate, Repeat, Unscored

__all__ = ["Alarm", "Contrast", "Effect", "Level", "Mean", "Numbers", "Rate", "Repeat", "Unscored", "measure"]
