"""The layout lab's widgets without a browser."""

from __future__ import annotations

from base64 import b64decode

from golearn.lab import LayoutLab


def test_actions_go_on_at_the_end_and_the_player_looks_back():
    lab = LayoutLab("Go alone")
    assert (lab.scene, lab.player.last) == (3, 3)
    lab.scene = 1
    assert lab.player.says == "action 1 (last: 3): the Go program starts"
    lab.address.value, lab.size.value = "0xc424000000", "64 KiB"
    lab.buttons["Empty processes"].click()
    lab.buttons["C takes it"].click()
    lab.buttons["Start the program"].click()
    lab.buttons["Grow"].click()
    assert (lab.scene, lab.message.text) == (3, "")
    assert "✗ linear, Go 1.10: has failed, 64 MiB of heap" in lab.drawing.value
    assert "✓ sparse, Go 1.21: runs, 128 MiB of heap" in lab.drawing.value
    assert "address space conflict" in lab.linear.value
    assert lab.model.text == "c 0xc424000000 65536 B\nstart\ngrow 134217728 B\n"


def test_random_memory_is_the_same_for_a_seed():
    rows = []
    for seed in (1, 1, 2):
        lab = LayoutLab("Go alone")
        lab.seed.value = seed
        lab.buttons["Random memory of C's"].click()
        rows.append(lab.model.scenes[-1].sides[0].row)
    assert rows[0] == rows[1] != rows[2]


def test_one_line_for_what_is_wrong():
    lab = LayoutLab()
    end = lab.scene
    lab.address.value = "there"
    lab.buttons["C takes it"].click()
    assert "expected an address, a size and perhaps an owner" in lab.message.text
    lab.more.value = "much"
    lab.buttons["Grow"].click()
    assert lab.message.text == "size 'much'; expected bytes such as 4096 or 4 KiB"
    lab.buttons["Start the program"].click()
    assert lab.message.text.endswith("the program runs already")
    assert lab.scene == end


def test_the_code_makes_the_same_lab_again():
    lab = LayoutLab("C comes later")
    lab.scene = 3
    lab.buttons["Grow"].click()
    lab.scene = 2
    again: dict[str, LayoutLab] = {}
    exec(lab.code().replace("\nlab\n", "\n"), again)
    assert again["lab"].drawing.value == lab.drawing.value
    assert again["lab"].model.text == lab.model.text
    assert lab.saved() == ("layout.script.txt", lab.model.text)


def test_a_question_is_revealed_by_its_answer():
    lab = LayoutLab("Go alone", seed=3)
    shown = lab.drawing.value
    lab.quiz.ask()
    assert lab.drawing.value == shown
    lab.quiz.answer(0)
    assert lab.quiz.verdict
    assert lab.model.text.endswith("start\ngrow 512 MiB\n")
    assert lab.scene == 3


def test_what_stays_in_a_committed_notebook():
    for lab in (LayoutLab(), LayoutLab("")):
        data, metadata = lab._repr_mimebundle_()
        assert b64decode(data["image/png"]).startswith(b"\x89PNG")
        assert data["text/plain"].startswith("Layout lab. action ")
        assert metadata["image/png"]["alt"] == data["text/plain"]
