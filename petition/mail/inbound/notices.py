"""Takes out what offices and programs put under every mail: that it is confidential, scanned, not to be printed. Pure.

It says "delete", "do not sign", "
        ""confirm" to somebody else. A notice is known by how its paragraph begins and by what it speaks of,
both; somebody who writes "keep my name confidential" wrote that themselves.
"""

import re

_BEGINS = re.compile(
    r"^[\W_]*(?:(?:[^\W_][\w&.'’-]{0,30} ){0,5}(?:disclaimer|confidentiality (?:notice|note|statement))\b|"
    r"confidential(?:ity)?\b|privileged\b|privacy notice|legal notice|important notice|notice\b|please note\b|"
    r"warning\b|caution\b|"
    r"(?:the )?(?:information|content|contents|contained)\b|this (?:e-?mail|message|communication|transmission)|"
    r"the contents of this|"
    r"if you (?:are not|have received)|any (?:views|unauthori[sz]ed)|please (?:consider|think|don.t print|"
    r"do not print)|think before|save (?:paper|trees)|"
    r"внимание|конфиденциальн|уведомление|предупреждение|оговорка|данно[ей]\b|это(?:т|"
    r")? (?:электронное )?(?:сообщение|письмо|e-?mail)|"
    r"настояще[ей]\b|информация,? (?:содержащ|в)|сообщение (?:и|содержит|может)|содержание (?:этого|данного|"
    r"настоящего)|если вы (?:получили|не явля)|"
    r"пожалуйста,? (?:подумайте|берегите|не печат)|берегите|подумайте|прежде чем (?:рас)?печат|"
    r"осы (?:хабарлама|хат|электронд|пошта)|бұл (?:хабарлама|хат|электронд|пошта)|құпия|назар аударыңыз|ескерту|"
    r"егер (?:сіз|бұл)|қағазды|табиғатты|"
    r"hinweis|vertraulich|diese (?:e-?mail|nachricht)|bu (?:e-?posta|mesaj|ileti)|ce (?:message|courriel|mail)|"
    r"це повідомлення|цей лист|"
    r"scanned by|this email was (?:scanned|sent))",
    re.IGNORECASE,
)
_SPEAKS_OF = re.compile(
    r"confidential|privileged|intended (?:recipient|only|solely|for)|addressee|unauthori[sz]ed|"
    r"notify the sender|outside (?:of )?(?:the|your|our) |извне|in error|before printing|environment|virus|"
    r"views expressed|конфиденциальн|предназначен|адресат|по ошибке|уведомите|сообщите отправителю|"
    r"сообщить отправителю|вложени|коммерческ\w+ тайн|"
    r"распечат|печата|природ|леса?\b|вирус|құпия|қателес|жойып|жіберушіге|басып шығар|арналған|алушы|орман|"
    r"vertraulich|empfänger|irrtümlich|gizli|yanlışlıkla|confidentiel|destinataire|конфіденційн|помилков",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"^[\W_]*(?:confidentiality notice|disclaimer|legal notice|privacy notice|оговорка о конфиденциальности)\b",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"\b(?:sitz der gesellschaft|registergericht|handelsregister|amtsgericht|geschäftsführ(?:er|ung|erin)|vorstand|"
    r"aufsichtsrat|ust-?id\w*|registered (?:office|in england)|company (?:no|number|reg\w*)|vat (?:no|number)|siège social|"
    r"siren|siret|rcs|capital social|p\. ?iva|sede legale|krs|regon|ičo|ОГРН|ИНН|БИН|КПП|р/с|БСН)\b",
    re.IGNORECASE,
)  # what a company's letters must state (Directive (EU) 2017/1132, 26): its seat, register, directors
_TAGGED = re.compile(r"\[([^\W\d][^\]\d]{4,40})\][\s:.!–—-]+\S")  # "[EXTERNAL EMAIL] Do not open …"
_LONGEST_HEAD = 2000


def without_notices(text: str) -> str:
    """The text without the notices under it; those within a paragraph end it."""
    kept: list[str] = []
    within = False
    for line in text.split("\n"):
        bare = line.strip()
        if not bare:
            within = False
        elif _is_notice(bare):
            within = True
        if not within:
            kept.append(line)
    return "\n".join(kept).strip()


def _is_notice(line: str) -> bool:
    head = line[:_LONGEST_HEAD]
    if (tag := _TAGGED.match(head)) and tag[1].isupper():
        return True
    if len({found.lower() for found in _IMPRINT.findall(head)}) > 1:
        return True
    spoken_of = {found.lower() for found in _SPEAKS_OF.findall(head)}
    return bool(_HEADED.match(head) or (spoken_of and (_BEGINS.match(head) or len(spoken_of) > 1)))
