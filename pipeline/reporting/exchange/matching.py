"""Which examples of a project the answers of a file belong to, and which of its labels are new."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.data.identity import ExampleNames
from pipeline.domain.labels import Decision, LabelSet, Task, TaskKind
from pipeline.reporting.exchange.answers import Answer, number_of, written_number


@dataclass(frozen=True)
class Matched:
    """A file's answers, sorted by what can be done with them. The five tuples together are all of them.

    Attributes:
        ready: with the project's example ids and label codes: can be appended.
        with_new_labels: matched, but with labels that are not in the set; ready once these were added.
        ambiguous: their texts stand several times in the project and the file does not say which is meant.
        unknown: their texts or ids are not in the project.
        contradicting: a decision that does not fit the task, such as two labels where one is asked for.
        new_labels: how many answers have each label that is not in the set, most frequent first.
        n_by_id, n_by_text: how the matched ones were found.
    """

    ready: tuple[Answer, ...] = ()
    with_new_labels: tuple[Answer, ...] = ()
    ambiguous: tuple[Answer, ...] = ()
    unknown: tuple[Answer, ...] = ()
    contradicting: tuple[Answer, ...] = ()
    new_labels: Mapping[str, int] = field(default_factory=dict)
    n_by_id: int = 0
    n_by_text: int = 0

    @property
    def n_matched(self) -> int:
        return self.n_by_id + self.n_by_text


def match_answers(
    answers: Sequence[Answer],
    ids: Sequence[str],
    texts: Iterable[tuple[str, ...]],
    task: Task,
) -> Matched:
    """Find each answer's example: by its id where the project has it, else by its exact texts.

    Of texts that stand several times, the k-th answer of an annotator belongs to the k-th of them if there are as many
    answers as examples, or if all of them say the same. Texts are compared raw and as they are stored (masked), but
    for line breaks and space around them.

    Args:
        ids, texts: of every row of the project's table, in its order; `texts` is read once.
    """
    finder = _Finder(answers, ids, texts)
    code_of = _codes(task.label_set)
    found: dict[str, list[Answer]] = {name: [] for name in ("ready", "new", "ambiguous", "unknown", "contradicting")}
    new_labels: Counter[str] = Counter()
    for answer in answers:
        place = finder.place(answer)
        if not place:
            found["unknown" if place is None else "ambiguous"].append(answer)
            continue
        coded = _of_task(replace(answer, example_id=place, labels=tuple(map(code_of, answer.labels))), task.kind)
        new = set(coded.labels) - set(task.label_set.codes)
        new_labels.update(new)
        found["contradicting" if not _fits(coded, task.kind) else "new" if new else "ready"].append(coded)
    ready, new_ones, ambiguous, unknown, contradicting = (tuple(it) for it in found.values())
    offered = dict(new_labels.most_common())
    return Matched(ready, new_ones, ambiguous, unknown, contradicting, offered, finder.n_by_id, finder.n_by_text)


class _Finder:
    """Looks up examples; keeps of the table only the texts that the answers ask for."""

    def __init__(self, answers: Sequence[Answer], ids: Sequence[str], texts: Iterable[tuple[str, ...]]) -> None:
        self._known = frozenset(ids)
        asking = [answer for answer in answers if answer.example_id not in self._known and answer.texts]
        self._copies = self._find({answer.texts for answer in asking}, ids, texts)
        self._said: dict[tuple[str, tuple[str, ...]], list[Answer]] = defaultdict(list)
        for answer in asking:
            self._said[answer.annotator, answer.texts].append(answer)
        self._turn: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.n_by_id = self.n_by_text = 0

    def place(self, answer: Answer) -> str | None:
        """Return an example's id, "" where several are possible, None where there is none."""
        if answer.example_id in self._known:
            self.n_by_id += 1
            return answer.example_id
        copies = self._copies.get(answer.texts, [])
        if not copies:
            return None
        key = (answer.annotator, answer.texts)
        turn, same = self._turn[key], self._said[key]
        if len(copies) > 1 and len(same) != len(copies) and len(set(map(_content, same))) > 1:
            return ""
        self._turn[key] += 1
        self.n_by_text += 1
        return copies[min(turn, len(copies) - 1)]

    def _find(
        self, wanted: set[tuple[str, ...]], ids: Sequence[str], texts: Iterable[tuple[str, ...]]
    ) -> dict[tuple[str, ...], list[str]]:
        copies = {key: named for key in wanted if (named := self._named(key))}
        others: dict[tuple[str, ...], list[str]] = {_plain(key): [] for key in wanted if key not in copies}
        if others:
            for example_id, row in zip(ids, texts, strict=True):
                place = others.get(_plain(row))
                if place is not None:
                    place.append(example_id)
        return {key: copies.get(key) or others[_plain(key)] for key in wanted}

    def _named(self, key: tuple[str, ...]) -> list[str]:
        """Return the examples whose raw texts these are: their ids are made of them."""
        names, found = ExampleNames(), []
        while (example_id := names.name(key)) in self._known:
            found.append(example_id)
        return found


def _plain(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("\n".join(text.strip().splitlines()) for text in texts)


def _content(answer: Answer) -> tuple[object, ...]:
    return answer.decision, answer.labels, answer.number


def _codes(label_set: LabelSet) -> Callable[[str], str]:
    """Return what finds the code of a label that a file may have written as its name, or in another case."""
    exact = {label.name: label.code for label in label_set.labels if label.name}
    exact |= {code: code for code in label_set.codes}
    alike: dict[str, set[str]] = defaultdict(set)
    for written, code in exact.items():
        alike[written.strip().casefold()].add(code)

    def code_of(written: str) -> str:
        similar = alike.get(written.strip().casefold(), set())
        return exact.get(written) or (next(iter(similar)) if len(similar) == 1 else written)

    return code_of


def _of_task(answer: Answer, kind: TaskKind) -> Answer:
    """Read a label as a number where numbers are asked for, and a number as a label where labels are."""
    if answer.decision is not Decision.LABEL:
        return replace(answer, labels=(), number=None)
    if kind is TaskKind.REGRESSION:
        if answer.number is None and len(answer.labels) == 1:
            number = number_of(answer.labels[0])
            return answer if number is None else replace(answer, labels=(), number=number)
        return answer
    if answer.number is not None and not answer.labels:
        return replace(answer, labels=(written_number(answer.number),), number=None)
    return replace(answer, labels=tuple(dict.fromkeys(answer.labels)), number=None)


def _fits(answer: Answer, kind: TaskKind) -> bool:
    if answer.decision is not Decision.LABEL:
        return True
    if kind is TaskKind.REGRESSION:
        return answer.number is not None and not answer.labels
    return kind is TaskKind.MULTI_LABEL or len(answer.labels) == 1
