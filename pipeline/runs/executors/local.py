"""Computing in this very process."""

from pipeline.runs.executors.executor import Emit, ImportWork, Result, ShouldStop, TrainWork, Work


class LocalExecutor:
    """Runs the work where it is; the jobs load torch only when they are needed."""

    def execute(self, work: Work, *, emit: Emit, should_stop: ShouldStop) -> Result | None:
        if isinstance(work, TrainWork):
            from pipeline.runs.executors.training_job import train

            return train(work, emit=emit, should_stop=should_stop)
        if isinstance(work, ImportWork):
            from pipeline.runs.executors.import_job import take_in

            return take_in(work, emit=emit, should_stop=should_stop)
        from pipeline.runs.executors.scoring_job import score

        return score(work, emit=emit, should_stop=should_stop)
