"""The same door from a terminal: every command is a workflow call and some words around it."""

import argparse
import json
import locale
import os
import secrets
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from pipeline.domain.dataset import Reading
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import TaskKind
from pipeline.domain.training import Preset
from pipeline.terminal import bar, told
from pipeline.words.catalog import phrase, render_error
from pipeline.workflow import headless, headless_import
from pipeline.workflow.workspace import default_folder, open_workspace

Command = Callable[[argparse.Namespace], Mapping[str, Any]]
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


EXIT_CODES = {"refused": 1, "ask": 3}  # by the status that an answer may have
SIGNS = {"tab": "\t", "\\t": "\t", "space": " ", "none": ""}  # ways to write a sign that a terminal swallows


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command as every other error is said."""

    def error(self, message: str) -> NoReturn:
        raise UserFacingError("options_wrong", detail=message, command=self.prog.removeprefix("lanhai").strip())


def add_commands(commands: Commands) -> None:
    """Mount every headless command on a parser; each sets `command` to a function of the parsed options."""
    _add_run(commands)
    _add_import(commands)
    _add_score(commands)
    _add_explain(commands)
    _add(commands, "runs", lambda options: headless.runs(open_workspace(options.workspace)))
    stop = _add(commands, "stop", lambda options: headless.stop(open_workspace(options.workspace), options.run))
    stop.add_argument("run", metavar="RUN")
    _add(commands, "doctor", lambda options: headless.doctor(open_workspace(options.workspace)))


def carry_out(command: Command, options: argparse.Namespace) -> int:
    """Run one command; its answer goes to standard output, an error in three parts to where it is looked for.

    Returns: 0 only when it worked.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a terminal that cannot show a character shows its number
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        answer = command(options)
    except UserFacingError as error:
        return say_error(error, as_json=options.json)
    except KeyboardInterrupt:
        _write(
            sys.stderr,
            phrase("terminal.left_running", terminal_language(), folder=options.workspace or default_folder()),
        )
        return 130
    except OSError as error:
        return say_error(
            UserFacingError("file_problem", detail=error.strerror or "", path=str(error.filename or "")),
            as_json=options.json,
        )
    except Exception as error:  # noqa: BLE001 - a person never reads a traceback
        return say_error(UserFacingError("unexpected", incident=_written_down(error, options)), as_json=options.json)
    _write(sys.stdout, json.dumps(answer, ensure_ascii=False) if options.json else told(answer, terminal_language()))
    return EXIT_CODES.get(str(answer.get("status")), 0)


def _written_down(error: Exception, options: argparse.Namespace) -> str:
    """Put the traceback into the workspace's log; returns the number to find it by."""
    incident = secrets.token_hex(4)
    logs = (options.workspace or default_folder()) / "logs"
    with suppress(OSError):
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / "terminal.log").open("a", encoding="utf-8") as log:
            log.write(
                f"incident {incident}: {type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
            )
    return incident


def terminal_language() -> str:
    """Return "zh" when the terminal speaks Chinese, else "en"."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


def say_error(error: UserFacingError, *, as_json: bool = False) -> int:
    """Say an error where it is looked for; returns the exit code 1."""
    words = render_error(error.code, error.params, terminal_language())
    if as_json:
        parts = {"code": error.code, "what": words.what, "why": words.why, "do": words.do}
        _write(sys.stdout, json.dumps({"error": parts}, ensure_ascii=False))
    else:
        _write(sys.stderr, str(words))
    return 1


def _write(stream: Any, text: str) -> None:
    stream.write(text + "\n")
    stream.flush()


def _add(commands: Commands, name: str, command: Command) -> Parser:
    words = phrase(f"terminal.commands.{name}", terminal_language())
    parser = commands.add_parser(name, help=words, description=words)
    parser.add_argument(  # SUPPRESS: the same option before the command counts, where this one is not given
        "--workspace",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=phrase("terminal.options.workspace", terminal_language()),
    )
    parser.add_argument("--json", action="store_true", help=phrase("terminal.options.json", terminal_language()))
    parser.set_defaults(command=command)
    return parser


def _add_run(commands: Commands) -> None:
    parser = _add(commands, "run", _run)
    language = terminal_language()

    def option(name: str, **settings: Any) -> None:
        key = name.removeprefix("--").replace("-", "_")
        parser.add_argument(name, help=phrase(f"terminal.options.{key}", language), **settings)

    parser.add_argument("file", type=Path, metavar="FILE.csv")
    option("--text", required=True, type=_names, metavar="COL[,COL]")
    option("--label", required=True, metavar="COL")
    option("--features", type=_names, default=[], metavar="COL,COL")
    option("--group", metavar="COL")
    option("--task", choices=[kind.value for kind in TaskKind], default=TaskKind.CLASSIFICATION.value)
    option("--lang", choices=["zh", "en"])
    option("--encoder", metavar="NAME|DIR")
    option("--preset", choices=[preset.value for preset in Preset])
    option("--test", type=Path, metavar="FILE.csv")
    option("--seed", type=_seed, default=13)


def _add_import(commands: Commands) -> None:
    parser = _add(commands, "import", _import)
    language = terminal_language()

    def option(name: str, **settings: Any) -> None:
        key = name.removeprefix("--").replace("-", "_")
        parser.add_argument(name, help=phrase(f"terminal.options.{key}", language), **settings)

    parser.add_argument("file", type=Path, metavar="FILE")
    option("--text", type=_names, default=[], metavar="COL[,COL]")
    option("--label", metavar="COL")
    option("--lang", choices=["zh", "en"])
    option("--encoding", metavar="E")
    option("--delimiter", type=_sign, metavar="D")
    option("--quote", type=_sign, metavar="Q")
    option("--header", choices=["yes", "no"])
    option("--skip-lines", type=_count, metavar="N")
    option("--sheet", metavar="S")
    option("--mask", action="store_true")
    option("--project", metavar="ID")


def _add_score(commands: Commands) -> None:
    parser = _add(commands, "score", _score)
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("table", type=Path, metavar="in.csv")
    parser.add_argument("output", type=Path, metavar="out.csv")
    parser.add_argument(
        "--keep-sensitive",
        action="store_true",
        help=phrase("terminal.options.keep_sensitive", terminal_language()),
    )


def _add_explain(commands: Commands) -> None:
    parser = _add(commands, "explain", _explain)
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("--text", required=True, help=phrase("terminal.options.explain_text", terminal_language()))
    parser.add_argument("--method", metavar="NAME", help=phrase("terminal.options.method", terminal_language()))


def _run(options: argparse.Namespace) -> Mapping[str, Any]:
    request = headless.RunRequest(
        file=options.file,
        text=tuple(options.text),
        label=options.label,
        features=tuple(options.features),
        group=options.group,
        task=TaskKind(options.task),
        language=options.lang,
        encoder=options.encoder,
        preset=Preset(options.preset) if options.preset else None,
        test=options.test,
        seed=options.seed,
    )
    return headless.run(open_workspace(options.workspace), request, watch=bar(terminal_language()))


def _import(options: argparse.Namespace) -> Mapping[str, Any]:
    request = headless_import.ImportRequest(
        file=options.file,
        text=tuple(options.text),
        label=options.label,
        language=options.lang,
        reading=Reading(
            options.encoding,
            options.delimiter,
            options.quote,
            None if options.header is None else options.header == "yes",
            options.skip_lines,
            options.sheet,
        ),
        mask=options.mask,
        project=options.project,
    )
    return headless_import.import_file(open_workspace(options.workspace), request, watch=bar(terminal_language()))


def _score(options: argparse.Namespace) -> Mapping[str, Any]:
    return headless.score(
        open_workspace(options.workspace),
        options.model,
        options.table,
        options.output,
        watch=bar(terminal_language()),
        keep_sensitive=options.keep_sensitive,
    )


def _explain(options: argparse.Namespace) -> Mapping[str, Any]:
    return headless.explain(open_workspace(options.workspace), options.model, options.text, options.method)


def _seed(value: str) -> int:
    seed = int(value)
    if not 0 <= seed < 2**31:
        raise argparse.ArgumentTypeError(f"0 <= {seed} < 2^31")
    return seed


def _count(value: str) -> int:
    count = int(value)
    if count < 0:
        raise argparse.ArgumentTypeError(f"{count} < 0")
    return count


def _sign(value: str) -> str:
    return SIGNS.get(value.lower(), value)


def _names(value: str) -> Sequence[str]:
    return [name.strip() for name in value.split(",") if name.strip()]
