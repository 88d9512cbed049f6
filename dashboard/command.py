"""`lanhai`: opens the app on a workspace, `lanhai demo` on a ready one, and every headless command."""

import argparse
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import cli
from pipeline.domain.errors import UserFacingError
from pipeline.words.catalog import phrase
from pipeline.workflow import demo
from pipeline.workflow.workspace import default_folder, open_workspace

DEFAULT_PORT = 8501
BROWSER_WAIT_SECONDS = 60


def main(arguments: Sequence[str] | None = None) -> int:
    try:
        options = parser().parse_args(arguments)
    except UserFacingError as error:
        cli.say_error(error, as_json="--json" in (sys.argv if arguments is None else arguments))
        return 2
    if getattr(options, "command", None) is None:
        return _open(options)
    return cli.carry_out(options.command, options)


def parser() -> cli.Parser:
    """Return the whole command line: the app's own options and the headless commands."""
    language = cli.terminal_language()
    words = cli.Parser(prog="lanhai", description=phrase("terminal.lanhai", language))
    _add_app_options(words, language)
    commands = words.add_subparsers(metavar="COMMAND")
    shown = phrase("terminal.commands.demo", language)
    show = commands.add_parser("demo", help=shown, description=shown)
    _add_app_options(show, language, default=argparse.SUPPRESS)
    show.set_defaults(demo=True)
    cli.add_commands(commands)
    return words


def _add_app_options(words: argparse.ArgumentParser, language: str, **default: Any) -> None:
    """`default` SUPPRESS keeps an option of a sub-command from undoing the same option before it."""
    words.add_argument(
        "--workspace", type=Path, metavar="DIR", help=phrase("terminal.options.workspace", language), **default
    )
    words.add_argument("--port", type=int, help=phrase("terminal.options.port", language), **default)
    words.add_argument(
        "--no-browser", action="store_true", help=phrase("terminal.options.no_browser", language), **default
    )


def _open(options: argparse.Namespace) -> int:
    wants_demo = getattr(options, "demo", False)
    folder = options.workspace or (default_folder().parent / "demo" if wants_demo else default_folder())
    port = DEFAULT_PORT if options.port is None else options.port
    try:
        _require_free(port)
        ws = open_workspace(folder)
        if wants_demo:
            demo.prepare(ws)
        ws.close()
    except UserFacingError as error:
        return cli.say_error(error)
    address = f"http://127.0.0.1:{port}"
    sys.stdout.write(phrase("terminal.opening", cli.terminal_language(), address=address, folder=folder) + "\n")
    sys.stdout.flush()
    if not options.no_browser:
        threading.Thread(target=_open_browser, args=(address,), daemon=True).start()
    return _serve(folder, port)


def _require_free(port: int) -> None:
    """Raises: UserFacingError("port_taken")."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does after a restart
            probe.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        raise UserFacingError("port_taken", port=port, other=DEFAULT_PORT + 1) from error


def _serve(folder: Path, port: int) -> int:
    """Hand over to the web server; comes back when it ends."""
    os.environ["LANHAI_WORKSPACE"] = str(folder)
    from dashboard import server  # builds the app, some hundred milliseconds

    # App.run() takes sys.argv[0] as the place to look for .streamlit/config.toml: without this line it would be
    # the folder of the `lanhai` script, and the theme would silently not load (seen with Streamlit 1.67).
    sys.argv = [str(Path(server.__file__))]
    settings: Mapping[str, Any] = {"server.port": port, "server.address": "127.0.0.1", "server.headless": True}
    server.app.run(config=dict(settings))
    return 0


def _open_browser(address: str) -> None:
    """Open the person's browser as soon as the server answers."""
    deadline = time.monotonic() + BROWSER_WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310 - our own address
                webbrowser.open(address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
