"""``tawthiq serve``: the desk, the public site and one worker, each in a process of its own."""

import os
import socket
import sys
from typing import Annotated

import typer

from tawthiq.cli.processes import Child, run_all
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, check_made, workspace_of
from tawthiq.errors import Unreachable
from tawthiq.store.keys import DROP_RECIPIENT
from tawthiq.store.workspace import Workspace

# All that the public site's process is told: where Python is, and the operator's settings of that site.
PUBLIC_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONUTF8", "TAWTHIQ_PUBLIC_HOSTS")
DESK_THREADS, PUBLIC_THREADS = 4, 4


def serve(
    home: Home = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help=say("help.serve.host"))] = "127.0.0.1",
    desk_port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help=say("help.serve.desk_port"))] = 8100,
    public_port: Annotated[
        int, typer.Option(metavar="PORT", min=1, max=65535, help=say("help.serve.public_port"))
    ] = 8200,
    public: Annotated[bool, typer.Option("--public/--no-public", help=say("help.serve.public"))] = True,
) -> None:
    """Serve until Ctrl-C; the public site's process knows the releases and nothing of the register."""
    workspace = workspace_of(home)
    check_made(workspace)
    check_port(host, desk_port)
    children = [desk(workspace, host=host, port=desk_port), worker(workspace)]
    if public:
        check_port(host, public_port)
        children.append(public_site(workspace, host=host, port=public_port))
    raise typer.Exit(run_all(children))


def check_port(host: str, port: int) -> None:
    """Raises Unreachable naming the port when another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as odd:
            raise Unreachable(say("error.port", host=host, port=port, reason=odd.strerror)) from odd


def desk(workspace: Workspace, *, host: str, port: int) -> Child:
    """The desk's server."""
    command = _server("tawthiq.desk.wsgi:application", host=host, port=port, threads=DESK_THREADS)
    return Child("desk", command, _desk_environment(workspace), address=_address(host, port))


def worker(workspace: Workspace) -> Child:
    """The worker that reads new reports."""
    return Child("worker", [sys.executable, "-m", "tawthiq.cli", "work"], _desk_environment(workspace))


def public_site(workspace: Workspace, *, host: str, port: int) -> Child:
    """The public site's server, whose environment holds no way to the register."""
    recipient = (workspace.keys / DROP_RECIPIENT).read_text(encoding="ascii").strip()
    environment = {name: os.environ[name] for name in PUBLIC_ENVIRONMENT if name in os.environ} | {
        "TAWTHIQ_RELEASES": str(workspace.releases.resolve()),
        "TAWTHIQ_DROP": str(workspace.drop.resolve()),
        "TAWTHIQ_DROP_RECIPIENT": recipient,
        "TAWTHIQ_ANSWERS": str(workspace.answers.resolve()),
    }
    command = _server("tawthiq.public.wsgi:application", host=host, port=port, threads=PUBLIC_THREADS)
    return Child("public", command, environment, address=_address(host, port))


def _desk_environment(workspace: Workspace) -> dict[str, str]:
    return {
        **os.environ,
        "TAWTHIQ_HOME": str(workspace.home.resolve()),
        "DJANGO_SETTINGS_MODULE": "tawthiq.desk.settings",
    }


def _server(application: str, *, host: str, port: int, threads: int) -> list[str]:
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--blocking-threads", str(threads)]
    return [sys.executable, "-m", "granian", *options, "--no-ws", "--log-level", "warning", application]


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
