"""Public pages kept in memory, each made of nothing but what it is kept under.

A page marked `public` carries no cookie and no byte that differs from visitor to visitor, so it can be kept by this
process, a proxy or a CDN; that is what survives a flood of readers. It is kept whole, with its headers, as it is and
compressed, and given before the application begins to work (middleware.Front). The first who finds it older than a second
makes it anew, while everybody else is given the last one.
"""

import gzip
import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec
from urllib.parse import urlencode

import brotli
from flask import Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import Accept, Headers, LanguageAccept
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header, parse_etags, remove_entity_headers

from petition.core import i18n, meter, middleware
from petition.core.marks import Marks
from petition.core.replica import read_from, replica
from petition.core.settings import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
Answer = tuple[str, list[tuple[str, str]], list[bytes]]  # status, headers, body (PEP 3333)

_OLD = 6  # seconds after which what a page says is given to nobody, even while it is made anew
_SHARE, _LONGEST = (
    10,
    5,
)  # what takes long to make is made for a tenth of the time at most, but kept for 5 seconds at most
_WAIT = 1  # second for which a thread waits for another that makes the same page
_BEHIND = 3  # seconds for which a cache in front may give a page that it fetches anew (RFC 5861)
_BYTES = 64 * 1024 * 1024  # of all that is kept
_WORTH_IT = 500  # bytes, below which nothing is compressed
_LONG = 300  # characters of a header that the application reads itself
_TEXT = re.compile(r"text/|[^;]*[/+](json|xml)\b")
_PLAIN = re.compile(r"[A-Za-z0-9._~=&-]{0,500}")  # a query in which nothing has to be decoded

_log = logging.getLogger("petition.web")


class PageAsked(NamedTuple):
    """All that a public page depends on: it is made of this alone, and kept under this."""

    path: str
    spoken: str  # the language that the service speaks to this reader; '' where every reader is given the same page
    lang: str  # the one that the address names, if any
    way: str = ""  # by which of the known links the reader came, as the address says: its language switch says so, too


class Made(NamedTuple):
    """A page that was just made, what it is about, the pattern of its address, and as of when it says all there was.

    `langs` are those that its address may ask for besides what the service speaks, if it is the same for any other.
    """

    response: Response
    about: int = 0
    rule: str = ""
    as_of: float = float("inf")
    langs: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class PageForm:
    """A page in one encoding; `unchanged` are the headers of an answer that it is as it was (RFC 9110, 15.4.5)."""

    etag: str
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]
    body: bytes


class Page:
    """A finished page. `about` says what it is about, and `mark` how that stood when the page was begun."""

    def __init__(self, made: Made, *, mark: bytes, seconds: float) -> None:
        """Keep what was made for so many seconds."""
        self.about, self.rule, self.as_of, self.mark = made.about, made.rule, made.as_of, mark
        self.langs = made.langs
        self.made_at, self.seconds, self.served = time.monotonic(), seconds, 0
        self.is_for_all = "Accept-Language" not in made.response.vary
        self._is_compressed = "Accept-Encoding" in made.response.vary
        self._forms = {"": _form(made.response.headers, made.response.get_data(), "")}

    def is_for(self, lang: str) -> bool:
        """Whether it is what is given to who asks for a language that it is not in, nor the service speaks."""
        return self.langs is not None and lang not in self.langs

    def form(self, encoding: str) -> PageForm:
        """The page in an encoding, compressed when it is first asked for; as it is where that is not worth it."""
        if encoding not in self._forms:
            plain = self._forms[""]
            small = _form(Headers(plain.headers), _ENCODERS[encoding](plain.body), encoding)
            self._forms[encoding] = small if self._is_compressed else plain
        return self._forms[encoding]

    def answer(self, environ: "WSGIEnvironment") -> Answer:
        """The page as an answer to a GET or HEAD: in the encoding that is asked for, or that it has not changed."""
        form = self.form(_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")) or "")
        if _is_known(form.etag, environ.get("HTTP_IF_NONE_MATCH", "")):
            return "304 NOT MODIFIED", [*form.unchanged], []
        return "200 OK", [*form.headers], [] if environ["REQUEST_METHOD"] == "HEAD" else [form.body]

    def size(self) -> int:
        """How many bytes it takes."""
        return sum(len(form.body) for form in list(self._forms.values()))


class Pages:
    """Finished public pages, each for a short while."""

    def __init__(
        self, seconds: float, marks: Marks, most: int = 512, languages: tuple[str, ...] = i18n.SPOKEN
    ) -> None:
        """Keep up to `most` pages for `seconds` each; 0 keeps none. `marks` tell which are over at once."""
        self.seconds, self.marks, self.most, self.languages = seconds, marks, most, languages
        self.ways: frozenset[str] = frozenset()  # what `via` in an address may say; a page is kept for each
        self._kept: dict[PageAsked, Page] = {}
        self._making: set[PageAsked] = set()
        self._changed = threading.Condition()

    def answer(self, environ: "WSGIEnvironment") -> Answer | None:
        """The answer to a request for a page that is kept; None where the application has to look at it."""
        asked = _asked(environ, self.languages, self.ways)
        page = asked and self.kept(asked)
        if not page or _encoding(environ.get("HTTP_ACCEPT_ENCODING", "")) is None:
            return None
        page.served += 1
        meter.page("memory")
        return page.answer(environ)

    def kept(self, asked: PageAsked) -> Page | None:
        """The page that may be given now; None where it has to be made."""
        key = self._key(asked)
        page = self._kept.get(key)
        if page is None or page.mark != self.marks.of(page.about):
            return None
        now = time.monotonic()
        may_be_given = now - page.made_at < page.seconds or (key in self._making and now - page.as_of < _OLD)
        return page if may_be_given else None

    def get(self, asked: PageAsked, make: Callable[[], Made]) -> Page | Response:
        """The page that was asked for, made by `make` where none may be given; what is not kept, as it was made.

        Kept is what has status 200 and is no stream.
        """
        if not self.seconds:
            return make().response
        with self._changed:
            if self.kept(asked) is None and self._key(asked) in self._making:
                self._changed.wait(_WAIT)
            if page := self.kept(asked):
                return page
            key = self._key(asked)
            self._making.add(key)
        try:
            return self._keep(key, asked, make)
        finally:
            with self._changed:
                self._making.discard(key)
                self._changed.notify_all()

    def forget(self) -> None:
        """Make every page anew from now on."""
        with self._changed:
            self._kept.clear()

    def _key(self, asked: PageAsked) -> PageAsked:
        """What it is kept under: the same for all readers, or for all languages that it is not in, if the last one was."""
        plain = asked if asked.lang in self.languages else asked._replace(lang="")
        for key in (asked._replace(spoken=""), plain._replace(spoken=""), plain):
            page = self._kept.get(key)
            if page is not None and (key.lang == asked.lang or page.is_for(asked.lang)):
                return key
        return asked

    def _keep(self, before: PageAsked, asked: PageAsked, make: Callable[[], Made]) -> Page | Response:
        """Make a page, and keep it if it can be; marks are read first, so that nothing changes unseen meanwhile."""
        marks, begun = self.marks.all(), time.monotonic()
        made = make()
        meter.page("made")
        if made.response.status_code != 200 or made.response.is_streamed:
            return made.response
        made, now = made._replace(as_of=min(begun, made.as_of)), time.monotonic()
        seconds = max(self.seconds, min(_SHARE * (now - begun), _LONGEST, made.as_of + _OLD - now))
        page = Page(made, mark=Marks.among(marks, made.about), seconds=seconds)
        with self._changed:
            if last := self._kept.pop(before, None):
                _log.info("GET %s 200 from memory, %d times", last.rule, last.served)
            if asked.lang not in self.languages and page.is_for(asked.lang):
                asked = asked._replace(lang="")
            self._kept[asked._replace(spoken="") if page.is_for_all else asked] = page
            while len(self._kept) > self.most or sum(map(Page.size, self._kept.values())) > _BYTES:
                del self._kept[min(self._kept, key=lambda each: self._kept[each].made_at)]
        return page


# --- what a request asks for -----------------------------------------------------------------------------------------


def _asked(environ: "WSGIEnvironment", languages: tuple[str, ...], ways: frozenset[str]) -> PageAsked | None:
    """What a request asks for, where that is plain to see; None where the application has to work it out."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    speaks = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    has_body = environ.get("CONTENT_LENGTH", "0") not in {"", "0"} or "HTTP_TRANSFER_ENCODING" in environ
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or has_body or "HTTP_IF_MATCH" in environ:
        return None
    if not path.isascii() or not _PLAIN.fullmatch(query) or len(speaks) > _LONG:
        return None
    said = dict(each.partition("=")[::2] for each in reversed(query.split("&")) if each)  # the first counts
    lang, way = said.get("lang", "")[: i18n.LONGEST_TAG], said.get("via", "")
    spoken = lang if lang in languages else _spoken(speaks, languages)
    return PageAsked(path, spoken, lang, way if way in ways else "")


@lru_cache(maxsize=1024)
def _spoken(header: str, languages: tuple[str, ...]) -> str:
    """The language that the service speaks to whose browser asks for these, as i18n chooses it."""
    return parse_accept_header(header, LanguageAccept).best_match(languages) or "en"


def _encoding(header: str) -> str | None:
    """The encoding to give: '' for none, None where the header is too long to be looked at here."""
    return _best_encoding(header) if len(header) <= _LONG else None


@lru_cache(maxsize=1024)
def _best_encoding(header: str) -> str:
    told = parse_accept_header(header, Accept)
    best: str = max(_ENCODERS, key=told.quality)  # of equal ones the first
    return best if told.quality(best) > 0 else ""


def _is_known(etag: str, header: str) -> bool:
    """Whether a reader has this very page, by If-None-Match (RFC 9110, 13.1.2)."""
    return bool(header) and (header == etag or parse_etags(header).contains_weak(etag.strip('"')))


# --- what is given ---------------------------------------------------------------------------------------------------


def _form(headers: Headers, body: bytes, encoding: str) -> PageForm:
    named = Headers(headers)
    named["Content-Length"] = str(len(body))
    if encoding:
        named["Content-Encoding"] = encoding
        named["ETag"] = f'{named["ETag"][:-1]}-{encoding}"'
    unchanged = list(named)
    remove_entity_headers(unchanged)
    return PageForm(named["ETag"], list(named), unchanged, body)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=5))  # as quick as gzip, and smaller


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}  # the best first (RFC 7932)


def public(view: View[P]) -> View[P]:
    """Mark a GET view whose page is the same for everybody who reads the same language."""

    @wraps(view)
    def kept(*_args: P.args, **_kwargs: P.kwargs) -> ResponseReturnValue:
        pages: Pages = current_app.extensions["pages"]
        lang, way = request.args.get("lang", "")[: i18n.LONGEST_TAG], request.args.get("via", "")
        asked = PageAsked(request.path, i18n.spoken(), lang, way if way in pages.ways else "")
        page = pages.get(asked, lambda: _made(view, asked))
        if isinstance(page, Response):
            return page.make_conditional(request)
        form = page.form(_encoding(request.headers.get("Accept-Encoding", "")) or "")
        return Response(form.body, 200, Headers(form.headers)).make_conditional(request)

    kept.is_public = True  # type: ignore[attr-defined]  # told to tests/core/test_pages.py
    return kept


def about(place: int, langs: Iterable[str] | None = None) -> None:
    """Tell what the page that is being made is about, so that it is over at once where that changes (marks.py).

    `langs`: of a page that refuses no language, those that it is in. It is the same for any other, which is no key, or
    whoever makes some up has it made anew each time.
    """
    g.about, g.langs = place, langs if langs is None else frozenset(langs)


def _made(view: Callable[..., ResponseReturnValue], asked: PageAsked) -> Made:
    """The page, made in a request of its own in which there is nothing but what it may depend on."""
    environ = middleware.own_name(settings().public_url) | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": asked.path.encode().decode("latin-1"),
        "QUERY_STRING": urlencode(
            [(name, said) for name, said in (("lang", asked.lang), ("via", asked.way)) if said]
        ),
        "HTTP_ACCEPT_LANGUAGE": asked.spoken,
    }
    with current_app.app_context(), current_app.request_context(environ):
        try:
            said, as_of = _read(view, request.view_args or {})
            response = make_response(said)
        except HTTPException as refusal:
            return Made(make_response(current_app.handle_http_exception(refusal)))
        if response.status_code == 200 and not response.is_streamed:
            _finish(response)
        rule: Any = request.url_rule
        return Made(response, g.get("about", 0), rule.rule, as_of, g.get("langs", frozenset()))


def _read(
    view: Callable[..., ResponseReturnValue], args: dict[str, Any]
) -> tuple[ResponseReturnValue, float]:
    """What a view says, and as of when, read from the replica where that may be; what fails there is read from the primary.

    So is a refusal, for what is refused may have been published a moment ago, and what was ended at once since then.
    """
    source, marks = replica(), current_app.extensions["pages"].marks
    as_of = source.as_of
    if source.is_current():
        try:
            with source.limited(), read_from(source.engine), suppress(HTTPException):
                said = view(**args)
                if marks.changed_at(g.get("about", 0)) < as_of:
                    return said, as_of
        except (DBAPIError, PoolTimeout) as error:
            _log.warning("%s at the replica", type(error).__name__)
            source.give_up()
    return view(**args), time.monotonic()


def _finish(response: Response) -> None:
    """Say how long it may be kept and by whom, and all that every answer says (core/web)."""
    body = response.get_data()
    response.set_etag(hashlib.sha256(body).hexdigest()[:24])
    response.cache_control.public = True
    response.cache_control.max_age = 0  # a browser asks each time: who changes something sees it changed
    response.cache_control.s_maxage = round(current_app.extensions["pages"].seconds)
    response.cache_control.stale_while_revalidate = _BEHIND
    if not i18n.is_in_address():
        response.vary.add("Accept-Language")
    if len(body) > _WORTH_IT and _TEXT.match(response.headers["Content-Type"]):
        response.vary.add("Accept-Encoding")
    for name, value in current_app.extensions["headers"].items():
        response.headers.setdefault(name, value)
