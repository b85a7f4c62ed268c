"""Voilà with the labs and nothing else: no list of files, no contents, no terminals, no API.

What a visitor's browser may send to a kernel is what widgets need (Voilà keeps a list of message
types, and requests to execute are not on it).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from jupyter_server.base.handlers import FileFindHandler
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import StaticFileHandler
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from golearn.classroom.door import Door
from golearn.classroom.forked import use_forked
from golearn.classroom.kernels import SECONDS
from golearn.classroom.pages import (
    DoorPage,
    KernelPage,
    LabPage,
    PicturePage,
    SignInPage,
    StartPage,
)
from golearn.classroom.room import Room
from golearn.classroom.shelf import Shown
from golearn.lab.patience import SCRIPTS

HERE = Path(__file__).parent
KEPT = (
    FileFindHandler,
    MultiStaticFileHandler,
    TemplateStaticFileHandler,
    ThemesHandler,
    VoilaKernelWebsocketHandler,
    VoilaShutdownKernelHandler,
)
"""Of what Voilà serves: scripts and styles, the talk with a kernel, and the end of one."""
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]
EXTENSIONS += ["anywidget", "@jupyterlab/theme-dark-extension", "@jupyterlab/theme-light-extension"]
SIGNALS = [getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]
"""All of them close the classroom."""
CULL_EVERY = 20
"""Seconds between two looks at which kernels can end."""
KERNEL_ID = r"(\w+-\w+-\w+-\w+-\w+)"
CELL = "import ipywidgets\nfrom golearn.lab import {name}\n{made}\nipywidgets.VBox([{lab}])"
"""In a box, a lab leaves out the picture that it has for notebooks."""


class Classroom(Voila):  # type: ignore[misc]
    """The server: `labs` on the start page, and the way in."""

    def __init__(self, labs: list[Shown], door: Door, config: Config) -> None:
        super().__init__(config=config)
        self.labs, self.door = labs, door

    def init_handlers(self) -> list[Any]:
        """The whole of what can be asked for."""
        labs = {lab.name: lab for lab in self.labs}
        looks = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True
        )
        common = {"labs": labs, "looks": looks, "door": self.door}
        voila = {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        kept = [handler for handler in super().init_handlers() if handler[1] in KEPT]
        return [
            ("/", StartPage, common),
            ("/door", DoorPage, common),
            ("/login", SignInPage, common),
            ("/lab/(.*)", LabPage, {"common": common, **voila}),
            (r"/picture/(\w+)\.png", PicturePage, common),
            (f"/api/kernels/{KERNEL_ID}", KernelPage),
            ("/look/(patience.js)", StaticFileHandler, {"path": SCRIPTS}),
            ("/look/(.*)", StaticFileHandler, {"path": HERE / "static"}),
            *kept,
        ]

    def setup_template_dirs(self) -> None:
        """Voilà's templates, with ours before them."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(HERE / "templates"))

    def listen(self) -> None:
        """Serve until a signal ends it; no kernel is left then."""
        IOLoop.current().run_sync(self._serve)

    def _handle_signal_stop(self, *_: Any) -> None:
        """Before it serves."""
        raise KeyboardInterrupt

    async def _serve(self) -> None:
        """On the loop that the kernels live on, to their end."""
        closing, loop = asyncio.Event(), IOLoop.current()
        for number in SIGNALS:
            signal.signal(number, lambda *_: loop.add_callback_from_signal(closing.set))
        server = HTTPServer(self.app)
        server.add_sockets(self.door.sockets)
        self.kernel_manager.fill()
        try:
            await closing.wait()
        finally:
            server.stop()
            await self.kernel_manager.shutdown_all()


def write_notebooks(labs: list[Shown], folder: Path) -> None:
    """A notebook of one cell for each lab, which Voilà runs for a visitor."""
    for lab in labs:
        made, _, last = lab.cell.strip().rpartition("\n")
        source = CELL.format(name=lab.name, made=made, lab=last)
        cell = nbformat.v4.new_code_cell(source, id="lab")  # type: ignore[no-untyped-call]
        about = {"title": lab.title, "chapter": lab.chapter, "question": lab.question}
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"title": lab.title, "golearn": about, "kernelspec": kernel}
        notebook = nbformat.v4.new_notebook(cells=[cell], metadata=metadata)  # type: ignore[no-untyped-call]
        nbformat.write(notebook, folder / f"{lab.name}.ipynb")  # type: ignore[no-untyped-call]


def be_interruptible() -> None:
    """Until the classroom serves, each signal that will close it is a KeyboardInterrupt."""
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)


def serve(labs: list[Shown], door: Door, room: Room, folder: Path) -> None:
    """Serve until interrupted. `folder` can be thrown away after that."""
    for name in ("tornado.access", "tornado.general"):
        logging.getLogger(name).setLevel(logging.ERROR)  # a page not found is no news
    use_forked()
    notebooks, connections = folder / "labs", folder / "connections"
    notebooks.mkdir()
    connections.mkdir()
    write_notebooks(labs, notebooks)
    config = settings(room)
    config.Voila.root_dir = str(notebooks)
    config.Voila.connection_dir_root = str(connections)
    config.Voila.token = door.token
    config.Voila.tornado_settings = {"allow_remote_access": not door.local}
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    app = Classroom(labs, door, config)
    app.initialize([])
    app.start()


def settings(room: Room) -> Config:
    """Voilà's settings, and those of the kernels."""
    return Config(
        {
            "Voila": {"config_file_paths": [], "log_level": "ERROR"},
            "VoilaConfiguration": {
                "multi_kernel_manager_class": "golearn.classroom.kernels.Kernels",
                "kernel_spec_manager_class": "golearn.classroom.kernels.OwnPython",
                "allow_template_override": "NO",
                "extension_allowlist": EXTENSIONS,
            },
            "Kernels": {
                "warm": room.warm,
                "most": room.most,
                "cull_idle_timeout": room.idle,
                "cull_connected": True,
                "cull_interval": max(1, min(CULL_EVERY, room.idle // 4)),
            },
            "KernelManager": {"autorestart": False},
            # On a busy machine, a lab's widgets arrive late; a page must not go out without them.
            "VoilaExecutor": {"iopub_timeout": SECONDS, "raise_on_iopub_timeout": True},
        }
    )
