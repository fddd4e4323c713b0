"""Starting of processes that Ctrl-C does not interrupt: who started them ends them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Hold SIGINT back from this thread, and from a process that it starts.

    That process, which begins with the same mask, would print a traceback before it can ignore the
    signal. The tracker of resources has to run before: some versions of Python reset the mask
    when they start it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
