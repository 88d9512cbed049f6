"""The process that draws opens its pages without machine learning in memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

HEAVY = ("torch", "transformers", "shap", "sklearn", "scipy", "numba", "jieba", "tokenizers")
TELL = "import sys; print('loaded:', *sorted(set(sys.modules) & set({heavy!r})))"
WORKFLOW = sorted(path.stem for path in (ROOT / "pipeline/workflow").glob("*.py") if path.stem != "__init__")

OPEN_PAGES = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("dashboard/app.py", default_timeout=60).run()
for view in {views!r}:
    app.switch_page(f"views/{{view}}.py").run()
    assert not app.exception, (view, app.exception)
"""


def loaded_after(script: str, workspace: Path) -> str:
    """Run a script in a fresh process; return what it loaded of the heavy libraries."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script + "\n" + TELL.format(heavy=HEAVY)],
        cwd=ROOT,
        env={**os.environ, "LANHAI_WORKSPACE": str(workspace), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1].removeprefix("loaded:").strip()


# fails if: pipeline/workflow/train.py imports pipeline.training.loop at its top
@pytest.mark.parametrize("module", WORKFLOW)
def test_a_step_of_the_workflow_is_imported_without_machine_learning(module: str, tmp_path: Path) -> None:
    assert loaded_after(f"import pipeline.workflow.{module}", tmp_path) == ""


def test_the_server_and_the_command_are_imported_without_machine_learning(tmp_path: Path) -> None:
    assert loaded_after("import dashboard.command, dashboard.server", tmp_path) == ""


# fails if: dashboard/cache.py calls `__import__("scipy")` when the first page is drawn
def test_every_view_of_an_empty_workspace_is_drawn_without_machine_learning(tmp_path: Path) -> None:
    views = sorted(path.stem for path in (ROOT / "dashboard/views").glob("*.py") if path.stem != "__init__")
    assert loaded_after(OPEN_PAGES.format(views=views), tmp_path) == ""
