"""What keeps a name back, and what refuses something else beside one. Sentences are invented."""

from petition.lexicon.refusals import keeps_back

OF_A_NAME = """
名前は伏せてください
名前は非公開でお願いします
이름은 비공개로 해주세요
익명으로 해주세요
Please count me but do not name me
Публічно не згадуйте їх
Do not forget that I asked not to be named
Don't forget: no names please
Do not forget to keep me anonymous
Please accept this without my name
Do not edit the letter to include names
Our names must not be known to the ministry
Do not send your list with my name to anyone
Do not publish your names
Не забудьте, имя не публиковать
Прошу принять подпись, но имя не называть
Не хочу, чтобы моё имя знали
Қолымды қабылдаңыз, атымды жарияламаңыз
Есімдерді жарияламаңыздар
Bitte zählen Sie mich, aber nennen Sie meinen Namen nicht
N'oubliez pas que je ne veux pas être nommée
They ask that their names go to the minister's office only
Её имя увидят только в министерстве
"""
OF_SOMETHING_ELSE = """
Do not forget to add your name below
Do not add your name to the bottom, it goes in order above
Anonymous signatures will not be counted
We do not accept anonymous signatures
Their names will not be forgotten
We do not know the names of those who ordered it
Не забудьте указать фамилию и имя
Анонимные подписи не принимаются
Имена погибших не будут забыты
Аноним қолдар қабылданбайды
Атыңызды жазуды ұмытпаңыз
Анонімні підписи не враховуються
Vergessen Sie nicht, Ihren Namen einzutragen
Anonyme Unterschriften werden nicht gezählt
N'oubliez pas d'indiquer votre nom
Les signatures anonymes ne sont pas acceptées
Nie zapomnij podać imienia i nazwiska
İsminizi yazmayı unutmayın
We know only the names of two of them
Write your name only once
Add your name at the bottom, please don't edit the letter itself
Впишите имя внизу, письмо не редактируйте
"""


def test_a_refusal_keeps_a_name_back_unless_it_is_of_what_is_done_to_none() -> None:
    assert [said for said in OF_A_NAME.strip().splitlines() if not keeps_back(said)] == []
    assert [said for said in OF_SOMETHING_ELSE.strip().splitlines() if keeps_back(said)] == []
