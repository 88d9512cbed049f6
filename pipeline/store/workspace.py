"""A workspace: a folder with the database and the files; the unit of backup and deletion."""

import os
from pathlib import Path

from pipeline.domain.errors import UserFacingError
from pipeline.store.annotations import Annotations
from pipeline.store.database import Database
from pipeline.store.datasets import Datasets
from pipeline.store.evaluations import Evaluations
from pipeline.store.labels import Labels
from pipeline.store.projects import Projects
from pipeline.store.runs import Runs
from pipeline.store.settings import Settings

FOLDERS = ("datasets", "models", "encoders", "runs", "logs")


class Workspace:
    """One repository per kind of fact over one database, and the folders for bulk.

    Raises: UserFacingError("workspace_not_writable") when the folder cannot be made or written,
        ("workspace_damaged") when the database cannot be read, ("workspace_newer") when a newer Lanhai wrote it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()
        try:
            for name in FOLDERS:
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            writable = os.access(self.folder, os.W_OK)
        except OSError as error:
            raise UserFacingError("workspace_not_writable", folder=str(folder)) from error
        if not writable:
            raise UserFacingError("workspace_not_writable", folder=str(folder))
        self.database = Database(self.folder)
        self.projects = Projects(self.database)
        self.datasets = Datasets(self.database, self.folder / "datasets")
        self.annotations = Annotations(self.database)
        self.labels = Labels(self.datasets, self.annotations)
        self.runs = Runs(self.database)
        self.evaluations = Evaluations(self.database)
        self.settings = Settings(self.database)

    def model_folder(self, model_id: str) -> Path:
        return self.folder / "models" / model_id

    def run_folder(self, run_id: str) -> Path:
        return self.folder / "runs" / run_id

    def encoders_folder(self) -> Path:
        return self.folder / "encoders"

    def log_file(self, run_id: str) -> Path:
        return self.folder / "logs" / f"{run_id}.log"

    def close(self) -> None:
        self.database.close()
