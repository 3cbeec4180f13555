#include "services/lab/generate/names.h"

#include <array>

namespace onefold::lab {
namespace {

using Words = const std::string_view[];

constexpr Words kSouthMale = {"Aleksandar", "Boris", "Bojan",    "Darko",  "Davor",  "Dragan",
                              "Dušan",      "Đorđe", "Goran",    "Igor",   "Ivan",   "Jovan",
                              "Luka",       "Marko", "Milan",    "Miloš",  "Nenad",  "Nikola",
                              "Petar",      "Saša",  "Slobodan", "Stefan", "Željko", "Zoran",
                              "Vladimir",   "Vuk",   "Zdravko",  "Momčilo"};
constexpr Words kSouthFemale = {"Ana",     "Anđela",  "Biljana", "Danijela", "Dragana",  "Dušica",
                                "Gordana", "Ivana",   "Jasna",   "Jelena",   "Katarina", "Ljiljana",
                                "Maja",    "Marija",  "Milica",  "Mirjana",  "Nataša",   "Nevena",
                                "Sanja",   "Slavica", "Snežana", "Sofija",   "Svetlana", "Tijana",
                                "Vesna",   "Zorica",  "Žaklina", "Živka"};
constexpr Words kSouthStems = {"Petr",  "Jovan", "Nikol", "Mark",   "Živk",    "Stank",  "Đur",
                               "Pavl",  "Rad",   "Mil",   "Stoj",   "Bogdan",  "Vuk",    "Zdravk",
                               "Lazar", "Todor", "Ćir",   "Gavril", "Jakovlj", "Kost",   "Ljub",
                               "Mitr",  "Novak", "Obrad", "Šar",    "Tom",     "Vasilj", "Žark",
                               "Filip", "Grg",   "Hrist", "Isail"};
constexpr Words kSouthEndings = {"ović", "ić", "anović", "ičić"};
constexpr Words kSerbianPlaces = {"Beograd",  "Novi Sad", "Niš",      "Kragujevac",
                                  "Subotica", "Čačak",    "Šabac",    "Užice",
                                  "Vranje",   "Zaječar",  "Leskovac", "Sombor"};

constexpr Words kBosnianMale = {"Adnan",  "Amir",   "Damir", "Edin",   "Emir", "Enes",
                                "Haris",  "Jasmin", "Mirza", "Nedžad", "Sead", "Senad",
                                "Zlatan", "Tarik",  "Kemal", "Džemal"};
constexpr Words kBosnianFemale = {"Aida",   "Amra",    "Azra",   "Belma",  "Džejla",  "Emina",
                                  "Fatima", "Jasmina", "Lejla",  "Merima", "Nermina", "Sabina",
                                  "Selma",  "Zehra",   "Mirela", "Alma"};
constexpr Words kBosnianStems = {
    "Hodž",  "Beg",     "Avd",  "Muj", "Salih", "Omer",   "Ibrahim",  "Kurt", "Mehmed", "Smaj",
    "Delal", "Karahas", "Džaf", "Ćos", "Hasan", "Husein", "Sulejman", "Zuk",  "Bajr",   "Alij"};
constexpr Words kBosnianEndings = {"ić", "ović", "agić", "anović"};
constexpr Words kBosnianPlaces = {"Sarajevo", "Zenica",  "Tuzla", "Mostar", "Bihać",
                                  "Goražde",  "Travnik", "Doboj", "Brčko",  "Foča"};

constexpr Words kMacedonianMale = {"Александар", "Благој", "Бојан", "Горан",  "Димитар", "Зоран",
                                   "Игор",       "Јован",  "Љупчо", "Никола", "Петар",   "Стојан",
                                   "Трајче",     "Ѓорѓи",  "Кирил", "Васко"};
constexpr Words kMacedonianFemale = {
    "Ана",    "Билјана", "Весна",  "Гордана", "Елена",   "Јасмина", "Катерина", "Љубица",
    "Марија", "Наташа",  "Сузана", "Снежана", "Татјана", "Ѓурѓа",   "Славица",  "Невена"};
constexpr Words kMacedonianStems = {"Петр",  "Стојан", "Никол", "Трајк", "Ѓорѓи",  "Димитр",
                                    "Јован", "Ристе",  "Крст",  "Анд",   "Богдан", "Велк",
                                    "Илие",  "Наум",   "Попс",  "Симон"};
constexpr Words kMacedonianMaleEndings = {"овски", "евски", "ов", "ески"};
constexpr Words kMacedonianFemaleEndings = {"овска", "евска", "ова", "еска"};
constexpr Words kMacedonianPlaces = {"Скопје", "Битола", "Куманово", "Прилеп",   "Тетово",
                                     "Охрид",  "Велес",  "Штип",     "Струмица", "Ќустендил"};

constexpr Words kBulgarianMale = {"Александър", "Борис",  "Васил",    "Георги",  "Димитър", "Емил",
                                  "Иван",       "Калоян", "Красимир", "Любомир", "Николай", "Петър",
                                  "Стоян",      "Христо", "Цветан",   "Юлиян"};
constexpr Words kBulgarianFemale = {
    "Анна",  "Боряна",  "Виолета", "Гергана", "Десислава", "Елена",  "Ивелина",   "Йорданка",
    "Мария", "Надежда", "Радка",   "Росица",  "Силвия",    "Стефка", "Цветелина", "Юлия"};
constexpr Words kBulgarianStems = {
    "Иван",    "Петр", "Георги", "Димитр", "Никол", "Христ",  "Стоян",  "Тодор", "Ангел", "Васил",
    "Каракаш", "Пенч", "Жельо",  "Щерю",   "Цветк", "Юруков", "Атанас", "Добр",  "Илч",   "Маринч"};
constexpr Words kBulgarianMaleEndings = {"ов", "ев", "ски", "ков"};
constexpr Words kBulgarianFemaleEndings = {"ова", "ева", "ска", "кова"};
constexpr Words kBulgarianPlaces = {"София",        "Пловдив", "Варна",  "Бургас", "Русе",
                                    "Стара Загора", "Плевен",  "Сливен", "Видин",  "Ямбол"};

constexpr Words kUkrainianMale = {"Андрій", "Богдан", "Василь",  "Володимир", "Григорій",
                                  "Дмитро", "Ігор",   "Михайло", "Олександр", "Петро",
                                  "Сергій", "Тарас",  "Юрій",    "Ярослав"};
constexpr Words kUkrainianFemale = {"Валентина", "Галина", "Ганна",   "Ірина",  "Катерина",
                                    "Людмила",   "Марія",  "Наталія", "Оксана", "Олена",
                                    "Світлана",  "Тетяна", "Юлія",    "Надія"};
constexpr Words kUkrainianStems = {"Шевч", "Бондар", "Кравч", "Ткач",  "Коваль", "Мельнич",
                                   "Гриц", "Павл",   "Петр",  "Савч",  "Лисен",  "Яковл",
                                   "Хом",  "Щерб",   "Зінч",  "Гончар"};
constexpr Words kUkrainianEndings = {"енко", "чук", "ук", "юк"};
constexpr Words kUkrainianPlaces = {"Київ",    "Львів",   "Харків", "Одеса",   "Чернівці",
                                    "Житомир", "Полтава", "Херсон", "Ужгород", "Луцьк"};

constexpr Words kRomanianMale = {"Alexandru", "Andrei",   "Bogdan",   "Cristian", "Daniel",
                                 "Florin",    "Gheorghe", "Ionuț",    "Marian",   "Mihai",
                                 "Nicolae",   "Ștefan",   "Valentin", "Vasile"};
constexpr Words kRomanianFemale = {"Alexandra",  "Ana",      "Cristina", "Daniela",  "Elena",
                                   "Florentina", "Gabriela", "Ioana",    "Mădălina", "Maria",
                                   "Mihaela",    "Roxana",   "Ștefania", "Simona"};
constexpr Words kRomanianStems = {"Ion",  "Pop",   "Dumitr", "Constantin", "Geor", "Marin",
                                  "Rad",  "Stan",  "Munt",   "Ungur",      "Șerb", "Țăran",
                                  "Vlad", "Bălăn", "Cost",   "Diac"};
constexpr Words kRomanianEndings = {"escu", "eanu", "ea", "aru"};
constexpr Words kRomanianPlaces = {"București", "Cluj-Napoca", "Timișoara", "Iași",     "Constanța",
                                   "Craiova",   "Brașov",      "Galați",    "Ploiești", "Bacău"};

constexpr Words kAlbanianMale = {"Agim",   "Arben",   "Besnik",  "Bujar", "Dritan",
                                 "Edi",    "Fatmir",  "Gëzim",   "Ilir",  "Lulëzim",
                                 "Petrit", "Shpëtim", "Skënder", "Valon"};
constexpr Words kAlbanianFemale = {"Albana", "Arta",    "Besa",   "Donjeta", "Drita",
                                   "Elira",  "Flutura", "Gëzime", "Lirije",  "Mimoza",
                                   "Shqipe", "Valbona", "Vjosa",  "Zana"};
constexpr Words kAlbanianStems = {"Hox",  "Kras",   "Gash", "Berish", "Shal",  "Morin", "Çel",
                                  "Dedë", "Rexhep", "Xhaf", "Krye",   "Mulla", "Prif",  "Zef"};
constexpr Words kAlbanianEndings = {"ha", "i", "aj", "iqi"};
constexpr Words kAlbanianPlaces = {"Tiranë",    "Durrës",  "Vlorë", "Shkodër", "Elbasan",
                                   "Prishtinë", "Prizren", "Pejë",  "Gjakovë", "Kukës"};

constexpr Words kTurkishMale = {"Ahmet",   "Ali",   "Burak",   "Cem",   "Çağlar",
                                "Emre",    "Hasan", "İbrahim", "Kadir", "Mehmet",
                                "Mustafa", "Oğuz",  "Şükrü",   "Yusuf"};
constexpr Words kTurkishFemale = {"Ayşe",  "Büşra",  "Çiğdem",  "Elif",  "Emine",
                                  "Fatma", "Gülşen", "Hatice",  "İpek",  "Meryem",
                                  "Özlem", "Şule",   "Yasemin", "Zeynep"};
constexpr Words kTurkishStems = {"Yıl", "Öz",    "Kara",  "Demir", "Çelik",  "Aydın", "Şahin",
                                 "Koç", "Kılıç", "Güneş", "Doğ",   "Arslan", "Taş",   "Bulut"};
constexpr Words kTurkishEndings = {"maz", "türk", "oğlu", "kan"};
constexpr Words kTurkishPlaces = {"İstanbul",   "Ankara",    "İzmir",     "Bursa", "Adana",
                                  "Diyarbakır", "Şanlıurfa", "Eskişehir", "Muğla", "Çorum"};

constexpr NameStock kStocks[] = {
    {"sr", "SRB", kSouthMale, kSouthFemale, kSouthStems, kSouthEndings, kSouthEndings,
     kSerbianPlaces},
    {"bs", "BIH", kBosnianMale, kBosnianFemale, kBosnianStems, kBosnianEndings, kBosnianEndings,
     kBosnianPlaces},
    {"mk", "MKD", kMacedonianMale, kMacedonianFemale, kMacedonianStems, kMacedonianMaleEndings,
     kMacedonianFemaleEndings, kMacedonianPlaces},
    {"bg", "BGR", kBulgarianMale, kBulgarianFemale, kBulgarianStems, kBulgarianMaleEndings,
     kBulgarianFemaleEndings, kBulgarianPlaces},
    {"uk", "UKR", kUkrainianMale, kUkrainianFemale, kUkrainianStems, kUkrainianEndings,
     kUkrainianEndings, kUkrainianPlaces},
    {"ro", "ROU", kRomanianMale, kRomanianFemale, kRomanianStems, kRomanianEndings,
     kRomanianEndings, kRomanianPlaces},
    {"sq", "ALB", kAlbanianMale, kAlbanianFemale, kAlbanianStems, kAlbanianEndings,
     kAlbanianEndings, kAlbanianPlaces},
    {"tr", "TUR", kTurkishMale, kTurkishFemale, kTurkishStems, kTurkishEndings, kTurkishEndings,
     kTurkishPlaces},
};

}  // namespace

std::span<const NameStock> NameStocks() { return kStocks; }

}  // namespace onefold::lab
