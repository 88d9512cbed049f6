"""What the architecture tests read: the repository's own files."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("pipeline", "dashboard")


@cache
def own_files() -> tuple[Path, ...]:
    """Every file that is in the repository or would be with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    files = [ROOT / name for name in names if name] or list(ROOT.rglob("*"))
    return tuple(sorted(path for path in files if path.is_file() and "__pycache__" not in path.parts))


def modules(*tops: str) -> Iterator[tuple[Path, str, ast.Module]]:
    """Path from the root, text and syntax tree of every module below the given folders."""
    for path in own_files():
        name = path.relative_to(ROOT)
        if path.suffix == ".py" and name.parts[0] in (tops or CODE):
            text = path.read_text(encoding="utf-8")
            yield name, text, ast.parse(text)


def calls(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    """Every call of a plain name, such as UserFacingError(...)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def literals(node: ast.expr | None) -> tuple[str, ...]:
    """The texts that an expression may be: a literal, or a choice between literals."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ()
