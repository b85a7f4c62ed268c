"""A row of modelled pages: what a script may do with it."""

from golearn.osmem.model_row import ModelRow
from golearn.osmem.row_calls import parse_script
from golearn.osmem.states import State

FAULTED = "sysReserve 0 8\nsysMap 0 8\nsysUsed 0 8\nsysFault 2 4\n"


def test_what_was_faulted_can_be_mapped_again_and_is_counted_once():
    row = ModelRow(8)
    for call in parse_script(FAULTED + "sysMap 2 4\n", 8):
        row.do(call)
    assert row.states == (State.READY,) * 2 + (State.PREPARED,) * 4 + (State.READY,) * 2
    assert (row.sys_stat, row.mapped_ready) == (8, 4)
    row.space.check()


def test_a_map_that_is_refused_leaves_the_books_alone():
    row = ModelRow(8)
    for call in parse_script(FAULTED, 8):
        row.do(call)
    (call,) = parse_script("sysMap 1 4\n", 8)
    assert row.why_not(call)
    assert (row.sys_stat, row.mapped_ready) == (8, 4)
