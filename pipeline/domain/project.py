"""A project: one question asked of one kind of text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.domain.labels import Task


class Language(StrEnum):
    """The language of a project's texts. ENGLISH also stands for other space-separated languages."""

    ENGLISH = "en"
    CHINESE = "zh"


@dataclass(frozen=True)
class Project:
    id: str
    name: str
    language: Language
    task: Task
    created_at: datetime
