"""Many inputs on all processors, answers in the order of the questions."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WORTH_IT: Final = 4
"""Inputs from which on processes pay: starting one takes as long as judging a small root."""


def in_order(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """Yield `work(item)` for each item, in order; on processes where there are enough.

    A process that dies (killed for its memory) takes nothing with it: its items are worked on
    here, one by one.
    """
    processes = min(os.cpu_count() or 1, len(items))
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if len(items) < WORTH_IT or processes == 1 or not can_fork:
        yield from map(work, items)
        return
    from concurrent.futures import ProcessPoolExecutor  # one input needs none
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    context = multiprocessing.get_context("fork")  # nothing is loaded twice; no threads run yet
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        try:
            for result in pool.map(work, items, chunksize=max(1, len(items) // (processes * 8))):
                yield result
                done += 1
        except BrokenProcessPool:
            pass
        else:
            return
    yield from map(work, items[done:])
