"""What notes and states of a list say of a signature that is none, and what they say of anything else."""
# ruff: noqa: E501 - what people type stands here as they type it

from collections.abc import Callable

import pytest

from petition.lexicon.not_signed import is_no_signature, is_sample, is_unconfirmed, is_withdrawn

WITHDRAWN = (
    "отозвал подпись 14.09 | просила убрать из списка | написал 3.10: подпись отзываю | вычеркнуть из списка | WITHDRAWN (rang 6/11) | withdrew"
    " | retracted her signature | please remove me from the list | take me off the list | Unterschrift am 8.11. zurückgezogen | streicht die Unterschrift"
    " | a retiré sa signature le 09/10 | retiró su firma el 12/10 | imzasını geri çekti | ხელმოწერა უკან გაიხმო | қолын қайтарып алды"
    " | тізімнен алып тастаңыз | прибрати зі списку | відкликаю підпис | ritirata la firma | wycofał podpis | I clicked by mistake, I do not want to sign"
    " | said no | I cannot sign | I won't sign | Я против вашего письма и не подписываю | не могу подписать | не буду подписывать | қол қоймаймын | қоспаңыздар"
    " | 05.09: қолын қайтарып алды | WYCOFANY 12.05 | changed her mind, please remove her name | changed his mind please remove | changed my mind about signing"
    " | передумала, уберите её имя | передумал подписывать | withdrawn, name not to be printed | снята, имя не публиковать"
)
NO_SIGNATURE = (
    "spam | junk | bot | fake | test | тест | сынақ | спам | duplicate | dupe | doppelt | Duplikat | doublon | duplicada | дубль, см. № 2 | повтор | қайталанған"
    " | mükerrer | duplicato | declined | rejected | refused - by phone | deleted | отказался | отклонена | удалена | не подписал | бас тартты | abgelehnt"
    " | gelöscht | rechazado | відмовився | refusée"
    " | қайталанған жауап, біріншісі дұрыс | podwójny wpis, patrz poz. 1 | duplicate entry | double | повторная запись | doublon, ligne 4"
)
UNCONFIRMED = (
    "unconfirmed - never clicked link | not confirmed | unverified | not verified | pending | не подтверждено | неподтверждённая | не підтверджено"
    " | расталмаған | unbestätigt | nicht bestätigt | non confirmée | no confirmado | onaylanmadı | non confermata | niepotwierdzony"
)
SAMPLES = "(example) | sample | (образец) | пример | зразок | приклад | (үлгі) | үлгі | улгі | örnek | (ligne d’exemple) | ejemplo | Beispiel | Muster | Musterzeile | esempio | przykład | wzór"
SAMPLES += (
    " | e.g. | for example | npr. | напр. | например | наприклад | мысалы | мисалы | masalan | z. B. | zum Beispiel | par exemple | por ejemplo | por exemplo"
    " | per esempio | na przykład | np. | např. | örneğin | mesela | your name | ваше имя | ваше ім’я | аты-жөніңіз | Ihr Name | votre nom | su nombre | vaše ime"
)


@pytest.mark.parametrize(
    ("said", "is_so"),
    [(each, is_withdrawn) for each in WITHDRAWN.split(" | ")]
    + [(each, is_no_signature) for each in NO_SIGNATURE.split(" | ")]
    + [(each, is_unconfirmed) for each in UNCONFIRMED.split(" | ")]
    + [(each, is_sample) for each in SAMPLES.split(" | ")],
)
def test_a_signature_that_is_none_is_known_by_what_is_said_of_it(
    said: str, is_so: Callable[[str], bool]
) -> None:
    assert is_so(said)


OTHER = (
    "confirmed | call back re posters | wants a yard sign | перезвонить по поводу плаката | Больницу закрывать нельзя | Testing engineer | from the sample school"
    " | removed the old pipes | signs for the school | від організації | ұйым атынан | llamar por la tarde | signe en tant qu’association | Rückruf erbeten"
    " | changed her mind about the title | changed her mind, no name please | said no to publication"
)


@pytest.mark.parametrize("said", OTHER.split(" | "))
@pytest.mark.parametrize("is_so", [is_withdrawn, is_no_signature, is_unconfirmed, is_sample])
def test_a_note_of_anything_else_takes_no_signature_back(said: str, is_so: Callable[[str], bool]) -> None:
    assert not is_so(said)
