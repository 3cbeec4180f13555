#include "services/lab/generate/spelling_tables.h"

namespace onefold::lab {
namespace {

constexpr std::string_view kCyrillicToLatin =
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=ts "
    "ч=ch ш=sh щ=sht ъ=a ь=y ю=yu я=ya ы=y э=e ё=yo і=i ї=yi є=ye ґ=g ѓ=gj ќ=kj ѕ=dz џ=dj ј=j љ=lj "
    "њ=nj ђ=dj ћ=c '=";
constexpr std::string_view kGajToCyrillic =
    "lj=љ nj=њ dž=џ đ=ђ a=а b=б v=в g=г d=д e=е ž=ж z=з i=и j=ј k=к l=л m=м n=н o=о p=п r=р s=с "
    "t=т ć=ћ u=у f=ф h=х c=ц č=ч š=ш";
constexpr std::string_view kUkrainianToLatin = "г=h и=y щ=shch х=kh ь= зг=zgh";
constexpr std::string_view kGreekToLatin =
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch "
    "ψ=ps ω=o ου=ou αυ=av ευ=ev αυθ=afth αυτ=aft αυκ=afk αυσ=afs ευθ=efth ευσ=efs ευκ=efk ευτ=eft "
    "ευχ=efch ευπ=efp ευφ=ef ευξ=efx γγ=ng γχ=nch γξ=nx ^μπ=b μπ$=b μπ=mp ντ=nt γκ=gk";
constexpr std::string_view kGeorgianToLatin =
    "ა=a ბ=b გ=g დ=d ე=e ვ=v ზ=z თ=t ი=i კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=zh რ=r ს=s ტ=t უ=u ფ=p ქ=k "
    "ღ=gh ყ=q შ=sh ჩ=ch ც=ts ძ=dz წ=ts ჭ=ch ხ=kh ჯ=j ჰ=h";
constexpr std::string_view kAlbanianToCyrillic =
    "a=а b=б c=ц ç=ч d=д dh=д e=е ë=е f=ф g=г gj=ѓ h=х i=и j=ј k=к l=л ll=л m=м n=н nj=њ o=о p=п "
    "q=ќ r=р rr=р s=с sh=ш t=т th=т u=у v=в x=ѕ xh=џ y=и z=з zh=ж w=в";
constexpr std::string_view kRomanianToCyrillic =
    "a=а ă=э â=ы b=б c=к ce=че ci=чи che=ке chi=ки d=д e=е ^e=е f=ф g=г ge=же gi=жи ghe=ге ghi=ги "
    "h=х i=и ia=ия io=ио iu=иу î=ы j=ж k=к l=л m=м n=н o=о p=п qu=кв r=р s=с ș=ш t=т ț=ц u=у v=в "
    "w=в x=кс y=и z=з";

constexpr SchemeData kSchemes[] = {
    {"sr bs", "native", Script::kLatin},
    {"sr bs", "ascii", Script::kLatin, "đ=dj", "", false, true},
    {"sr bs", "icao", Script::kLatin, "đ=d", "", false, true},
    {"sr bs", "english", Script::kLatin, "đ=dj č=ch ć=ch š=sh ž=zh"},
    {"sr bs", "cyrillic", Script::kCyrillic, kGajToCyrillic},

    {"mk", "native", Script::kCyrillic},
    {"mk", "official", Script::kLatin, kCyrillicToLatin, "ц=c"},
    {"mk", "plain", Script::kLatin, kCyrillicToLatin, "ж=z ч=c ш=s ц=c ѓ=g ќ=k џ=dz"},
    {"mk", "serbian", Script::kLatin, kCyrillicToLatin, "ж=ž ч=č ш=š ц=c ѓ=đ ќ=ć џ=dž"},

    {"bg", "native", Script::kCyrillic},
    {"bg", "official", Script::kLatin, kCyrillicToLatin, "ия$=ia"},
    {"bg", "icao", Script::kLatin, kCyrillicToLatin, "й=i х=kh ю=iu я=ia ь=i ия$=iia"},
    {"bg", "french", Script::kLatin, kCyrillicToLatin,
     "ж=j й=i у=ou ц=tz ч=tch ш=ch щ=cht ь=i ю=iou я=ia ия=ia"},

    {"uk", "native", Script::kCyrillic},
    {"uk", "official", Script::kLatin, kCyrillicToLatin,
     "г=h и=y щ=shch х=kh ь= зг=zgh й=i ї=i є=ie ю=iu я=ia ^й=y ^ї=yi ^є=ye ^ю=yu ^я=ya"},
    {"uk", "russian", Script::kLatin, kCyrillicToLatin, "и=i ї=i є=e щ=shch х=kh ь="},
    {"uk", "english", Script::kLatin, kCyrillicToLatin, kUkrainianToLatin},
    {"uk", "plain", Script::kLatin, kCyrillicToLatin,
     "г=h и=y й=j ї=ji є=je ж=z ч=c ш=s щ=sc ц=c х=ch ю=ju я=ja ь="},

    {"el", "native", Script::kGreek},
    {"el", "official", Script::kLatin, kGreekToLatin, "", true},
    {"el", "greeklish", Script::kLatin, kGreekToLatin,
     "χ=h ξ=ks υ=i μπ=b ντ=d γγ=g γκ=g ου=u ει=i οι=i", true},
    {"el", "english", Script::kLatin, kGreekToLatin,
     "χ=h υ=i ^ντ=d ντ=nt μπ=b γκ=g φ=ph ει=i οι=i αι=e", true},
    {"el", "unaccented", Script::kGreek, "", "", true},

    {"sq", "native", Script::kLatin},
    {"sq", "ascii", Script::kLatin, "", "", false, true},
    {"sq", "slavic", Script::kLatin, "sh=š zh=ž ç=č gj=đ q=ć xh=dž ë=e th=t dh=d ll=l rr=r"},
    {"sq", "plain", Script::kLatin, "ë= ç=ch"},
    {"sq", "cyrillic", Script::kCyrillic, kAlbanianToCyrillic},

    {"ro", "native", Script::kLatin},
    {"ro", "cedilla", Script::kLatin, "ș=ş ț=ţ"},
    {"ro", "ascii", Script::kLatin, "", "", false, true},
    {"ro", "english", Script::kLatin, "ș=sh ț=ts ă=a â=a î=i"},
    {"ro", "cyrillic", Script::kCyrillic, kRomanianToCyrillic},

    {"tr", "native", Script::kLatin},
    {"tr", "ascii", Script::kLatin, "", "", false, true},
    {"tr", "english", Script::kLatin, "ş=sh ç=ch ğ=g ö=o ü=u ı=i", "", false, true},
    {"tr", "german", Script::kLatin, "ş=sch ö=oe ü=ue ğ=g ı=i ç=tsch"},

    {"hu", "native", Script::kLatin},
    {"hu", "ascii", Script::kLatin, "", "", false, true},
    {"hu", "german", Script::kLatin, "ö=oe ő=oe ü=ue ű=ue", "", false, true},

    {"ar", "native", Script::kArabic},
    {"ar", "english", Script::kLatin},
    {"ar", "french", Script::kLatin},
    {"ar", "plain", Script::kLatin},

    {"ka", "native", Script::kGeorgian},
    {"ka", "official", Script::kLatin, kGeorgianToLatin, "", false, false, true},
    {"ka", "russian", Script::kLatin, kGeorgianToLatin, "ყ=k ღ=g ხ=h ჯ=dj წ=c ც=c", false, false,
     true},

    {"en", "native", Script::kLatin},
    {"vi", "native", Script::kLatin},
    {"vi", "ascii", Script::kLatin, "", "", false, true},
};

}  // namespace

std::span<const SchemeData> AllSchemes() { return kSchemes; }

}  // namespace onefold::lab
