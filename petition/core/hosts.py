"""Names of machines, as far as this one can tell without asking."""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_ip(host: str) -> bool:
    """Whether a host is named by its number."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=64)
def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host == "localhost" or (is_ip(host) and ip_address(host).is_loopback)
