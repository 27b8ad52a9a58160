"""Whether mail reaches a domain at all, asked of the DNS (RFC 5321, 5.1; RFC 7505): a doubt to raise, never a refusal.

An answer takes the same time whether a domain was asked about before or not: else it would tell that somebody of a small
domain has just signed. Who is slow is not waited for, nor is anybody asked where many ask at once: then there is no doubt.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow

import dns.resolver
from email_validator import EmailUndeliverableError, caching_resolver
from email_validator.deliverability import validate_email_deliverability
from flask import Flask, current_app

from petition.core.providers import GREAT

_WAIT = 0.4  # seconds that a question takes
_AT_ONCE = 2  # of this process's threads
_PAUSE = 60  # seconds for which nobody is asked after one was too slow


class Reach:
    """Asks one resolver; with none it has no doubts."""

    def __init__(self, resolver: dns.resolver.Resolver | None) -> None:
        """Take the resolver to ask; its answers are kept in this process for as long as they say."""
        self.resolver = (
            caching_resolver(dns_resolver=resolver, timeout=max(1, round(_WAIT))) if resolver else None
        )
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="dns")
        self._not_before = 0.0

    def is_asked_about(self, domain: str) -> bool:
        """Whether the DNS is asked about a domain at all."""
        return self.resolver is not None and domain not in GREAT

    def is_doubtful(self, domain: str) -> bool:
        """Whether the DNS says for sure that no mail reaches a domain."""
        if self.resolver is None or domain in GREAT or time.monotonic() < self._not_before:
            return False
        if not self._turns.acquire(blocking=False):
            return False
        began = time.monotonic()
        try:
            doubtful = self._threads.submit(_reaches_nobody, self.resolver, domain).result(_WAIT)
        except TooSlow:
            doubtful, self._not_before = False, time.monotonic() + _PAUSE
        finally:
            time.sleep(max(0.0, _WAIT - (time.monotonic() - began)))
            self._turns.release()
        return doubtful


def _reaches_nobody(resolver: dns.resolver.Resolver, domain: str) -> bool:
    try:
        validate_email_deliverability(domain, domain, dns_resolver=resolver)
    except EmailUndeliverableError as error:  # raised for every trouble; what is sure comes of an answer
        return isinstance(error.__cause__, dns.resolver.NXDOMAIN | dns.resolver.NoAnswer | None)
    return False


def init_app(app: Flask, *, is_local: bool) -> None:
    """Let an application ask the resolver of its machine; a local run, and a machine without one, asks nobody."""
    try:
        resolver = None if is_local else dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        resolver = None
    app.extensions["reach"] = Reach(resolver)


def reach() -> Reach:
    """What the application at work asks."""
    found: Reach = current_app.extensions["reach"]
    return found
