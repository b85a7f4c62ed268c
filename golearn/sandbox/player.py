"""The parent's side of the sandbox: call what was packed, far away, as if it were here."""

from __future__ import annotations

import builtins
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import golearn.errors
from golearn.sandbox.guard import MEMORY
from golearn.sandbox.plain import Garbled, Thing, pack, unpack
from golearn.sandbox.talk import Died, Talk, TooSlow
from golearn.sandbox.where import Line, way_to_the_loop

CHILD = "golearn.sandbox.child"
START_SECONDS = 20
"""How long the process may take to start and to load the code."""


class Raised(Exception):
    """The code raised `error`; `lines` are those of its own that led there, innermost last.

    `last`: the player gives the code no more calls.
    """

    def __init__(
        self, error: BaseException, lines: tuple[Line, ...] = (), last: bool = False
    ) -> None:
        self.error, self.lines, self.last = error, lines, last
        super().__init__(str(error))


class Stopped(Exception):
    """The code had to be stopped, or stopped its process. The text follows "your code"."""


class OutOfTime(Stopped):
    """It took too long."""


class Gone(Stopped):
    """Its process is gone: an exit past all handlers, a crash in C, too much memory."""


FORGED = "answered for its process in a way of its own"


@dataclass
class Limits:
    """`seconds` for one call, `all_seconds` for all calls of a player, `lives` of its process."""

    seconds: float = 5
    all_seconds: float = 30
    lives: int = 20


@dataclass
class Player:
    """Code in a process of its own, started when it is first needed and again if it died.

    `packed` is what `golearn.sandbox.packing.packed` made. A call raises Raised with what the
    code raised, or with a Stopped.
    """

    packed: Mapping[str, Any]
    allowed: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    lives: int = 0
    """How often the process was started."""
    spent: float = 0
    """Seconds for which the code ran."""
    slow: bool = False
    """Whether a call took too long."""
    _talk: Talk | None = None

    def __enter__(self) -> Player:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def root(self) -> Any:
        """What was packed: a Far. Raises Raised if it cannot be loaded."""
        return self._start()

    def ask(self, question: dict[str, Any]) -> Any:
        """One question to the child. Raises Raised."""
        if self._talk is None:
            self._start()
        left = self.limits.all_seconds - self.spent
        began = time.monotonic()
        try:
            return self._ask(question, max(min(self.limits.seconds, left), 0.05))
        finally:
            self.spent += time.monotonic() - began

    def _start(self) -> Any:
        self._end()
        self.lives += 1
        self._talk = Talk(CHILD, tell_where=True)
        load = {
            name: self.packed.get(name, empty)
            for name, empty in (("code", ""), ("sources", {}), ("path", []))
        }
        return self._value(
            self._ask({"load": {**load, "allowed": list(self.allowed)}}, START_SECONDS)["value"]
        )

    def _ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert self._talk is not None
        try:
            answer = self._talk.ask(question, seconds, self._look)
        except TooSlow as slow:
            self._talk, self.slow = None, True
            way = way_to_the_loop(slow.where, self.packed.get("sources", {}))
            raise Raised(OutOfTime(self._slow(seconds)), way, True) from None
        except Died as died:
            self._talk = None
            raise self._gone(_how(died.code)) from None
        if isinstance(answer, dict) and "error" in answer:
            raise self._raised(answer["error"])
        if not isinstance(answer, dict) or "value" not in answer:
            raise self._gone(FORGED)
        return answer

    def _slow(self, seconds: float) -> str:
        if seconds < self.limits.seconds:
            return f"did not finish all its calls within {self.limits.all_seconds:g} seconds"
        return f"did not finish within {seconds:g} seconds"

    def _gone(self, how: str) -> Raised:
        self._end()
        return Raised(Gone(how), last=self.lives >= self.limits.lives)

    def _raised(self, told: Any) -> Raised:
        """The exception that the child told of, made anew: nothing of the code's own is in it."""
        try:
            names = [str(name) for name in told["names"]]
            lines = tuple(Line(int(n), str(f), str(text or "")) for n, f, text in told["lines"])
            return Raised(_error(names, str(told["text"])), lines)
        except (TypeError, ValueError, KeyError, IndexError, OverflowError):
            return self._gone(FORGED)

    def _look(self) -> None:
        """Where the system sets no limit to memory, we do."""
        import psutil

        assert self._talk is not None
        try:
            taken = psutil.Process(self._talk.pid).memory_info().rss
        except psutil.Error:
            return
        if taken > MEMORY * 1.5:
            raise Died(-signal.SIGTERM)

    def _end(self) -> None:
        if self._talk is not None:
            self._talk.end()
            self._talk = None

    # --- what a Far asks ----------------------------------------------------------------------

    def call(self, thing: Thing, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Call it. Lists that the call changed are changed here, too."""
        question = {
            "number": thing.number,
            "args": pack(args, self._back),
            "options": pack(options, self._back),
        }
        answer = self.ask({"call": question})
        if "args" in answer:
            _assign(args, self._value(answer["args"]))
        return self._value(answer["value"])

    def get(self, thing: Thing, name: str) -> Any:
        """An attribute of it."""
        return self._value(self.ask({"get": {"number": thing.number, "name": name}})["value"])

    def state(self, thing: Thing) -> Any:
        """Its attributes, by name."""
        return self._value(self.ask({"state": {"number": thing.number}})["value"])

    def _value(self, packed: Any) -> Any:
        try:
            return unpack(packed, lambda thing: Far(self, thing))
        except Garbled:
            raise self._gone(FORGED) from None

    def _back(self, value: object) -> Thing:
        if type(value) is Far:
            return object.__getattribute__(value, "_thing")  # type: ignore[no-any-return]
        raise TypeError(f"only plain values can be handed to an answer, and this is {value!r}")


class Far:
    """Something of the code's own that stays in its process: call it, ask for its attributes."""

    __slots__ = ("_player", "_thing")

    def __init__(self, player: Player, thing: Thing) -> None:
        self._player, self._thing = player, thing

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self._player.call(self._thing, args, options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._player.get(self._thing, name)

    def _attributes(self) -> dict[str, Any]:
        with suppress(Raised):
            state = self._player.state(self._thing)
            return state if isinstance(state, dict) else {}
        return {}

    # To `vars` and `isinstance` it is what it is there: an object with its attributes, a class.
    __dict__ = property(_attributes)
    __class__ = property(lambda self: type if self._thing.is_class else Far)

    def __repr__(self) -> str:
        return self._thing.text

    def __eq__(self, other: object) -> bool:
        return type(other) is Far and other._key() == self._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[int, int, int]:
        return id(self._player), self._player.lives, self._thing.number


def kind_of(value: object) -> str:
    """The name of a value's type, also of one that is far away."""
    if type(value) is Far:
        return value._thing.kind
    return value.kind if isinstance(value, Thing) else type(value).__name__


def _assign(old: Any, new: Any) -> None:
    """Make lists and dicts in `old` what they are in `new`."""
    if isinstance(old, list) and isinstance(new, list):
        old[:] = new
    elif isinstance(old, dict) and isinstance(new, dict):
        old.clear()
        old.update(new)
    elif isinstance(old, tuple) and isinstance(new, tuple):
        for before, after in zip(old, new, strict=False):
            _assign(before, after)


def _how(code: int) -> str:
    """How a process ended, in words that follow "your code"."""
    if code >= 0:
        return f"ended its process with exit code {code}"
    if -code == signal.SIGTERM:
        return f"took more than {MEMORY >> 30} GiB of memory"
    try:
        return f"ended its process by {signal.Signals(-code).name}"
    except ValueError:
        return f"ended its process by signal {-code}"


def _error(names: list[str], text: str) -> BaseException:
    known = next((kind for name in names if (kind := _known(name)) is not None), Exception)
    if known is _known(names[0]) and known is not KeyError:
        return known.__new__(known, text)
    name = names[0].rpartition(".")[2]
    made: type[BaseException] = type(
        name, (known,), {"__str__": lambda _self: text, "__init__": lambda *_args: None}
    )
    return made.__new__(made, text)


def _known(name: str) -> type[BaseException] | None:
    """The exception of that name, if it is Python's own or one of `golearn.errors`."""
    module, _, kind = name.rpartition(".")
    places = {"builtins": builtins, "golearn.errors": golearn.errors}
    found = getattr(places.get(module), kind, None)
    if not isinstance(found, type) or not issubclass(found, BaseException):
        return None
    return None if issubclass(found, BaseExceptionGroup) else found  # it would need its parts
