"""What programs write of their own around what their user typed, by the language they are used in."""

GMAIL = {
    "en": "On Sat, 28 Nov 2026 at 10:15, {who} <{at}> wrote:",
    "ru": "сб, 28 нояб. 2026 г. в 10:15, {who} <{at}>:",
    "kk": "2026 ж. 28 қар., сб, сағат 10:15 {who} <{at}> жазды:",
    "uk": "сб, 28 лист. 2026 р. о 10:15 {who} <{at}> пише:",
    "uz": "28-noy, 2026, shan, 10:15 {who} <{at}> yozdi:",
    "de": "Am Sa., 28. Nov. 2026 um 10:15 Uhr schrieb {who} <{at}>:",
    "fr": "Le sam. 28 nov. 2026 à 10:15, {who} <{at}> a écrit :",
    "es": "El sáb, 28 nov 2026 a las 10:15, {who} (<{at}>) escribió:",
    "it": "Il giorno sab 28 nov 2026 alle ore 10:15 {who} <{at}> ha scritto:",
    "pl": "sob., 28 lis 2026 o 10:15 {who} <{at}> napisał(a):",
    "tr": "{who} <{at}>, 28 Kas 2026 Cmt, 10:15 tarihinde şunu yazdı:",
}
APPLE = {
    "en": "On 28 Nov 2026, at 10:15, {who} <{at}> wrote:",
    "ru": "28 нояб. 2026 г., в 10:15, {who} <{at}> написал(а):",
    "kk": "2026 ж. 28 қар., 10:15, {who} <{at}> жазды:",
    "uk": "28 лист. 2026 р. о 10:15 {who} <{at}> пише:",
    "de": "Am 28.11.2026 um 10:15 schrieb {who} <{at}>:",
    "fr": "Le 28 nov. 2026 à 10:15, {who} <{at}> a écrit :",
    "es": "El 28 nov 2026, a las 10:15, {who} <{at}> escribió:",
    "it": "Il giorno 28 nov 2026, alle ore 10:15, {who} <{at}> ha scritto:",
    "pl": "Wiadomość napisana przez {who} <{at}> w dniu 28 lis 2026, o godz. 10:15:",
    "tr": "{who} <{at}> şunları yazdı (28 Kas 2026 10:15):",
}
THUNDERBIRD = {
    "en": "On 11/28/26 10:15, {who} wrote:",
    "ru": "28.11.2026 10:15, {who} пишет:",
    "de": "Am 28.11.26 um 10:15 schrieb {who}:",
    "fr": "Le 28/11/2026 à 10:15, {who} a écrit :",
    "es": "El 28/11/26 a las 10:15, {who} escribió:",
    "it": "Il 28/11/2026 10:15, {who} ha scritto:",
    "pl": "W dniu 28.11.2026 o 10:15, {who} pisze:",
    "tr": "28.11.2026 10:15 tarihinde {who} yazdı:",
}
HEADERS = {
    "en": ("From", "Sent", "To", "Subject", "Saturday, November 28, 2026 10:15 AM"),
    "ru": ("От", "Отправлено", "Кому", "Тема", "28 ноября 2026 г. 10:15"),
    "kk": ("Кімнен", "Жіберілген уақыты", "Кімге", "Тақырыбы", "28 қараша 2026 ж. 10:15"),
    "uk": ("Від", "Надіслано", "Кому", "Тема", "28 листопада 2026 р. 10:15"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Samstag, 28. November 2026 10:15"),
    "fr": ("De ", "Envoyé ", "À ", "Objet ", "samedi 28 novembre 2026 10:15"),
    "es": ("De", "Enviado el", "Para", "Asunto", "sábado, 28 de noviembre de 2026 10:15"),
    "it": ("Da", "Inviato", "A", "Oggetto", "sabato 28 novembre 2026 10:15"),
    "pl": ("Od", "Wysłano", "Do", "Temat", "sobota, 28 listopada 2026 10:15"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu", "28 Kasım 2026 Cumartesi 10:15"),
}
FEET = {
    "ios": {
        "en": "Sent from my iPhone",
        "ru": "Отправлено с iPhone",
        "kk": "iPhone-нан жіберілді",
        "uk": "Надіслано з iPhone",
        "de": "Von meinem iPhone gesendet",
        "fr": "Envoyé de mon iPhone",
        "es": "Enviado desde mi iPhone",
        "it": "Inviato da iPhone",
        "pl": "Wysłane z iPhone'a",
        "tr": "iPhone'umdan gönderildi",
    },
    "samsung": {
        "en": "Sent from my Galaxy",
        "ru": "Отправлено с моего устройства Galaxy",
        "de": "Von meinem Galaxy gesendet",
        "kk": "Galaxy құрылғымнан жіберілген",
        "uk": "Надіслано з пристрою Galaxy",
        "pl": "Wysłano z Galaxy",
        "it": "Inviato dal mio dispositivo Galaxy",
        "fr": "Envoyé depuis mon appareil Galaxy",
        "tr": "Galaxy cihazımdan gönderildi",
    },
    "outlook-app": {
        "en": "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "ru": "Получить Outlook для Android<https://aka.ms/AAb9ysg>",
        "de": "Outlook für iOS beziehen<https://aka.ms/o0ukef>",
        "fr": "Télécharger Outlook pour iOS<https://aka.ms/o0ukef>",
    },
    "mailru-app": {"ru": "Отправлено из мобильной Почты Mail", "kk": "Отправлено из мобильной Почты Mail"},
    "yandex-app": {
        "ru": "-- \nОтправлено из мобильного приложения Яндекс Почты",
        "kk": "-- \nОтправлено из мобильного приложения Яндекс Почты",
    },
}
ORIGINAL = {
    "en": "Original message",
    "ru": "Исходное сообщение",
    "de": "Ursprüngliche Nachricht",
    "kk": "Бастапқы хабар",
    "fr": "Message d'origine",
    "uk": "Оригінальне повідомлення",
    "pl": "Oryginalna wiadomość",
    "it": "Messaggio originale",
    "tr": "Orijinal mesaj",
}
RE = {"de": "AW: ", "pl": "Odp: ", "ru": "НА: ", "it": "R: ", "tr": "YNT: ", "fr": "RE: ", "es": "RE: "}
