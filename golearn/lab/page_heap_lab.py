"""The page heap lab: allocate, drop, collect, scavenge, and see every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from golearn.errors import BadParameter
from golearn.lab.page_heap_model import SCRIPTS, PageHeapModel, Scene
from golearn.lab.page_map_svg import (
    CSS,
    facts_html,
    legend_svg,
    page_map_svg,
    story_html,
    tree_html,
)
from golearn.lab.player import Player
from golearn.lab.settings_model import parse_size
from golearn.lab.view import Lab, row
from golearn.plots.figures.page_map import page_map
from golearn.plots.figures.setting import new_figure
from golearn.plots.picture import Picture

OWN = "my own script"


class PageHeapLab(Lab):
    """Go's heap as a map of pages. `model` is the lab without widgets; `scene` the one shown.

    What you do happens to the heap as it is at the end; the player only looks back.
    """

    def __init__(self, script: str = "a span's life") -> None:
        super().__init__()
        self.model = PageHeapModel(script)
        self.player = Player(last=len(self.model.scenes) - 1)
        known = script if script in SCRIPTS else OWN
        self.choice = widgets.Dropdown(
            options=[*SCRIPTS, OWN], value=known, description="script", layout={"width": "220px"}
        )
        self.text = widgets.Textarea(
            SCRIPTS.get(script, script), description="actions", rows=6, layout={"width": "340px"}
        )
        self.size = widgets.Text("100 KiB", description="size (B)", layout={"width": "150px"})
        self.pointers = widgets.Checkbox(
            False, description="with pointers", indent=False, layout={"width": "auto"}
        )
        self.object = widgets.Dropdown(description="object", layout={"width": "130px"})
        self.buttons = {
            name: self._button(name, action)
            for name, action in (
                ("Allocate", self._allocate),
                ("Drop", self._drop),
                ("Collect", lambda: self.model.collect()),
                ("Scavenge", lambda: self.model.scavenge()),
                ("Return all", lambda: self.model.return_all()),
                ("Empty heap", lambda: self.model.reset()),
            )
        }
        play = self._button("Run these actions", lambda: self.model.run(self.text.value))
        self.own = row(self.text, play)
        self.own.layout.display = "flex" if known == OWN else "none"
        self.map, self.facts, self.tree, self.story = (widgets.HTML() for _ in range(4))
        self.choice.observe(self._choose, names="value")
        self.player.observe(lambda _: self._show(), names="value")
        b = self.buttons
        self.children = [
            row(self.choice, b["Empty heap"]),
            self.own,
            row(self.size, self.pointers, b["Allocate"], self.object, b["Drop"]),
            row(b["Collect"], b["Scavenge"], b["Return all"]),
            self.message,
            self.player,
            self.map,
            widgets.HTML(CSS + legend_svg()),
            self.facts,
            self.tree,
            self.story,
            self.tools,
        ]
        self._to_the_end()

    @property
    def scene(self) -> int:
        """The scene shown, from 0 on."""
        return int(self.player.value)

    @scene.setter
    def scene(self, number: int) -> None:
        self.player.value = number

    def picture(self) -> Picture:
        """The scene as a figure."""
        scene = self._scene()
        facts = ", ".join(f"{name} {value}" for name, value in scene.facts)
        alt = f"Page heap lab. {self._says()}. {facts}. {' '.join(scene.story)}"
        if not scene.runs:
            figure, ax = new_figure(height=0.8)
            ax.axis("off")
            ax.text(0, 0.5, "the heap has no page yet")
            return Picture(figure, alt)
        return Picture(page_map({scene.says: scene.runs}, scene.taken).figure, alt)

    def _scene(self) -> Scene:
        return self.model.scenes[self.scene]

    def _says(self) -> str:
        return f"action {self.scene} of {len(self.model.scenes) - 1}: {self._scene().says}"

    def _button(self, name: str, action: Callable[[], object]) -> widgets.Button:
        def act(_button: Any) -> None:
            with self.careful():
                action()
            self._to_the_end()

        style = "primary" if name == "Allocate" else ""
        button = widgets.Button(description=name, button_style=style, layout={"width": "auto"})
        button.on_click(act)
        return button

    def _allocate(self) -> None:
        self.model.allocate(parse_size(self.size.value), self.pointers.value)

    def _drop(self) -> None:
        if self.object.value is None:
            raise BadParameter("no object is live; allocate one first")
        self.model.drop(self.object.value)

    def _choose(self, change: Any) -> None:
        self.own.layout.display = "flex" if change["new"] == OWN else "none"
        if change["new"] != OWN:
            with self.careful():
                self.text.value = SCRIPTS[change["new"]]
                self.model.run(self.text.value)
            self._to_the_end()

    def _to_the_end(self) -> None:
        live = list(self.model.objects)
        if list(self.object.options) != live:
            self.object.options = live
            self.object.value = live[-1] if live else None
        self.player.last = len(self.model.scenes) - 1
        self.player.value = self.player.last
        self._show()

    def _show(self) -> None:
        scene = self._scene()
        self.map.value = page_map_svg(scene.runs, scene.taken)
        self.facts.value = facts_html(scene.facts)
        self.tree.value = tree_html(scene.search)
        self.story.value = story_html(scene.story)
        self.player.says = self._says()
        self.player.shown = self.player.value
