"""Who is labelled next: every order over the examples that nobody labelled yet, by its name."""

from collections.abc import Mapping

from pipeline.labeling.coverage import Coverage
from pipeline.labeling.mix import Mix, UnsureAndDiverse
from pipeline.labeling.order import RandomOrder
from pipeline.labeling.pool import Pool, QueryStrategy
from pipeline.labeling.rare import RareLabels
from pipeline.labeling.uncertainty import Entropy, Margin

__all__ = ["DEFAULT", "STRATEGIES", "Margin", "Pool", "QueryStrategy", "RandomOrder"]

DEFAULT: QueryStrategy = Mix()
_ALL: tuple[QueryStrategy, ...] = (
    DEFAULT, RandomOrder(), Margin(), Entropy(), Coverage(), UnsureAndDiverse(), RareLabels(),
)  # fmt: skip
STRATEGIES: Mapping[str, QueryStrategy] = {strategy.name: strategy for strategy in _ALL}
