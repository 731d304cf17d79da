"""A browser is sent everything itself: references to what it should still have do not survive two runs of a part in a row."""

from __future__ import annotations

import tomllib

from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import create_reference_msg, populate_hash_if_needed
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from onlife.services import settings

OPTION = "global.minCachedMessageSize"
LARGEST = 1_000_000
"""Bytes: the largest picture of the demo network takes 62,814."""


def message(path: list[int], text: str = "") -> ForwardMsg:
    """A block of a part of a page at this place, or a text in it."""
    said = ForwardMsg()
    said.metadata.delta_path[:] = path
    said.delta.fragment_id = "part"
    if text:
        said.delta.new_element.markdown.body = text
    else:
        said.delta.add_block.allow_empty = True
    return said


def kept_of_a_run(smallest: int) -> list[list[int]]:
    """Where what is left would be put, of a run that was not sent yet when the part runs again."""
    before = config.get_option(OPTION)
    config.set_option(OPTION, smallest)
    try:
        text = message([0, 1, 0], "t" * LARGEST)
        populate_hash_if_needed(text)
        queue = ForwardMsgQueue()
        queue.enqueue(message([0, 1]))
        queue.enqueue(create_reference_msg(text) if text.metadata.cacheable else text)
        queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["part"])
        return [list(left.metadata.delta_path) for left in queue.flush()]
    finally:
        config.set_option(OPTION, before)


def test_nothing_of_a_run_that_was_overtaken_is_left_without_its_block() -> None:
    ours = tomllib.loads((settings.HOME / ".streamlit/config.toml").read_text(encoding="utf-8"))["global"]
    assert kept_of_a_run(ours["minCachedMessageSize"]) == []


def test_streamlit_itself_still_leaves_a_reference_without_its_block() -> None:
    """Once this fails, the setting has lost one of its two reasons."""
    assert kept_of_a_run(10_000) == [[0, 1, 0]]
