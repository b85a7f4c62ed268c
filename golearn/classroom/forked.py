"""Kernels that are forked from one process with the labs imported.

They are ready in a fraction of the time that an import takes, and share its memory until they
write to it. Where a system cannot fork, kernels start as they always do.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from importlib.metadata import EntryPoint
from multiprocessing.context import ForkServerProcess
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

NAME = "golearn-forked"
WARM = "golearn.classroom.warm"


def use_forked() -> None:
    """Let this process's kernels be forked, where that is possible."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # labs multiply no matrices
    multiprocessing.get_context("forkserver").set_forkserver_preload([WARM])
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:Forked", "")
    factory.default_provisioner_name = NAME


class Forked(LocalProvisioner):  # type: ignore[misc]
    """A kernel's process, forked."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork one that does what the command `cmd` would do."""
        arguments = cmd[cmd.index("-f") :]
        context = multiprocessing.get_context("forkserver")
        told = (arguments, dict(kwargs["env"]), kwargs["cwd"])
        process = context.Process(target=become_kernel, args=told, daemon=True)
        await asyncio.to_thread(process.start)  # the first waits until the labs are imported
        self.process = Handle(process)
        self.pid = self.pgid = process.pid
        return self.connection_info


class Handle:
    """A forked process with the methods of `subprocess.Popen` that kernel managers use."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Wait for its end; the exit code."""
        self._process.join()
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        with suppress(ProcessLookupError):
            if self.poll() is None and self.pid is not None:
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def become_kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """In the forked process: be a kernel, with its own session and silent in the terminal."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    threading.Thread(target=end_with_server, daemon=True).start()
    IPKernelApp.launch_instance(argv=arguments)


def end_with_server() -> None:
    """End this process when the server is gone, however that happened."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)
