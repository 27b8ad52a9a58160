"""Where the pages of an appeal are, and where the same page is in another language."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from petition.appeals.models import Appeal
from petition.core import i18n, web


@dataclass(frozen=True)
class Language:
    """A link to the same page in another language."""

    code: str
    native_name: str
    url: str
    current: bool


def path(appeal: Appeal, lang: str) -> str:
    """The path of the page in a language."""
    return f"/a/{appeal.slug}" if lang == appeal.first_lang else f"/a/{appeal.slug}/{lang}"


def address(appeal: Appeal, lang: str) -> str:
    """The full address of the page in a language."""
    return web.address(path(appeal, lang))


def signatories_path(appeal: Appeal, lang: str) -> str:
    """The path of the list of names for readers of a language."""
    return f"/a/{appeal.slug}/signatories" + (f"?lang={lang}" if lang in i18n.languages() else "")


def letter_path(appeal: Appeal, lang: str) -> str:
    """The path of the final letter for readers of a language."""
    return f"/a/{appeal.slug}/letter" + ("" if lang == appeal.first_lang else f"?lang={lang}")


def version_path(appeal: Appeal, number: int, lang: str) -> str:
    """The path of a version of the text for readers of a language."""
    return f"/a/{appeal.slug}/version/{number}" + ("" if lang == appeal.first_lang else f"?lang={lang}")


def languages(
    appeal: Appeal,
    lang: str,
    *,
    written: Collection[str] = (),
    preview: bool = False,
    url: Callable[[str], str] | None = None,
) -> list[Language]:
    """Links to a page in the languages of its text and in those that the service speaks.

    `written`: those of the text that it shows, where that is not the present one. `url` gives the address of that page in
    one of them; without it the page of the appeal is meant.
    """
    written = written or (appeal.langs if preview else appeal.langs_to_read)
    spoken = i18n.languages()  # first, for a switch has one order on every page
    codes = [*spoken, *(code for code in written if code not in spoken)]
    return [
        Language(code, i18n.own_name(code), url(code) if url else path(appeal, code), code == lang)
        for code in codes
    ]


def spoken_at(url: Callable[[str], str]) -> list[Language]:
    """Links to a page in the languages that the service speaks; `url` gives its address in one of them."""
    return [
        Language(code, i18n.own_name(code), url(code), code == i18n.spoken()) for code in i18n.languages()
    ]
