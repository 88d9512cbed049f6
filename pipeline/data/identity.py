"""Who an example is: the same row read again is the same example."""

import hashlib
from collections import Counter
from collections.abc import Sequence

N_HEX = 20  # 80 bits: a collision among ten million examples has a chance of one in ten thousand million


def example_ids(texts: Sequence[tuple[str, ...]]) -> list[str]:
    """Name every row of a project by its raw TEXT values and how often they stood above it.

    The k-th row with the same texts always gets the same id, whatever stands between. An id is a name within its
    project, yet nothing of the project is in it: the same table gives the same splits in every workspace.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    ids = []
    for row in texts:
        ids.append(_example_id(row, seen[row]))
        seen[row] += 1
    return ids


def _example_id(texts: tuple[str, ...], occurrence: int) -> str:
    digest = hashlib.sha256()
    for value in (str(occurrence), *texts):
        content = value.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "little"))  # so that ("ab", "c") is not ("a", "bc")
        digest.update(content)
    return digest.hexdigest()[:N_HEX]
