"""What a draft says that tells of the recipient's answer; its organisers change what they like before it is published."""

from flask_babel import force_locale, gettext

from petition.appeals.delivery import Delivery
from petition.appeals.models import Appeal
from petition.appeals.update import UpdateText
from petition.core import i18n
from petition.core.markdown import quoted
from petition.signatures.addresses import address

_QUOTED = 2_000  # characters of an answer; a longer one is read where it stands


def of_answer(appeal: Appeal, answer: Delivery) -> dict[str, UpdateText]:
    """A title and a text in each language of the letter that the service speaks, in the first one where it speaks none."""
    spoken = [lang for lang in appeal.langs_to_read if lang in i18n.languages()] or [appeal.first_lang]
    return {lang: _text(appeal, answer, lang) for lang in spoken}


def _text(appeal: Appeal, answer: Delivery, lang: str) -> UpdateText:
    words = answer.said(lang)
    with force_locale(i18n.known(lang)):
        told = gettext("On %(day)s the recipient answered the letter.", day=i18n.day(answer.day))
        see = gettext("See the answer on the page of the letter")
        link = f"[{see}]({address(appeal, lang)}#timeline-heading)"
        parts = [told, quoted(words) if len(words) <= _QUOTED else "", link]
        return UpdateText(gettext("The recipient answered"), "\n\n".join(filter(None, parts)))
