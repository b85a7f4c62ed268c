"""Where a classroom listens, what to type to get there, and the word that lets one in."""

from __future__ import annotations

import errno
import ipaddress
import secrets
import socket
from dataclasses import dataclass

import psutil
from tornado.netutil import bind_sockets

from golearn.classroom.errors import ClassroomError

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No two that look alike from the last row."""
LENGTH = 10
"""31^10 tokens, more than 49 bits: more than anybody tries in a lesson, and short to type."""


@dataclass(frozen=True)
class Door:
    """The way in: sockets that listen, what to type to get there, and what to say."""

    sockets: list[socket.socket]
    addresses: list[str]
    token: str
    """Empty if nobody has to say anything."""
    local: bool
    """Whether only this machine can come in."""


def open_door(host: str, port: int, token: str | None) -> Door:
    """Listen; port 0 is any free one. Without a token, only a local door does without one.

    Raises ClassroomError if that cannot be.
    """
    local = is_loopback(host)
    if token is None:
        token = "" if local else new_token()
    sockets = listen(host, port)
    return Door(sockets, addresses(host, sockets[0].getsockname()[1]), token, local)


def new_token() -> str:
    """A word to let visitors in, such as `h7k4m-w9xqc`."""
    word = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{word[: LENGTH // 2]}-{word[LENGTH // 2 :]}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can come in by `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen; port 0 is any free one. Raises ClassroomError if that cannot be."""
    try:
        return bind_sockets(port, host)
    except socket.gaierror as error:
        raise ClassroomError(f"--host {host}: there is no such address") from error
    except (OSError, OverflowError) as error:
        raise ClassroomError(_refusal(host, port, error)) from error


def _refusal(host: str, port: int, error: OSError | OverflowError) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} is taken; choose another with --port, or --port 0 for any free one"
    if number == errno.EACCES:
        return f"port {port} needs more rights than yours; choose one above 1023 with --port"
    if number == errno.EADDRNOTAVAIL:
        return f"--host {host}: is no address of this machine; 0.0.0.0 is all that it has"
    return f"--host {host} --port {port}: cannot listen there ({error})"


def addresses(host: str, port: int) -> list[str]:
    """What visitors type, without the token: for 0.0.0.0 one for each network of the machine."""
    if host not in ("0.0.0.0", "::", ""):
        return [_url(host, port)]
    found = [
        address.address
        for interface in psutil.net_if_addrs().values()
        for address in interface
        if address.family == socket.AF_INET and not is_loopback(address.address)
    ]
    return [_url(name, port) for name in found or [socket.gethostname()]]


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
