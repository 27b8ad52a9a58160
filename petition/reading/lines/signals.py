"""The set phrases by which a letter shows its parts: greetings, closings, labels, in three languages and some more."""

import re

from petition.core.text import squeeze
from petition.lexicon.vocabulary import words

_SALUTATION = re.compile(
    r"^(?:dear|(?:most |right )?honou?rable|honou?red|esteemed|respected|your (?:excellency|excellencies|"
    r"honou?r|majesty|highness|holiness|eminence|worship)|"
    r"excellenc(?:y|ies)|to whom it may concern|ladies and gentlemen|mr\.? (?:president|prime minister|"
    r"minister|chairman|speaker|ambassador|mayor)|"
    r"madam(?:e)? (?:president|prime minister|minister|chair|speaker)|sirs?\b|madam\b|hello|greetings|"
    r"good (?:day|morning|afternoon|evening)|"
    r"(?:глубоко|много)?\s?уважаем|дорог(?:ой|ая|ие)\b|ваше (?:превосходительство|высочество|величество|"
    r"высокопреосвященство|святейшество)|"
    r"господин (?:президент|премьер|министр|председатель|прокурор)|госпожа|дамы и господа|здравствуйте|"
    r"добрый день|приветствуем|"
    r"соотечественники|сограждане|коллеги\b|друзья\b|(?:аса\s)?құрметті|қадірлі|ардақты|қымбатты|"
    r"аса мәртебелі|сәлеметсіз|"
    r"армысыз|сәлем|ханымдар мен мырзалар|шановн|вельмишановн|урматтуу|hurmatli|sehr (?:ge|ver)ehrt|"
    r"verehrte|werte[rs]?\b|liebe[rs]?\b|guten tag|"
    r"monsieur|madame|mesdames|"
    r"messieurs|cher(?:s|e|es)?\b|chère|(?:votre )?excellence\b|estimad|excelent[ií]ssim|excelentísim|"
    r"señor(?:a|as|es)?\b|distinguid|"
    r"muy señor|querid|prezad|senhor(?:a|es|as)?\b|ex\.?mo|sayın|değerli|szanown|drodzy|egregi|gentil|spett|"
    r"illustr|onorevol|"
    r"geachte|beste\b|hooggeachte|vážen|poštovan|uvažen|stimat|onorat|tisztelt|arvoisa|bästa\b|kära\b|"
    r"معالي|سعادة|حضرة|السيد|السادة|فخامة|دولة|أصحاب|عزيز|إلى من يهمه|جناب|לכבוד|שלום|מכובד|כבוד|יקר|"
    r"尊敬的|敬爱的|親愛的|亲爱的|各位|拝啓|존경하는|პატივცემულო|ბატონო|հարգելի|आदरणीय)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:sincerely|yours\b|your(?:s)? (?:sincerely|faithfully|truly|respectfully)|(?:very )?respectfully|"
    r"(?:with )?(?:best|kind|warm|kindest|warmest) regards|"
    r"regards|with (?:respect|regards|hope|solidarity|gratitude)|in solidarity|faithfully|cordially|"
    r"best wishes|signed|signed by|signatures?|signator(?:y|ies)|"
    r"the undersigned|undersigned|signatories|initial signator(?:y|ies)|first signator(?:y|ies)|(?:list of |"
    r"our )?signator(?:y|ies)|supported by|"
    r"endorse(?:d by|ments|rs)|co-?sign(?:ed|ators?|atories)|signees|(?:all|current|latest) signatures|"
    r"organi[sz]ations (?:supporting|endorsing|signing)|"
    r"(?:people|individuals|organi[sz]ations) (?:who|that) (?:have )?signed|"
    r"с (?:глубоким |искренним |неизменным )?уважением|с надеждой|с почтением|с благодарностью|искренне ваш|"
    r"подпис(?:и|ь|ались|али|ано|ант|анты|авшие)|"
    r"список подписавших|обращение подписали|письмо подписали|заявление подписали|первые подписи|"
    r"под (?:обращением|письмом) подпис|нижеподписавшиеся|"
    r"(?:обращение |письмо |заявление )?поддержали|мы поддерживаем|"
    r"(?:үндеуді |хатты |өтінішті )?қолдаймыз|қолдаушылар|"
    r"(?:зор |шынайы |терең |ізгі )?құрметпен|ізгі ниетпен|сәлеммен|қол қойғандар|қол қойған|қол қоюшылар|"
    r"қолдар|қолы|қойылған қолдар|"
    r"підпис(?:и|ь|али|анти|ники)|лист підписали|ниже? ?підписані|кол койгондор|imzolaganlar|imza qoyanlar|"
    r"semnatari|aláírók|"
    r"signatáři|allekirjoittajat|allekirjoittaneet|underskrivere|undertegnede|potpisnici|подписали се|потписници|"
    r"sinatzaileak|asinantes|signants|signataris|llofnodwyr|undirrita\w+|allakirjutanud|pasirašė|parakstīt\w+|podpisniki|"
    r"nënshkrues\w+|waliotia saini|watia saini|penandatangan|ditandatangani|người ký|ký tên|mga lumagda|"
    r"гарын үсэг|имзокунанд\w+|gol çekenler|ხელს აწერენ|პატივისცემით|հարգանքով|με εκτίμηση|с уважение|cu stimă|"
    r"tisztelettel|kunnioit\w+|lugupidamisega|s (?:poštov|štov)anjem|ar cieņu|pagarbiai|敬具|با احترام|trân trọng|"
    r"hormat kami|دستخط|हस्ताक्षर|স্বাক্ষর|ผู้ลงนาม|ลงชื่อ|"
    r"υπογράφοντες|υπογραφές|ხელმომწერები|ստորագրողներ|امضاکنندگان|賛同者|서명자|서명|"
    r"з повагою|урматтоо менен|mit \w+en (?:\w+en )?grüßen|hochachtungsvoll|(?:freundliche|beste|"
    r"herzliche) grüße|gezeichnet|(?:erst|mit)?unterzeichn\w*|"
    r"die unterzeichn\w+|unterschriften|unterschrieben von|cordialement|respectueusement|"
    r"avec (?:nos|mes|toute) |(?:les |premiers |premières )*signataires|(?:ont )?signé(?:e?s)?\b|"
    r"les soussigné|"
    r"atentamente|cordialmente|respetuosamente|(?:un |cordiales )?saludos?\b|(?:las |"
    r"los )?(?:primer[oa]s )?firmantes|"
    r"firmado|firman\b|firmas|suscriben|(?:los |las )?abajo firmantes|(?:cordiali|distinti) saluti|"
    r"con osservanza|in fede\b|"
    r"(?:i |le )?(?:primi |prime )?firmatar[ie]|firmato|firme\b|atenciosamente|"
    r"(?:com os )?melhores cumprimentos|"
    r"(?:os |as )?(?:primeir[oa]s )?signatári[oa]s|assinam|subscrevem|hoogachtend|met (?:vriendelijke|"
    r"hartelijke) groet|"
    r"(?:eerste )?ondertekena?a?rs|ondertekend|z wyrazami|sygnatariusze|podpisan[eio]|podpisy|med vänlig|"
    r"undertecknare|s pozdravem|"
    r"podepsán|saygı|imzacı(?:lar)?|imzalayan|ilk imza|"
    r"و?تفضلوا|وتقبلوا|مع (?:خالص|فائق|وافر)|الموق[ّ]?ع|التوقيعات|التواقيع|בכבוד רב|בברכה|על החתום|החתומי|"
    r"חתומי|"
    r"此致|敬礼|敬上|敬禮|谨启|谨此|联署|聯署|签名|簽名|签署|簽署|署名|"
    r"saygılarımızla|saygılarımla|z poważaniem|hurmat bilan)"
    r"(?:[\s,.:;!،，：。—–-]|$|(?<=[\u0600-\u06ff\u0590-\u05ff\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"sinatz|asinant|signant|llofnod|undirrit|allakirj|pasiraš|parakstīt|podpisnik|nënshkrues|"
    r"saini|andatangan|người ký|ký tên|lumagda|"
    r"гарын үсэг|имзокун|gol çek|ხელს აწ|دستخط|हस्ताक्षर|স্বাক্ষর|ลงนาม|ลงชื่อ|"
    r"підпи|кол кой|imzola|imza qoy|semnatar|aláír|signatář|allekirjoit|underskriv|undertegn|potpis|потпис|υπογρ|ხელმომწ|"
    r"ստորագր|امضا|賛同|서명|поддерж|қолда|подпи|қол қой|қолдар|қолы\b|^signe|^signa|undersigned|signator|endors|co-?sign|"
    r"signee|signature|signed|organi[sz]ations (?:supp|sign)|нижеподпис|supported by|"
    r"unterzeich|"
    r"signataire|soussign|firmant|firmatar|signatári|ondertek|sygnatar|podpisan|imzac|imzalay|الموق|التوقيع|"
    r"חתומ|החתום|联署|聯署|签署|簽署|"
    r"签名|簽名|署名",
    re.IGNORECASE,
)
TITLE_LABEL = re.compile(
    r"^(?:subject|re|title|тема|тақырыбы|тақырып|предмет|betreff|objet|asunto|konu)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
TITLE_WORDS = re.compile(
    r"^(?:(?:an? |the )?(?:joint |public |urgent |collective )?"
    r"(?:open letter|joint letter|letter to|appeal|petition|statement|declaration)\b|"
    r"(?:срочное |коллективное |совместное |публичное )?(?:открытое письмо|обращение|заявление|петиция|"
    r"воззвание|призыв|ходатайство|коллективное письмо)\b|"
    r"(?:ашық хат|үндеу|өтініш|мәлімдеме|петиция|үндеухат|ұжымдық хат|бірлескен)(?![\w])|"
    r"(?:відкритий лист|звернення|offener brief|lettre ouverte|carta abierta|açık mektup|list otwarty|"
    r"ochiq xat|ачык кат|lettera aperta|carta aberta|open brief|öppet brev|otevřený dopis|nyílt levél|"
    r"scrisoare deschisă|"
    r"otvoreno pismo|açıq məktub|avoin kirje|رسالة مفتوحة|نداء|بيان|מכתב גלוי|מכתב פתוח|"
    r"(?:关于|關於|致).{0,40}(?:公开信|公開信)|公开信|公開信|공개서한|նամակ))",
    re.IGNORECASE,
)
DATE_LABEL = re.compile(r"^(?:date|дата|күні|датировано)\s*[:—-]\s*", re.IGNORECASE)
TO_LABEL = re.compile(
    r"^(?:to|кому|кімге|адресат|получатель|addressed to|for the attention of|attn\.?|куда|an|à|para|a|إلى|"
    r"אל|致)\s*:\s*|^לכבוד\s*:?\s*",
    re.IGNORECASE,
)
COPY_LABEL = re.compile(
    r"^(?:cc|copy(?: to)?|copies(?: to)?|копи[яи]|көшірме(?:сі|лері)?|kopie|copie)\s*:?(?=\s|$)",
    re.IGNORECASE,
)
FROM_LABEL = re.compile(r"^(?:from|от|кімнен|von|de)(?:\s*:\s*|\s+)", re.IGNORECASE)
DELIVERY = re.compile(
    r"^(?:(?:sent|delivered|submitted)\s+)?(?:(?:via|by|to)\s+)?(?:e-?mail|electronic mail|fax|"
    r"post)(?:\s+to)?\s*[:—–-]?\s*"
    r"|^(?:sent|delivered)\s+(?:via|by|to)\b[^:]{0,40}:?\s*"
    r"|^(?:отправлено|направлено|передано|посредством|по|через)\s+(?:по |на )?(?:электронн\S+ (?:почт\S+|"
    r"адрес\S*)|e-?mail|имейл\S*)\s*:?\s*"
    r"|^(?:электронн\S+ (?:почта|адрес)|эл\.?\s?(?:почта|адрес)|e-?mail|почта|имейл)\s*:?\s*"
    r"|^электрондық (?:пошта|мекенжай)\S*(?: арқылы)?(?: жіберілді)?\s*:?\s*",
    re.IGNORECASE,
)


def is_salutation(line: str) -> bool:
    """Whether a line greets the recipient: "Dear ...", «Уважаемый ...!», «Құрметті ...!»."""
    text = squeeze(line)
    if not _SALUTATION.match(text) or len(text) > 140:
        return False
    if re.search(r"[,!] [a-zа-яёәғқңөұүһі]", text.replace(", and ", " and ")) and len(text.split()) > 7:
        return False  # a greeting and the first sentence in one line
    return (text[-1] in ",!:.،，：！" and len(text.split()) <= 16) or len(text.split()) <= 9


def salutation_end(line: str) -> int:
    """Where the greeting ends inside a longer line that begins with one; 0 if the line begins with none."""
    text = line[:160]
    if not _SALUTATION.match(text.lstrip(" *_")) or not re.match(
        r"^[\s*_]*(?:dear|(?:глубоко|много)?уважаем|дорог|(?:аса )?құрметті|қадірлі|шановн)",
        text,
        re.IGNORECASE,
    ):
        return 0
    found = re.search(r"[!,:][*_]*(?=\s)", text)
    return found.end() if found and len(text[: found.end()].split()) <= 12 else 0


def is_closing(line: str) -> bool:
    """Whether a line ends the letter: "Sincerely,", «Подписи:», «Құрметпен,»."""
    text = squeeze(line).replace("İ", "i")
    return bool(_CLOSING.match(text)) and (
        len(text) <= 60 or (len(text) <= 160 and text.endswith((":", ",")))
    )


def opens_list(line: str) -> bool:
    """Whether a closing line announces signatures, so that what follows must be the list."""
    return bool(_SIGNED.search(squeeze(line).replace("İ", "i")))


def closing_end(line: str) -> int:
    """Where the words of closing end in a line that goes on with a name ("Sincerely, Jane Roe"); 0 if it does not."""
    found = re.match(r"^[^,:\n]{3,40}[,:]\s+(?=\S)", line)
    return found.end() if found and _CLOSING.match(line) else 0


# What a label says is said by the part it leads to: the recipient needs no "To:", the title no "Subject:".
LABEL_WORDS = words("labels")
