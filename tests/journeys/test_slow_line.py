"""A phone on a slow line keeps nobody else waiting."""

import socket

import psutil

from tests.journeys.conftest import Site
from tests.waiting import until


def test_one_slow_line_keeps_nobody_from_signing(site: Site) -> None:
    site.flask("sample")
    host, port = site.address.removeprefix("http://").split(":")
    head = (
        "POST /a/keep-the-reading-room/sign HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nname="
    )
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(head.encode())
        own = slow.getsockname()
        until(lambda: any(each.pid and each.raddr == own for each in psutil.net_connections("tcp4")))
        # Writes; were the slow line holding the database, this would be refused when its turn never came.
        assert "/desk/enter/" in site.flask("organiser", "invite", "another@example.org", "--team", "Another")
