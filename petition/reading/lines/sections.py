"""The labels of a list's parts ("Organisations:", «Журналисты:»), and what a label says of those who stand below it."""

import re

from petition.core.text import squeeze
from petition.lexicon.signatory import Kind

_SIGNING = (
    r"(?:(?:signatory|signing|supporting|endorsing|participating|member|first|initial|other|partner)\s+)?"
)
_BODIES = re.compile(
    rf"^(?:{_SIGNING}(?:organi[sz]ations?|associations?|companies|institutions?|ngos?|groups|media(?: outlets)?)"
    r"|organi[sz]ational (?:signator(?:y|ies)|signatures|endorsements|supporters)|civil society.*"
    r"|организации(?: и \w+)?|юридические лица|нпо|сми|компании|учреждения|объединения|движения|ұйымдар|заңды тұлғалар|бақ"
    r"|(?:unterzeichnende )?(?:organisationen|verbände|vereine|unternehmen|institutionen)"
    r"|(?:organisations|associations|structures|collectifs)(?: signataires)?"
    r"|(?:organizaciones|asociaciones|entidades|colectivos|instituciones)(?: firmantes)?|organizzazioni|associazioni"
    r"|organizacje|kuruluşlar|organizações|المنظمات|组织|組織|机构|機構)\s*[:：]?$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    rf"^(?:{_SIGNING}(?:individuals?|persons?|people|citizens|journalists|experts|academics|scholars|researchers|scientists)"
    r"|individual (?:signator(?:y|ies)|signatures|endorsements|supporters)"
    r"|физические лица|частные лица|граждане|журналисты|эксперты|учёные|ученые|жеке тұлғалар|журналистер"
    r"|сарапшылар|азаматтар"
    r"|(?:unterzeichnende )?(?:einzelpersonen|privatpersonen|personen)|(?:personnes|particuliers|individus)(?: signataires)?"
    r"|(?:personas|individuos|particulares)(?: firmantes)?|persone|osoby|kişiler|pessoas|الأفراد|个人|個人)\s*[:：]?$",
    re.IGNORECASE,
)


def is_label(line: str) -> bool:
    """Whether a line heads a part of the list."""
    return label_of(line) is not None


def label_of(line: str) -> Kind | None:
    """Of which kind they are who stand below this line; None where it is no label."""
    text = squeeze(line).strip("*_ ")
    if len(text) > 60:
        return None
    if _BODIES.match(text):
        return Kind.ORGANISATION
    return Kind.PERSON if _PEOPLE.match(text) else None
