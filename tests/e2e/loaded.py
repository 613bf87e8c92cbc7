"""A process that has loaded the screens and forks for whoever asks: `python -m tests.e2e.loaded HANDLE`.

A request is one packet of JSON with two handles: a terminal, and a pipe for what is told of the fork (its
number, and at last its exit code). It ends when nobody can ask any more.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import sys
import termios
import time
from typing import Any

from kohtaa_tui import cli  # noqa: F401
from kohtaa_tui.tui import launch  # noqa: F401

BYTES = 1 << 17
"""How large a request may be: an environment, mostly."""


def serve(requests: socket.socket) -> Any:
    """Fork for each request. Returns in the fork, with the request; and None where nobody asks any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who wait below are waited for by nobody
    while True:
        asked, handles, _, _ = socket.recv_fds(requests, BYTES, 2)
        if not asked:
            return None
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            requests.close()
            _wait_for_fork(*handles)
            return json.loads(asked)
        for handle in handles:
            os.close(handle)


def _wait_for_fork(terminal: int, told: int) -> None:
    """Fork once more. Returns in the new process, at its terminal; the other one tells how it ends."""
    pid = os.fork()
    if pid:
        os.close(terminal)
        os.write(told, b"%d\n" % pid)
        os.write(told, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        os._exit(0)
    os.close(told)
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for handle, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        os.dup2(terminal, handle)
        stream = open(handle, mode, 1, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.close(terminal)


if __name__ == "__main__":
    request = serve(socket.socket(fileno=int(sys.argv[1])))
    if request is not None:
        os.environ.clear()
        os.environ.update(request["environ"])
        time.tzset()
        os.chdir(request["cwd"])
        sys.argv[:] = request["argv"]
        exec(compile(request["code"], "<string>", "exec"), {"__name__": "__main__"})
