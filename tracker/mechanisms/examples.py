"""Texts to try the classifiers with, in both languages; each shows something that is easily taken for something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.i18n import DEFAULT_LANGUAGE, LazyString, _l


@dataclass(frozen=True, slots=True)
class Example:
    """One text by its number, in every language that Tracker speaks."""

    number: int
    label: LazyString
    texts: Mapping[str, str]

    def text_in(self, language: str) -> str:
        return self.texts.get(language, self.texts[DEFAULT_LANGUAGE])


MECHANISMS = (
    Example(
        1,
        _l("Small grants of a town"),
        {
            "ru": (
                "Городская администрация и три НКО каждую весну объявляют приём заявок от школ и жителей: что сделать для двора, парка "
                "или берега реки. Заявки принимают до мая. Экспертный совет, в котором по два человека от власти, бизнеса и НКО, "
                "выставляет баллы по шести критериям, и лучшие двенадцать идей получают деньги. Осенью победители показывают, что "
                "вышло, а список критериев обсуждают заново."
            ),
            "en": (
                "Every spring the town and three NGOs invite schools and residents to hand in ideas: what to do for a courtyard, a park "
                "or the river bank. Applications are open until May. A board of experts, two each from the authority, business and "
                "NGOs, gives points by six criteria, and the best twelve ideas receive money. In autumn the winners show what came "
                "of it, and the list of criteria is discussed anew."
            ),
        },
    ),
    Example(
        2,
        _l("A council that is no organisation"),
        {
            "ru": (
                "При районной администрации действует совет по делам пожилых: глава района, главный врач, директора двух магазинов и "
                "представители ветеранской организации. Совет не стал юридическим лицом, денег у него нет. Раз в квартал стороны садятся "
                "за стол, решают, кто что берёт на себя, и записывают это в соглашение на год. Конкурсов не проводят: приходят все, кто "
                "готов помогать. Позже один из участников выиграл грант на ремонт клуба, но это уже его собственный проект."
            ),
            "en": (
                "The district has a council for the elderly: the head of the district, the chief physician, the managers of two shops and "
                "the veterans' association. The council did not become a legal entity and has no money. Once a quarter the sides sit down, "
                "settle who takes on what, and write it into an agreement for a year. There is no competition: whoever is ready to help "
                "may come. Later one of the members won a grant to repair a club, but that is a project of its own."
            ),
        },
    ),
    Example(
        3,
        _l("A centre, a method and a contest"),
        {
            "ru": (
                "Область вместе с общественными организациями учредила автономную некоммерческую организацию «Центр домашней помощи» и "
                "передала ей часть задач социальной службы вместе с деньгами на них. Центр работает по методике, которую местная НКО "
                "разработала за десять лет: обученные сиделки, единый план ухода, еженедельный разбор. По ней учатся уже в четырёх "
                "соседних городах. Раз в год центр проводит конкурс среди сельских групп взаимопомощи и поддерживает пять лучших."
            ),
            "en": (
                "Together with civic associations the region founded a non-profit organisation, the Centre for Care at Home, and handed "
                "over to it a part of the tasks of the social service with the money for them. The centre works by a method that a local "
                "NGO developed over ten years: trained carers, one plan of care, a weekly review. Four towns nearby are learning it. Once "
                "a year the centre holds a contest among self-help groups in villages and supports the best five."
            ),
        },
    ),
)

KINDS = (
    Example(
        1,
        _l("Coats for a children's home"),
        {
            "ru": (
                "Директор детского дома написала письмо на швейную фабрику: не хватает зимних курток. Фабрика привезла сорок курток к "
                "Новому году. Дети нарисовали открытки, директор сказала спасибо. Больше стороны не встречались."
            ),
            "en": (
                "The head of a children's home wrote to a clothing factory: winter coats were missing. The factory brought forty coats "
                "before New Year. The children drew cards, the head said thank you. The two have not met since."
            ),
        },
    ),
    Example(
        2,
        _l("A run with a logo"),
        {
            "ru": (
                "Строительная компания дала деньги на городской забег против рака. За это её логотип стоял на футболках, на арке у "
                "финиша и в новостях, а директор вручал медали. Договор так и назывался: о рекламной поддержке мероприятия."
            ),
            "en": (
                "A building company gave money for a town run against cancer. In return its logo stood on the shirts, on the arch at the "
                "finish and in the news, and its head handed out the medals. The contract said so: advertising support of an event."
            ),
        },
    ),
    Example(
        3,
        _l("Clean water in three villages"),
        {
            "ru": (
                "В трёх сёлах болели дети: вода в колодцах была плохой. Районная администрация, завод и экологическая НКО решили взяться "
                "за это вместе. Администрация дала землю и разрешения, завод — инженеров и трубы, НКО обучила жителей следить за водой. "
                "Каждый отвечает за свою часть, риски поделены в соглашении, раз в полгода стороны вместе смотрят на анализы и меняют план. "
                "Завод получил здоровых работников, район — доверие жителей, НКО — метод, который теперь просят соседи."
            ),
            "en": (
                "In three villages children fell ill: the water of the wells was bad. The district, a factory and an environmental NGO "
                "decided to take it on together. The district gave land and permits, the factory engineers and pipes, the NGO taught "
                "residents to watch the water. Each answers for its part, the risks are shared in an agreement, and twice a year they look "
                "at the tests together and change the plan. The factory gained healthy workers, the district trust, and the NGO a method "
                "that its neighbours now ask for."
            ),
        },
    ),
)
