"""The page heap lab's widgets without a browser."""

from __future__ import annotations

from base64 import b64decode

from golearn.lab import PageHeapLab
from golearn.lab.trace_input import OWN


def test_actions_go_on_at_the_end_and_the_player_looks_back():
    lab = PageHeapLab()
    end = lab.scene
    shown = lab.map.value
    lab.scene = 2
    assert lab.map.value != shown
    assert lab.player.says == "action 2 (last: 10): allocate 24 B with pointers as object 1"
    lab.size.value = "64 KiB"
    lab.buttons["Allocate"].click()
    assert (lab.scene, lab.player.last) == (end + 1, end + 1)
    assert lab.object.options == (0, 1, 3, 4, 5)
    lab.object.value = 5
    for name in ("Drop", "Collect", "Scavenge", "Return all"):
        lab.buttons[name].click()
    assert lab.scene == end + 5 and lab.message.text == ""
    assert "debug.FreeOSMemory" in lab.player.says


def test_one_line_for_what_is_wrong():
    lab = PageHeapLab("holes")
    end = lab.scene
    lab.size.value = "much"
    lab.buttons["Allocate"].click()
    assert lab.message.text == "size 'much'; expected bytes such as 4096 or 4 KiB"
    lab.script.choice.value = OWN
    assert lab.script.own.layout.display == "flex"
    lab.script.text.value = "a 0 8192\nx"
    lab.script.run.click()
    assert lab.message.text.startswith("line 2 'x'; expected a ID SIZE")
    assert lab.scene == end
    lab.script.text.value = "a 0 8192\ngc"
    lab.script.run.click()
    assert (lab.message.text, lab.player.last) == ("", 2)
    lab.buttons["Empty heap"].click()
    lab.buttons["Drop"].click()
    assert lab.message.text == "no object is live; allocate one first"
    assert "no page yet" in lab.map.value


def test_a_search_is_shown_as_a_tree():
    lab = PageHeapLab("a deep search")
    assert lab.tree.value.count("<tr>") == 5
    assert (lab.tree.value.count("gl-down"), lab.tree.value.count("gl-hit")) == (4, 2)
    search = lab.model.scenes[lab.scene].search
    assert search is not None
    assert lab.tree.value.count("gl-read") == search.read == 11
    lab.scene -= 1
    assert lab.tree.value == ""
    lab.script.choice.value = "holes"
    assert "the tree was not walked" in lab.tree.value


def test_what_stays_in_a_committed_notebook():
    for lab in (PageHeapLab(), PageHeapLab("")):
        data, metadata = lab._repr_mimebundle_()
        assert b64decode(data["image/png"]).startswith(b"\x89PNG")
        assert data["text/plain"].startswith("Page heap lab. action ")
        assert metadata["image/png"]["alt"] == data["text/plain"]
        assert lab._repr_mimebundle_()[0]["text/plain"] == data["text/plain"]
