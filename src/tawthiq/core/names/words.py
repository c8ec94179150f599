"""Words that are no names but tell what stands beside them: titles, son of, wife of, also known as; folded.

Source: name lists and reports in Arabic and English as described in ``docs/explain/names.md``; collected for this
project. A word here is only taken for what it says where it can be no name: a title before a name, "son of" between
two.
"""

from tawthiq.core.texts import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


FEMALE_TITLES = _words(
    """
    الشهيدة شهيدة الطفلة طفلة الرضيعة الشابة السيدة الحاجة الدكتورة دكتورة الطبيبة المهندسة الأستاذة المحامية المعلمة
    المدرسة الصحفية الصحافية الإعلامية الناشطة الممرضة المدعوة المواطنة المعتقلة المفقودة المغدورة المرحومة الفقيدة
    mrs ms miss hajja sister
    """
)
MALE_TITLES = _words(
    """
    الشهيد شهيد الطفل طفل الرضيع الشاب السيد الحاج حاج الشيخ الدكتور دكتور الطبيب المهندس مهندس الأستاذ أستاذ المحامي
    المعلم المدرس الصحفي الصحافي الإعلامي المصور الناشط المسعف الممرض المدعو المواطن المعتقل المفقود المغدور المرحوم
    الفقيد العميد العقيد المقدم الرائد النقيب الملازم اللواء المساعد الرقيب العريف المجند الفريق القائد القيادي القاضي
    الملا ملا الأب المختار عميد عقيد مقدم نقيب ملازم لواء mr sir father sheikh shaykh sheik shaikh cheikh mullah mulla
    """
)
TITLES = (
    FEMALE_TITLES
    | MALE_TITLES
    | _words(
        """
    د م أ الأخت الأول dr doctor prof professor hajj haj hajji haji eng engineer ustaz ustadh col colonel gen general lt
    lieutenant capt captain maj major brig brigadier sgt sergeant cpl corporal martyr shahid shaheed imam commander
    judge lawyer journalist activist teacher nurse child infant baby the late
    """
    )
)
# "Son of" and "daughter of": who stands behind it is the father.
SON_OF = _words("بن ابن نجل ولد bin ibn ben ibin ould wuld son")
DAUGHTER_OF = _words("بنت ابنة كريمة ابنت bint bent binti bte daughter")
# Whose name follows is another person: the entry is about his wife, mother, brother … .
SPOUSE_OF = _words("زوجة حرم أرملة عقيلة wife widow zawjat zawjet")
KIN_OF = _words("والدة والد شقيق شقيقة أخو أخت زوج حفيد حفيدة mother brother sister husband grandson granddaughter")
NEEDS_OF = _words("wife widow mother brother sister husband grandson granddaughter son daughter")
OF = "of"
FATHER_KUNYA = _words("أبو أبا أبي abu abou abo aboo abw abul aboul abol")
MOTHER_KUNYA = _words("أم um umm om oumm oum")
KUNYA = FATHER_KUNYA | MOTHER_KUNYA
SERVANT_OF = _words("عبد abd abdul abdel abdal abdoul abdol abdu abdi abdur abdus abdar abdas abdil")
# Second halves of compound names: نور الدين, نصر الله, زين العابدين.
DIN = _words("din deen dine eddin eddine uddin addin aldin eldin eldeen aldeen eldine")
ALLAH = _words("allah ullah llah")
SECOND_HALVES = DIN | ALLAH | _words("الدين الله الإسلام الحق الزمان العابدين islam haqq haq zaman abidin abidine")
# Second halves of one first half alone: فاطمة الزهراء, نور الهدى.
BOUND_HALVES = {
    **dict.fromkeys(
        _words("الزهراء الزهرا الزهرة زهرة zahra zahraa zahrah zohra"), _words("فاطمة fatima fatma fatema")
    ),
    **dict.fromkeys(_words("الهدى huda houda hoda"), _words("نور nour nur noor")),
}
ALIAS = _words("الملقب الملقبة المعروف المعروفة الشهير الشهيرة المكنى المكناة alias aka a.k.a nicknamed known")
ALIAS_LINKS = _words("ب باسم بلقب as by")
JUNIOR = _words("الابن الأب jr junior sr senior ii iii")
# "Family of" written apart from its name; Latin articles stand in ``core.sounds``.
FAMILY_OF = _words("آل ال")
# A first name that is often only half of one: محمد علي. Source: naming practice of Egypt, the Levant and Iraq.
FIRST_HALVES = _words("محمد أحمد muhammad mohammad mohammed mohamed muhammed mohamad mohd ahmad ahmed")
# First halves before "-eddin" written in one Latin word.
DIN_HALVES = _words(
    """
    nur nour noor salah saleh alaa ala saif seif sayf zain zein zayn zin badr bader shams chams jamal gamal djamal jalal
    galal imad emad izz ezz kamal kamel fakhr muhi mohi mohy muhyi mohie sharaf siraj taqi taj tag najm nagm nasr nasir
    nasser hussam husam houssam sadr shihab shehab chihab diya dia ziya zia baha bahaa khair kheir khayr rukn safi saad
    sad salar qutb hamid
    """
)
