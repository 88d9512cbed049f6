"""Every executor keeps the contract."""

from pipeline.runs.executors.executor import Executor
from pipeline.runs.executors.local import LocalExecutor
from tests.contracts.executors import ExecutorContract


class TestLocalExecutor(ExecutorContract):
    def make(self) -> Executor:
        return LocalExecutor()
