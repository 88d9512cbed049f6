"""Starting a process that nothing of ours can take down with itself."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# The shell starts the process in its background and ends: the process is nobody's child here (no zombie under a
# living server), in a session of its own (Ctrl-C and a closed terminal do not reach it), writing to a file.
_DETACH = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 &'


def start_detached(module: str, arguments: Sequence[str], log_file: Path) -> None:
    """Run `python -m module arguments` for itself, its output going to the end of `log_file`.

    Raises: OSError when no process can be started.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True)
    # -P: nothing in the folder where a person happens to be may stand before the library's own modules.
    python = [sys.executable, "-P", "-u", "-X", "faulthandler", "-m", module, *arguments]
    path = os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])])
    subprocess.run(
        ["/bin/sh", "-c", _DETACH, "sh", str(log_file), *python],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": path},
        check=True,
    )


_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",  # the embedded encoders and local folders need no network
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_WAIT_POLICY": "PASSIVE",  # threads that spin starve whoever else computes: 65 s became 18 s beside others
    "MALLOC_MMAP_THRESHOLD_": "1073741824",  # with the next one: 5 to 20 % faster training, measured
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
}
