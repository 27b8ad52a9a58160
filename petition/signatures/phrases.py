"""The phrases by which people who write in sign, agree, refuse, greet and take their leave, in three languages. Pure.

Each is a list of expressions of which one must match, a line of text or the beginning of a sentence at a time.
"""

import re


def _any(*expressions: str, begin: str = "", end: str = "") -> re.Pattern[str]:
    return re.compile(f"{begin}(?:{'|'.join(expressions)}){end}", re.IGNORECASE)


_AGREEING = """
    да ага иә иа ия yes yep ok okay ок окей confirm confirmed agree подтверждаю подтверждаем согласен согласна
    растаймын растадым растау рас келісемін мақұл
"""
_BESIDES = """
    i my the a this it signature sign me we too also fully please do correct sure is of thank thanks you спасибо рахмет
    я мы это свою мою моя подпись подписываю подписываюсь подписал подписала конечно именно верно всё все так тоже
    полностью мен өз өзімнің қолтаңбамды қолымды қол қоямын қойдым бұл әрине дұрыс толық де
"""
_NOBODY = """
    вам вас вы вами спасибо рахмет сізге сіздерге сіздер thank thanks you your здравствуйте привет сәлеметсіз сәлем
    hello hi hey доброе добрый добрая день вечер утро уважаемые всё все да нет иә yes please пожалуйста прошу support
    we мы біз мен атым аты жөнім sign
    подпись подписываюсь поддерживаю қолдаймын обращение петиция appeal info admin office contact mail почта
    редакция newsletter team
"""
_PROSE = """
    i you he she they who what never will have got it я ты вы меня мне это что как мен сіз ол не
"""
YES = frozenset(_AGREEING.split())  # what confirms, where no word stands beside it but these and
YES_TOO = frozenset(_BESIDES.split())
PROSE = frozenset(_PROSE.split())  # no line of a signatory holds one of them
NO_NAMES = frozenset(_NOBODY.split())  # capitals do not make a name of them

NO = _any(
    r"^\W*(?:no|not|нет|не|жоқ)\b(?! (?:могу|можем|только|хочу молчать)\b)",
    r"\bnot me\b|\bwasn.?t me\b|\bdid ?n[o']?t sign\b|\bdo ?n[o']?t (?:sign|confirm|write|mail|send)\b",
    r"\b(?:remove|delete) (?:me|my)\b|\btake (?:me|my \w+) (?:off|out)\b|\bunsubscribe\b|\bwithdraw my\b",
    r"\bstop (?:sending|writing|mailing)\b|\bcancel\b|\bcan ?not\b|\bcan.t\b|\bchanged my mind\b|\bno longer\b",
    r"\b(?:do|did|does|will|would|can|could) ?n[o']?t (?:\w+ ){0,2}(?:agree|support|sign|join|endorse)",
    r"\bне (?:\w+ ){0,2}(?:поддерж|подпи[сш]|соглас|присоедин)|раздумал|\bя против\b",
    r"қолдама|қосылма|келіспе|қарсымын|\bмен қарсы\b",
    r"\bне я\b|\bне подписыва|\bне подтвержда|\bя не (?:подпис|хочу)|отпиш|отписаться|удалите|отзыва[юе]|отозвать",
    r"\bуберите|отмените|отменить|прекратите|передумал|снимите|(?:снять|убрать) (?:мою|свою|подпись)",
    r"не присылайте|не пишите|больше не\b",
    r"\bмен емес|өшір|алып таста|қол қойған жоқ|қол қойма|қоймаймын|бас тарт|растамаймын|жазбаңыз|жібермеңіз",
    r"қайтарып ал|кері қайтар",
)
SUPPORTS = _any(
    r"\b(?:i|we) (?:\w+ ){0,3}(?:support|sign|join|agree|endorse|subscribe)",
    r"\b(?:support|sign|signing|endorse|subscribe)\b",
    r"\b(?:add|put|include|accept|count) (?:my|me|our|us)\b|\bmy (?:signature|name)\b|^\W*\+\s?1\W*$",
    r"подпи[сш]|поддерж|присоедин|солидар[ен]|поставьте|добавьте|включите|\bя за\b",
    r"прошу (?:учесть|внести|добавить|включить|считать)",
    r"қол қо[яйю]|\bқолым\b|қолда|қосыл|қолтаңба|қолымды|тіркеңіз|қосыңыз|атымнан|\bмен де\b",
)
BODY_SIGNS = _any(r"\bon behalf of\b", r"\bот имени\b", r"\bот лица\b", r"\bатынан\b")

_VERB = (
    r"(?:(?:полностью |тоже |также |с радостью )?(?:подписыва|подпиш|поддержива|присоединя|прошу|хочу)|"
    r"(?:fully |also |gladly |hereby )?(?:support|sign|join|endorse|agree|would like)|(?:толық )?(?:қол қо|қолда|қосыл))"
)
_LINE = r"(?P<line>[^\W\d_].{2,180}?)"
_I_AM = r"меня зовут|мо[её] имя|my name is|i am|i'm|this is|менің атым|менің аты-жөнім|атым"
_SIGNED_BY = (
    r"подпис\w*|поддерж\w*|присоедин\w*|sign\w*|support\w*|add my name|қол қо\w*|қолда\w*|қосыл\w*|қолтаңба\w*|қолым|"
    r"голос\w*|имя|name|from"
)
WITH_NAME = (
    _any(rf"(?:я|i|мен)\s*[,—–-]?\s+{_LINE}\s*[,—–-]?\s+{_VERB}", begin="^"),
    _any(rf"(?:{_I_AM})\s*[—–:-]?\s+{_LINE}(?:(?:\s+(?:and|и|және)|,)\s+(?:i|я|мен)\b.*)?[.!]?$", begin="^"),
    _any(rf".{{0,80}}?(?:{_SIGNED_BY})[^:—–,!.\n]{{0,60}}\s*[:—–,!.]\s+{_LINE}$", begin="^"),
    _any(rf"(?:от имени|от лица|on behalf of|for)\s+{_LINE}\s*[,—–-]?\s+(?:я |i |мен )?{_VERB}", begin="^"),
    _any(rf"{_LINE}\s*[,—–-]\s+(?:я |i |мен )?{_VERB}", begin="^"),
)
SIGNS = _any(  # of themselves as of somebody else: «Редакция … поддерживает обращение»
    rf"{_LINE}\s+(?:поддержива|подписыва|присоединя|supports?\b|signs?\b|joins?\b|қолдай|қол қоя|қосыла)",
    begin="^",
)
_LABELS = {
    "name": r"имя|фио|ф\. ?и\. ?о\.?|фамилия,? имя(?:,? отчество)?|(?:full )?name|аты(?:[- ]жөні)?м?|т\. ?а\. ?ә\.?",
    "role": r"должность|профессия|кто вы|род занятий|position|role|title|job|occupation|profession|лауазымы?|"
    r"мамандығы?|қызметі",
    "affiliation": r"организация|место работы|работа|сми|organi[sz]ation|affiliation|employer|ұйымы?|жұмыс орны",
    "place": r"город|место|насел[её]нный пункт|г\.|town|city|place|location|қала(?:сы|м)?|тұрғылықты жері|мекенжайы?",
}
LABELLED = _any(
    *(rf"(?:{words})\s*[:—–-]\s*(?P<{name}>\S.{{0,190}})" for name, words in _LABELS.items()),
    begin="^",
    end="$",
)
GREETING = _any(
    r"hi|hello|hey|dear\b.{0,60}|good (?:day|morning|afternoon|evening)",
    r"здравствуй(?:те)?|добр(?:ый|ое|ого) \w+|привет(?:ствую)?|уважаем\w+.{0,60}|доброго времени суток|коллеги|друзья",
    r"сәлем(?:етсіз(?:дер)? бе|етсіңіздер ме)?|салем|ассалау?мағалейкум|армысыз(?:дар)?|құрметті.{0,60}|қайырлы \w+",
    begin="^",
    end=r"(?:[ ,]+(?:all|everyone|team|there|коллеги|друзья|достар))?\s*[,.!]*$",
)
FAREWELL = _any(
    r"thanks?(?: you)?|many thanks|cheers|best|all the best|yours",
    r"спасибо|благодарю|заранее (?:спасибо|благодар\w+)|с уваж\w*\.?|с наилучшими\b.{0,30}|всего (?:доброго|хорошего)",
    r"удачи|держитесь|сил вам|слава \w+",
    r"рахмет|алғыспен|ізгі ниетпен|құрметпен|сау болыңыз(?:дар)?",
    begin="^",
    end=r"\b.{0,60}$",
)
GREETED = _any(
    r"hi|hello|hey|good (?:day|morning|afternoon|evening)|здравствуй(?:те)?|добр(?:ый|ое) \w+|привет",
    r"сәлем(?:етсіз(?:дер)? бе)?|армысыз(?:дар)?|қайырлы \w+",
    begin="^",
    end=r"\s*[,!.]+\s+(?=\S)",
)
SEVERAL = _any(
    r"\bwe\b",
    r"\bмы\b|подписываем|поддерживаем|присоединяемся|от себя и",
    r"\bбіз\b|қолдаймыз|қоямыз|қосыламыз",
)
OBJECT = re.compile(r"[\s,]+(?:осы|бұл)?\s*(?:ашық )?(?:үндеу|хат)\w*(?: толық(?:тай)?)?$", re.IGNORECASE)
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
SENTENCE_ENDS = re.compile(r"(?<=[^\W\d_]{3}[.!…])\s+(?=[^\W\d_])|(?<=\))[.!]\s+(?=[^\W\d_])")
REPLY = re.compile(r"^\s*(?:re|aw|отв|на|fw|fwd)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
