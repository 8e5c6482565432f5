#include "nearcopy/passage/date_words.h"

#include <algorithm>

#include "nearcopy/shingle/hash.h"

namespace nearcopy {
namespace {

// Both forms of a name where a language bends it ("мая", "май"), and of a capital I where Turkish
// and case folding do not agree.
constexpr DateWords::Language kLanguages[] = {
    {"en",
     "january february march april may june july august september october november december "
     "jan feb mar apr jun jul aug sep sept oct nov dec "
     "monday tuesday wednesday thursday friday saturday sunday "
     "mon tue tues wed thu thur thurs fri sat sun "
     "st nd rd th am pm noon midnight hrs"},
    {"zones",
     "gmt utc z bst ist est edt cst cdt mst mdt pst pdt akst hst ast adt nst cet cest eet "
     "eest msk trt jst kst hkt sgt aest aedt acst awst nzst nzdt sast wat gst pkt "
     "mez mesz"},
    {"de",
     "januar jänner februar feber märz april mai juni juli august september oktober november "
     "dezember jan jän feb mär mrz apr jun jul aug sep sept okt nov dez "
     "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
     "uhr"},
    {"fr",
     "janvier février mars avril mai juin juillet août aout septembre octobre novembre décembre "
     "janv févr fév avr juil sept oct nov déc lundi mardi mercredi jeudi vendredi samedi dimanche "
     "lun mar mer jeu ven sam dim h er"},
    {"es",
     "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre "
     "diciembre ene feb mar abr may jun jul ago sep sept oct nov dic "
     "lunes martes miércoles jueves viernes sábado domingo lun mié jue vie sáb dom hs"},
    {"it",
     "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
     "dicembre gen feb mar apr mag giu lug ago sett ott nov dic "
     "lunedì martedì mercoledì giovedì venerdì sabato domenica lun mer gio ven sab dom ore"},
    {"pt",
     "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro "
     "jan fev mar abr mai jun jul ago nov dez "
     "segunda terça quarta quinta sexta feira sábado domingo seg qua qui sex sáb dom"},
    {"nl",
     "januari februari maart april mei juni juli augustus september oktober november december "
     "jan feb mrt apr jun jul aug sep sept okt nov dec "
     "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo uur"},
    {"pl",
     "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
     "grudnia styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik "
     "listopad grudzień sty lut mar kwi cze lip sie wrz paź lis gru "
     "poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob ndz r roku "
     "godz"},
    {"ru",
     "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
     "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь "
     "янв фев апр июн июл авг сен сент окт ноя нояб дек "
     "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
     "г года году мск ч"},
    {"uk",
     "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня "
     "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад "
     "грудень понеділок вівторок середа четвер пʼятниця субота неділя р року"},
    {"sv",
     "januari februari mars april maj juni juli augusti september oktober november december "
     "jan feb mar apr jun jul aug sep sept okt nov dec "
     "måndag tisdag onsdag torsdag fredag lördag söndag mån tis ons tors tor fre lör sön"},
    {"da",
     "januar februar marts april maj juni juli august september oktober november december "
     "mandag tirsdag onsdag torsdag fredag lørdag søndag man tir ons tor fre lør søn"},
    {"no",
     "januar februar mars april mai juni juli august september oktober november desember des "
     "mandag tirsdag onsdag torsdag fredag lørdag søndag"},
    {"fi",
     "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
     "syyskuuta lokakuuta marraskuuta joulukuuta tammikuu helmikuu maaliskuu huhtikuu toukokuu "
     "kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu "
     "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai "},
    {"tr",
     "ocak şubat mart nisan mayıs mayis haziran temmuz ağustos eylül ekim kasım kasim aralık "
     "aralik oca şub nis haz tem ağu eyl eki kas ara "
     "pazartesi salı sali çarşamba perşembe cuma cumartesi pazar"},
    {"cs",
     "ledna února března dubna května června července srpna září října listopadu prosince "
     "leden únor březen duben květen červen červenec srpen říjen listopad prosinec "
     "pondělí úterý středa čtvrtek pátek sobota neděle hod"},
    {"ro",
     "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie "
     "decembrie ian iun iul noi luni marți miercuri joi vineri sâmbătă duminică"},
    {"hu",
     "január február március április május június július augusztus szeptember október november "
     "december hétfő kedd szerda csütörtök péntek szombat vasárnap"},
    {"el",
     "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου "
     "οκτωβρίου νοεμβρίου δεκεμβρίου ιαν φεβ μαρ απρ μαϊ ιουν ιουλ αυγ σεπ οκτ νοε δεκ "
     "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή"},
    {"id",
     "januari februari maret april mei juni juli agustus september oktober november desember "
     "agu agt des senin selasa rabu kamis jumat sabtu minggu wib wita wit pukul"},
    {"vi", "ngày tháng năm"},
    {"ar",
     "يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر "
     "ديسمبر "
     "كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين "
     "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"},
    {"hi",
     "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर सितम्बर अक्टूबर अक्तूबर नवंबर नवम्बर दिसंबर दिसम्बर "
     "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार बजे"},
    {"zh", "年 月 日 号 號 时 時 分 秒 点 點 上 下 午 前 後 后 火 水 木 金 土 曜"},
    {"ko", "오전 오후 월요일 화요일 수요일 목요일 금요일 토요일 일요일"},
};

constexpr std::string_view kLinks =
    "of the at on de del do da di a las los à às às um den der kl klo om o w v ve в у о στισ και";

// Calls take(word) for each.
template <typename Take>
void ForWords(std::string_view words, const Take& take) {
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    if (end > 0) take(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

}  // namespace

std::span<const DateWords::Language> DateWords::Languages() { return kLanguages; }
std::string_view DateWords::Links() { return kLinks; }

DateWords::DateWords() {
  const auto add = [&](DateWordKind kind) {
    return [this, kind](std::string_view word) { kinds_.emplace(HashWord(word, kSeed), kind); };
  };
  for (std::string_view half : {"a", "p"}) add(DateWordKind::kHalf)(half);
  add(DateWordKind::kM)("m");
  for (const Language& language : kLanguages) ForWords(language.names, add(DateWordKind::kName));
  ForWords(kLinks, add(DateWordKind::kLink));
  for (const auto& [hash, kind] : kinds_) {
    may_be_[hash % kFilterBits / 64] |= uint64_t{1} << hash % 64;
  }
}

const DateWords& DateWords::Get() {
  static const DateWords* const words = new DateWords();
  return *words;
}

}  // namespace nearcopy
