"""The predict lab without its widgets: where will real Go put the next object?

Real Go's answer is a recording, so the lab needs no toolchain. It stays hidden until it is asked
for, and the score remembers who asked for what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random

from golearn.errors import BadParameter
from golearn.goheap import story
from golearn.goheap.mheap import ARENA_BASE
from golearn.goheap.sizeclass import GO_CLASSES, MAX_SMALL_SIZE, PAGE_SIZE, TINY_SIZE
from golearn.lab.predict_slips import Before, at
from golearn.lab.words import size_text
from golearn.realgo.compare import new_model
from golearn.realgo.oracle import puzzles
from golearn.realgo.recordings import load_recording, recordings
from golearn.realgo.run import RealRun
from golearn.replay import steps
from golearn.trace import Event, Op, Trace
from golearn.units import count

POINTS = 3
"""For an answer without a hint; each hint costs one."""

DRAWN = "drawn from a recording"
SHORTEST, LONGEST = 6, 20
"""Events before the question, in a round that is drawn from a recording."""

_ADDRESS = re.compile(r"^\+?\s*(0[xX][0-9a-fA-F_]+|[\d,_]+)$")


@dataclass(frozen=True)
class Line:
    """One event of the past and, for a placed object, where real Go put it."""

    event: Event
    address: int | None
    dropped: bool = False
    """Nothing refers to it any more: the object was freed, or moved."""


@dataclass(frozen=True)
class Round:
    """A question: the past, the request, and the answer that stays hidden."""

    name: str
    past: tuple[Line, ...]
    asked: Event
    answer: int
    version: str
    trace: Trace
    """Past and request together."""


@dataclass(frozen=True)
class Verdict:
    """What came of one answer."""

    right: bool
    points: int
    text: str


class PredictModel:
    """Rounds, hints, answers and the score. Addresses are in bytes from the clean start.

    `names` are the puzzles; a round named `DRAWN` comes from one of the recordings instead,
    chosen by `seed` and the number of rounds played.
    """

    def __init__(self, name: str | None = None, seed: int = 1) -> None:
        self.names = list(puzzles())
        self.seed = seed
        self.points = self.right = self.played = 0
        self.drawn = 0
        """How many rounds were drawn from recordings."""
        self.choose(self.names[0] if name is None else name)

    def choose(self, name: str) -> None:
        """Begin a round. Raises BadParameter naming the choices."""
        if name != DRAWN and name not in self.names:
            choices = ", ".join([*self.names, DRAWN])
            raise BadParameter(f"unknown puzzle '{name}'; expected one of {choices}")
        self.round = self._draw() if name == DRAWN else make_round(name, *puzzles()[name])
        self.hints: list[str] = []
        self.given = ""
        self.verdict: Verdict | None = None

    def next(self) -> None:
        """The next puzzle; after the last one, rounds from recordings."""
        at = self.names.index(self.round.name) + 1 if self.round.name in self.names else None
        if at is not None and at < len(self.names):
            self.choose(self.names[at])
        else:
            self.choose(DRAWN)

    def answer(self, text: str) -> Verdict:
        """Hold an answer against real Go. Raises BadParameter for what is no address."""
        given = parse_address(text)
        if self.verdict is not None:
            raise BadParameter("this round is over; go on to the next one")
        right = given == self.round.answer
        points = max(POINTS - len(self.hints), 0) if right else 0
        self.given = text
        self.played += 1
        self.right += right
        self.points += points
        self.verdict = Verdict(right, points, self._say(given, right))
        return self.verdict

    def hint(self) -> str:
        """One more hint: the class, the span, the whole story. Raises BadParameter after that."""
        if self.verdict is not None:
            raise BadParameter("this round is over; go on to the next one")
        tell = (self._hint_class, self._hint_spans)
        if len(self.hints) == len(tell):
            raise BadParameter("there is no further hint; answer, and see why")
        self.hints.append(tell[len(self.hints)]())
        return self.hints[-1]

    @property
    def question(self) -> str:
        """What is asked, in words."""
        asked = self.round.asked
        kind = "with pointers" if asked.pointers else "without pointers"
        verb = "reallocated to" if asked.op == Op.REALLOC else "allocated with"
        return (
            f"Object {asked.object} is {verb} {size_text(asked.size)}, {kind}. How many bytes "
            "from the clean start does it lie?"
        )

    @property
    def score(self) -> str:
        """The score so far."""
        return f"{count(self.points, 'point')}, {self.right} of {self.played} right"

    @property
    def why(self) -> str:
        """The model's reasons, once the round is over; else nothing."""
        if self.verdict is None:
            return ""
        *_, last = steps(self.round.trace, new_model())
        passed_over = Before(self.round.trace).passed_over(self.round.answer)
        return "\n".join(filter(None, (story(last.happened), passed_over)))

    def _draw(self) -> Round:
        pick = Random(self.seed * 1000 + self.drawn)
        self.drawn += 1
        names = recordings()
        while True:
            trace, run = load_recording(pick.choice(names))
            n = pick.randint(SHORTEST, LONGEST)
            while trace.op[n] == Op.FREE or trace.op[n] == Op.GC or trace.size[n] == 0:
                n += 1
            if n <= LONGEST + SHORTEST:
                return replace(make_round(trace.name, trace.head(n + 1), run), name=DRAWN)

    def _say(self, given: int, right: bool) -> str:
        answer, version = self.round.answer, self.round.version
        if right:
            return f"Right: {version} put it at {at(answer)}."
        if given // PAGE_SIZE == answer // PAGE_SIZE:
            where = f"the page is right, the place in it is {abs(given - answer):,} B off"
        else:
            pages = abs(given // PAGE_SIZE - answer // PAGE_SIZE)
            where = f"you are {count(pages, 'page')} off"
        slip = Before(self.round.trace).slip(given, self.round.asked, answer)
        return f"Not there: {version} put it at {at(answer)}; {where}. {slip}"

    def _hint_class(self) -> str:
        size, pointers = self.round.asked.size, self.round.asked.pointers
        if size < TINY_SIZE and not pointers:
            return "Less than 16 B without pointers: it may share a tiny block."
        if size > MAX_SMALL_SIZE:
            return f"Over 32 KiB: a span of its own, {count(-(-size // PAGE_SIZE), 'page')}."
        number = GO_CLASSES.class_of(size)
        row = GO_CLASSES[number]
        return (
            f"Class {number}: slots of {size_text(row.size)}, {row.objects} in a span of "
            f"{count(row.npages, 'page')}; one span for objects with pointers, another without."
        )

    def _hint_spans(self) -> str:
        model = new_model()
        for _ in steps(self.round.trace.head(len(self.round.trace) - 1), model):
            pass
        told = []
        for span in model.spans():
            kind = "without" if span.spanclass & 1 else "with"
            told.append(
                f"{at(span.base - ARENA_BASE)} slots of {size_text(span.elemsize)} {kind} "
                f"pointers, {span.alloc_count} of {span.nelems} taken"
            )
        return "The spans before the request: " + ("; ".join(told) or "none") + "."


def make_round(name: str, trace: Trace, run: RealRun) -> Round:
    """The last event of `trace` is the question, all before it the past."""
    events = list(trace)
    addresses = iter(run.addresses.tolist())
    placed = [next(addresses) if e.op <= Op.REALLOC else None for e in events]
    answer = placed[-1]
    if answer is None or answer < 0:
        raise BadParameter("a round must end with an object that has an address")
    kinds: dict[int, bool] = {}
    for event in events:
        kinds.setdefault(event.object, event.pointers)
    told = [e._replace(pointers=kinds[e.object]) for e in events]
    last = {event.object: i for i, event in enumerate(events[:-1]) if event.op != Op.GC}
    past = tuple(
        Line(event, address, last.get(event.object, i) > i)
        for i, (event, address) in enumerate(zip(told, placed, strict=True))
    )
    return Round(name, past[:-1], told[-1], answer, run.version, trace)


def parse_address(text: str) -> int:
    """`0x30`, `+0x30` or `48`. Raises BadParameter."""
    match = _ADDRESS.match(text.strip())
    digits = match[1].replace(",", "").replace("_", "") if match else ""
    if not digits or digits.lower() == "0x" or len(digits) > 15 or not digits.isascii():
        raise BadParameter(f"'{text.strip()[:40]}' is no address; expected 0x30, +0x30 or 48")
    return int(digits, 16) if digits[:2].lower() == "0x" else int(digits)
