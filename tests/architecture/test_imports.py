"""The import contracts of pyproject.toml hold, and they are the ones that were agreed."""

import subprocess
import sys
import tomllib

from tests.architecture.tree import ROOT

LAYERS = [
    "cli", "terminal", "workflow", "runs", "reporting", "scoring", "explanation", "evaluation", "training",
    "labeling", "models", "measures", "data", "store", "words | domain",
]  # fmt: skip

CHECK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


# fails if: `import streamlit` is put into pipeline/measures/classification.py
def test_every_import_contract_is_kept() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", CHECK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout[-3000:] + checked.stderr[-2000:]


def test_the_layers_are_the_agreed_ones_and_every_package_is_one_of_them() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in settings["contracts"] if contract["type"] == "layers")
    named = {name.strip() for layer in layers for name in layer.split("|")}
    packages = {path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")}
    assert layers == LAYERS
    assert packages <= named, "a package of the pipeline that no contract speaks of"
