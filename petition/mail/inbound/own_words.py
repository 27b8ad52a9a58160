"""Tells what the writer of a mail wrote from what their program added or quoted, in Kazakh, Russian and English. Pure.

Programs mark a quotation by ">", by a line that says who wrote when, by a block of headers, or by a ruled line; each of
them says it in the language of its reader. Packages that know this were tried, and know no Russian.
"""

import re
from dataclasses import dataclass

from petition.mail.inbound.notices import without_notices

_WROTE = re.compile(
    r"(?:\b(?:wrote|writes)|\b(?:на)?писала?(?:\(а\))?|\bпишет|жазды|жазған|жазып отыр|\bпише|\bнаписа(?:в|ла)|"
    r"\bschrieb\b.*|"
    r"\ba écrit|\bescribió|\bha scritto|\byazdı|\byozdi|\bnapisał\(?a?\)?)\s*:?$",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d")
_WHO = re.compile(r"\d[\d:. ].*[^<>\s@]+@[^<>\s@]+>?\s*:$")  # «21.11.2026, 10:15, "Name" <name@example.org>:»
_AT = re.compile(
    r"(?=.*\b\d{1,2}[:.]\d\d\b)(?=.*\b\d{4}\b).*:$"
)  # a day, an hour and a colon, in any language
_RULED = re.compile(
    r"^\W{0,3}[-_—–*= ]{2,}\s*(?:original message|reply message|исходное сообщение|оригинальное сообщение|"
    r"бастапқы хабар(?:лама)?|түпнұсқа хабар(?:лама)?)\s*[-_—–*= ]{0,80}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^\W{0,3}[-_—–*= ]*\s*(?:begin forwarded message|forwarded message|forwarded by [^\n]{0,80}|"
    r"(?:начало )?переадресованно\w+ сообщени\w|переслано\w* сообщени\w|пересылаемое сообщение|пересланное сообщение|"
    r"(?:қайта )?(?:жіберілген|жолданған|бағытталған) хабар(?:лама)?)\s*:?\s*[-_—–*= ]{0,80}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^[*\s]*(?:from|от|от кого|отправитель|кімнен|жіберуші)[*\s]*:[*\s]*\S", re.IGNORECASE)
_BLOCK = re.compile(
    r"^[*\s]*(?:sent|date|to|cc|subject|отправлено|дата|кому|копия|тема|жіберілді|жіберілген(?: күні)?|күні|кімге|"
    r"көшірме|тақырып|тақырыбы)[*\s]*:",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"^(?:(?:sent|written) (?:from|with|via|using) (?:my |the )?(?!\w+ \w+ \w+ \w+ \w+ \w+ \w)[^\n]{2,60}|"
    r"get (?:outlook|bluemail|aqua mail) for [^\n]{2,30}|"
    r"(?:отправлено|послано|написано) (?:из|с|со|через|в|при помощи) (?:моего |мобильно\w+ |приложения )?[^\n]{2,60}|"
    r"(?:менің )?[^\n]{2,50}(?:нан|нен|дан|ден|тан|тен|арқылы) (?:жіберілді|жіберілген|жолданды)\.?|"
    r"virus[- ]free\.?[^\n]{0,60}|вирусов нет[^\n]{0,60}|проверено (?:на вирусы|антивирус)[^\n]{0,60})$",
    re.IGNORECASE,
)
_DEVICES = re.compile(
    r"iphone|ipad|android|айфон|андроид|телефон|смартфон|galaxy|samsung|huawei|xiaomi|redmi|mail|почт|пошт|"
    r"gmail|outlook|"
    r"yandex|яндекс|proton|yahoo|windows|vírus|virus|вирус|bluemail|phone|қолданба|приложени",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_=*]{5,}")
_MOST_LINES = 2000
_LONGEST_MARK = 400  # a longer line is no mark of a program, and searching it for one could take for ever


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What was written by the writer; `below` is the signature under "-- ", which their program adds to every mail."""

    text: str
    below: str = ""
    quotes: bool = False
    forwards: bool = False


def own_words(text: str) -> OwnWords:
    """The writer's own part of a text; what is forwarded is somebody else's, and so are the names in it."""
    lines = [line.replace("\xa0", " ").strip() for line in text.split("\n")[:_MOST_LINES]]
    own: list[str] = []
    below: list[str] = []
    kept, quotes, forwards, at = own, False, False, 0
    while at < len(lines):
        line = lines[at]
        if len(line) > _LONGEST_MARK:
            kept.append(line)
            at += 1
            continue
        if _FORWARD.match(line):
            forwards = True
            break
        if _RULED.match(line) or _begins_block(lines, at):
            quotes = True
            break
        if length := _attribution(lines, at):
            quotes = True
            at += length
            if not _goes_on_quoting(lines, at):
                break
            continue
        if line.startswith((">", "|>")):
            quotes = True
            kept = own  # who answers below what is quoted has no signature above it
        elif line in {"--", "---", "—-"} and kept is own:
            kept = below
        elif not (_RULE.fullmatch(line) or (_PHONE.match(line) and _DEVICES.search(line))):
            kept.append(line)
        at += 1
    return OwnWords(without_notices("\n".join(own)), without_notices("\n".join(below)), quotes, forwards)


def _attribution(lines: list[str], at: int) -> int:
    """How many lines, up to three since programs wrap them, say who wrote when; 0 if these do not."""
    for length in (1, 2, 3):
        if at + length > len(lines) or not lines[at + length - 1]:
            return 0
        line = " ".join(lines[at : at + length])
        if len(line) > _LONGEST_MARK:
            return 0
        if _says_who_wrote(line):
            return (
                length
                if not any(
                    _says_who_wrote(" ".join(lines[later : at + length]))
                    for later in range(at + 1, at + length)
                )
                else 0
            )
    return 0


def _says_who_wrote(line: str) -> bool:
    return bool(_WHO.search(line) or _AT.match(line) or (_WROTE.search(line) and _WHEN.search(line)))


def _goes_on_quoting(lines: list[str], at: int) -> bool:
    """Whether what follows is quoted line by line, so that more of the writer's own may come after it."""
    following = next((line for line in lines[at:] if line), "")
    return following.startswith(">")


def _begins_block(lines: list[str], at: int) -> bool:
    """The headers of an older mail as Outlook repeats them: «От: …», «Отправлено: …», «Кому: …»."""
    return bool(_FROM.match(lines[at])) and any(_BLOCK.match(line[:80]) for line in lines[at + 1 : at + 6])
