"""The kernels behind the open labs: some kept warm, no more than there is room for, none forgotten.

A warm kernel has the labs imported and serves whichever is opened next.
"""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from subprocess import DEVNULL
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Integer, default

WARM_UP = """
from comm import get_comm_manager
import golearn.classroom.warm
from ipywidgets import Widget
comms = get_comm_manager()
comms.targets.clear()
comms.register_target("jupyter.widget.control", Widget.handle_control_comm_opened)
"""
"""Imports all labs. A page may ask for the widgets that a lab made; it can make none itself."""

KERNEL_OPTIONS = ["--HistoryManager.enabled=False", "--IPKernelApp.log_level=40"]
FULL = "All places are taken. Close a lab that nobody needs, or try again in a minute."
SECONDS = 120
"""A kernel that needs longer to get ready has failed."""
CALM = 3
"""Seconds without a new visitor after which kernels are warmed up again."""
HURRY = 20
"""Seconds without a page after which a kernel ends if its place is wanted."""


class OwnPython(KernelSpecManager):  # type: ignore[misc]
    """The Python that runs this, whatever other kernels the user has."""

    @default("kernel_dirs")
    def _none(self) -> list[str]:
        return []


class Kernels(AsyncMappingKernelManager):  # type: ignore[misc]
    """A kernel for each open lab."""

    warm = Integer(2, config=True, help="kernels that wait for the next visitors")
    most = Integer(20, config=True, help="kernels at most, the waiting ones among them")
    forget_after = Integer(120, config=True, help="seconds without a page after which one ends")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._waiting: list[asyncio.Task[str]] = []
        self._lent: set[asyncio.Task[str]] = set()
        self._launching: set[asyncio.Task[str]] = set()
        self._turns = asyncio.Semaphore(os.cpu_count() or 1)
        self._filling: asyncio.TimerHandle | None = None
        self._closing = False

    def fill(self) -> None:
        """Start kernels until enough are waiting, as far as there is room."""
        room = self.most - len(self._taken())
        while not self._closing and len(self._waiting) < min(self.warm, room):
            self._waiting.append(asyncio.ensure_future(self._start()))

    async def start_kernel(self, **_kwargs: Any) -> str:
        """A kernel for a visitor, if possible one that waits.

        Raises HTTPError 503 if all places are taken.
        """
        if not self._waiting and len(self._taken()) >= self.most:
            await self._end_forgotten(HURRY)
        if not self._waiting and len(self._taken()) >= self.most:
            raise HTTPError(503, FULL)
        task = self._waiting.pop(0) if self._waiting else asyncio.ensure_future(self._start())
        self._lent.add(task)
        kernel_id = await task
        self.get_kernel(kernel_id).last_activity = utcnow()
        self._fill_when_calm()
        return kernel_id

    async def has(self, kernel_id: str) -> bool:
        """Whether this kernel still serves its page."""
        return kernel_id in self._in_use() and bool(await self.is_alive(kernel_id))

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that was left, that died, or with which nobody did anything for long."""
        if kernel_id not in self._in_use():
            return
        if self._forgotten(kernel_id, self.forget_after) or not await self.is_alive(kernel_id):
            await self.shutdown_kernel(kernel_id, now=True)
        else:
            await super().cull_kernel_if_idle(kernel_id)

    async def shutdown_all(self, now: bool = True) -> None:
        """End every kernel, those that are just starting too."""
        self._closing = True
        starting = [task for task in (*self._waiting, *self._lent) if not task.done()]
        for task in starting:
            task.cancel()
        await asyncio.gather(*starting, *self._launching, return_exceptions=True)
        await super().shutdown_all(now=now)

    async def _start(self) -> str:
        """A new kernel with the labs imported; as many start at a time as there are processors."""
        async with self._turns:
            kernel_id = await asyncio.shield(self._launch())
            client = self.get_kernel(kernel_id).client()
            client.start_channels()
            try:
                await client.wait_for_ready(SECONDS)
                reply = await client.execute(WARM_UP, reply=True, timeout=SECONDS)
            finally:
                client.stop_channels()
            if reply["content"]["status"] != "ok":
                await self.shutdown_kernel(kernel_id, now=True)
                raise HTTPError(500, "The labs cannot be imported: " + reply["content"]["evalue"])
            return str(kernel_id)

    def _fill_when_calm(self) -> None:
        """Start no kernel for later visitors while those who are here wait for theirs."""
        if self._filling is not None:
            self._filling.cancel()
        self._filling = asyncio.get_running_loop().call_later(CALM, self.fill)

    def _launch(self) -> asyncio.Task[str]:
        """A new kernel; nothing stops it half-way, so that none is lost."""
        launch: asyncio.Task[str] = asyncio.ensure_future(
            super().start_kernel(
                kernel_name="python3",
                path="",
                env=dict(os.environ),
                extra_arguments=KERNEL_OPTIONS,
                stdout=DEVNULL,
                stderr=DEVNULL,
            )
        )
        self._launching.add(launch)
        launch.add_done_callback(self._launching.discard)
        return launch

    def _taken(self) -> set[asyncio.Task[str]]:
        """The places that visitors have or wait for."""
        self._lent = {task for task in self._lent if not task.done() or _id_of(task) in self}
        return self._lent

    def _in_use(self) -> set[str]:
        """The kernels that visitors have."""
        return {_id_of(task) for task in self._taken() if task.done()}

    def _forgotten(self, kernel_id: str, seconds: int) -> bool:
        """Whether no page has been connected, and nothing has happened, for this long."""
        idle = utcnow() - self.get_kernel(kernel_id).last_activity
        return not self._kernel_connections.get(kernel_id) and idle > timedelta(seconds=seconds)

    async def _end_forgotten(self, seconds: int) -> None:
        for kernel_id in self._in_use():
            if self._forgotten(kernel_id, seconds):
                await self.shutdown_kernel(kernel_id, now=True)


def _id_of(task: asyncio.Task[str]) -> str:
    """The kernel that a task has started; empty if it failed."""
    return "" if task.cancelled() or task.exception() else task.result()
