"""Who an example is: the same row read again is the same example."""

import hashlib
from collections.abc import Iterable, Sequence

N_HEX = 20  # 80 bits: a collision among ten million examples has a chance of one in ten thousand million


class ExampleNames:
    """Names every row of a project by its raw TEXT values and how often they stood above it.

    The k-th row with the same texts always gets the same id, whatever stands between. An id is a name within its
    project, yet nothing of the project is in it: the same table gives the same splits in every workspace.
    """

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._repeats: dict[bytes, int] = {}  # how often texts stood above, of those that came again

    def name(self, texts: Sequence[str]) -> str:
        first = _digest(texts, 0)
        if first not in self._seen:
            self._seen.add(first)
            return first.hex()
        occurrence = self._repeats[first] = self._repeats.get(first, 0) + 1
        return _digest(texts, occurrence).hex()


def example_ids(texts: Iterable[Sequence[str]]) -> list[str]:
    """Name every row of a table."""
    names = ExampleNames()
    return [names.name(row) for row in texts]


def _digest(texts: Sequence[str], occurrence: int) -> bytes:
    digest = hashlib.sha256()
    for value in (str(occurrence), *texts):
        content = value.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "little"))  # so that ("ab", "c") is not ("a", "bc")
        digest.update(content)
    return digest.digest()[: N_HEX // 2]
