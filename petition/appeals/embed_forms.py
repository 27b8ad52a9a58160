"""The form of what is said and shown of a letter elsewhere: the words of share links, the sites that may show its card."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, TextAreaField, ValidationError

from petition.appeals.models import Appeal
from petition.core import text
from petition.core.fields import plain
from petition.core.hosts import is_ip

MOST_HOSTS = 20
MOST_WORDS = 200  # with an address, what X takes (280)
# A name of the DNS (RFC 1123, 2.1), international ones as they travel (RFC 5890); nothing else may stand in a header.
_HOST = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)


def host(typed: str) -> str:
    """The host that was typed, as a name or as the address of a page; ValueError where it is none of the public net."""
    name = re.sub(r"^https?://|[/?#].*$", "", typed.strip().lower())
    name = text.ascii_domain(name)  # text.Refused is a ValueError
    if not _HOST.fullmatch(name) or is_ip(name):
        raise ValueError(typed)
    return name


def _hosts(_form: Any, field: Field) -> None:
    """Each line a host; named once."""
    found: list[str] = []
    for line in filter(None, map(str.strip, (field.data or "").splitlines())):
        try:
            found.append(host(line))
        except ValueError:
            raise ValidationError(
                gettext(
                    "“%(typed)s” is not the name of a site. Enter one like example.org on each line.",
                    typed=line[:80],
                )
            ) from None
    field.checked = list(dict.fromkeys(found))
    if len(field.checked) > MOST_HOSTS:
        raise ValidationError(gettext("Enter %(most)s sites at most.", most=MOST_HOSTS))


class EmbedForm(FlaskForm):  # type: ignore[misc]
    """Words of share links, in the order of the languages of the text, and hosts."""

    words = FieldList(TextAreaField(validators=[plain(MOST_WORDS)]), max_entries=100)
    hosts = TextAreaField(
        _l("Sites that may show the card"),
        [plain(6000), _hosts],
        description=_l(
            "One on each line, such as example.org. A subdomain, such as www.example.org, needs its own. Empty: none may."
        ),
    )

    @classmethod
    def of(cls, appeal: Appeal) -> "EmbedForm":
        """The form filled with what is kept."""
        kept = [appeal.share_words.get(lang, "") for lang in appeal.langs]
        return cls(words=kept, hosts="\n".join(appeal.frame_hosts))

    def shared(self, langs: list[str]) -> dict[str, str]:
        """The words by language, those that there are; on one line each."""
        said = (" ".join(entry.data.split()) for entry in self.words)
        return {lang: words for lang, words in zip(langs, said, strict=False) if words}
