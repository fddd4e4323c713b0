"""Run a command under what a unit of deploy/ forbids by seccomp, where no systemd runs.

    python -m tests.deploy.confined deploy/throwback.service .venv/bin/python -m bot demo

Of a unit that are SystemCallFilter, RestrictAddressFamilies, RestrictNamespaces and
MemoryDenyWriteExecute, as systemd 252 makes filters of them; users, capabilities and mounts are not
tried. It needs libseccomp, which systemd depends on, and systemd-analyze.
"""

import ctypes
import errno
import os
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_EQ, _GREATER, _MASKED_EQ = 4, 6, 7  # enum scmp_compare
_WRITE, _EXEC, _SHM_EXEC = 2, 4, 0o100000
_NAMESPACES = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
_UNKNOWN = -1
"""What libseccomp returns for a system call that it does not know."""

NOT_LOADED = "The filter of system calls could not be loaded"


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


class Filter:
    """A filter of system calls; of several that are loaded, each applies."""

    def __init__(self, otherwise: int) -> None:
        self._library = ctypes.CDLL("libseccomp.so.2")
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(otherwise))

    def add(self, action: int, name: str, *comparisons: tuple[int, int, int, int]) -> None:
        """Do this at a system call, if its arguments compare so; unknown ones are left out."""
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        if number == _UNKNOWN:
            return
        array = (_Comparison * len(comparisons))(*(_Comparison(*one) for one in comparisons))
        self._library.seccomp_rule_add_array(
            self._context, ctypes.c_uint32(action), number, len(comparisons), array
        )

    def load(self) -> None:
        """Have it apply to this process and to those that it starts."""
        if code := self._library.seccomp_load(self._context):
            raise OSError(-code, NOT_LOADED)


def main(unit: Path, command: list[str]) -> None:
    """Become the command, confined."""
    options = settings(unit)
    # In this order: the second filter does not allow that a third is loaded.
    for one in (_denied(options), _allowed(options["SystemCallFilter"])):
        one.load()
    os.execv(command[0], command)  # noqa: S606 - it is this process that is confined


def settings(unit: Path) -> dict[str, list[str]]:
    """Return the words of each option of a unit; of one that is there twice, of both lines.

    ~ at the beginning of a value holds for each of its words: "~a b" is ["~a", "~b"].
    """
    options: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            inverted = "~" if value.startswith("~") else ""
            words = [inverted + word for word in value.removeprefix("~").split()]
            options.setdefault(name, []).extend(words)
    return options


@cache
def calls(name: str) -> frozenset[str]:
    """Return the system calls of one of systemd's sets, "@network-io", or the one of a name."""
    if not name.startswith("@"):
        return frozenset({name})
    listed = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True
    ).stdout
    members = [line.strip() for line in listed.splitlines()[1:]]
    sets = (calls(one) for one in members if one and not one.startswith("#"))
    return frozenset[str]().union(*sets)


def _allowed(words: list[str]) -> Filter:
    # systemd always lets these through, or nothing could start.
    names = set(calls("@default")) | {"execve"}
    for word in words:
        listed = calls(word.removeprefix("~"))
        names = names - listed if word.startswith("~") else names | listed
    allowed = Filter(_ERRNO | errno.EPERM)
    for name in names:
        allowed.add(_ALLOW, name)
    return allowed


def _denied(options: dict[str, list[str]]) -> Filter:
    denied = Filter(_ALLOW)
    if options.get("MemoryDenyWriteExecute") == ["yes"]:
        both = _WRITE | _EXEC
        denied.add(_ERRNO | errno.EPERM, "mmap", (2, _MASKED_EQ, both, both))
        denied.add(_ERRNO | errno.EPERM, "mprotect", (2, _MASKED_EQ, _EXEC, _EXEC))
        denied.add(_ERRNO | errno.EPERM, "pkey_mprotect", (2, _MASKED_EQ, _EXEC, _EXEC))
        denied.add(_ERRNO | errno.EPERM, "shmat", (2, _MASKED_EQ, _SHM_EXEC, _SHM_EXEC))
    if options.get("RestrictNamespaces") == ["yes"]:
        for flag in _NAMESPACES:
            denied.add(_ERRNO | errno.EPERM, "clone", (0, _MASKED_EQ, flag, flag))
            denied.add(_ERRNO | errno.EPERM, "unshare", (0, _MASKED_EQ, flag, flag))
        denied.add(_ERRNO | errno.ENOSYS, "clone3")
        denied.add(_ERRNO | errno.EPERM, "setns")
    if families := options.get("RestrictAddressFamilies"):
        known = {int(getattr(socket, name)) for name in families}
        for family in set(range(max(known))) - known:
            denied.add(_ERRNO | errno.EAFNOSUPPORT, "socket", (0, _EQ, family, 0))
        denied.add(_ERRNO | errno.EAFNOSUPPORT, "socket", (0, _GREATER, max(known), 0))
    return denied


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
