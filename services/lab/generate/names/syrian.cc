#include "services/lab/generate/naming.h"

namespace onefold::lab {

// Spellings in Latin letters: English, French, and as people type it.
const NamingData kSyrianNames = {
    .id = "syrian",
    .language = "ar",
    .citizenships = "SYR IRQ",
    .share = 50,
    .male = R"(
      محمد=Mohammed/Mohamed/Muhammad أحمد=Ahmad/Ahmed/Ahmad علي=Ali/Aly/Ali حسين=Hussein/Houssein/Husein
      محمود=Mahmoud/Mahmoud/Mahmud خالد=Khaled/Khaled/Khalid عمر=Omar/Omar/Umar حسن=Hassan/Hassane/Hasan
      يوسف=Youssef/Youssef/Yusuf إبراهيم=Ibrahim/Brahim/Ebrahim مصطفى=Mustafa/Moustapha/Mostafa
      عبدالله=Abdullah/Abdallah/Abdulla سعيد=Saeed/Said/Saeid ياسر=Yasser/Yasser/Yaser فادي=Fadi/Fady/Fadi
      ماهر=Maher/Maher/Mahir سامر=Samer/Samer/Samir رامي=Rami/Ramy/Rami بلال=Bilal/Bilel/Belal
      عماد=Imad/Imed/Emad أنس=Anas/Anass/Anas بشار=Bashar/Bachar/Basher زياد=Ziad/Zied/Ziyad
      طارق=Tarek/Tarek/Tariq وليد=Walid/Oualid/Waleed جمال=Jamal/Djamal/Gamal كريم=Karim/Karim/Kareem
      نبيل=Nabil/Nabil/Nabeel هاني=Hani/Hany/Hani عادل=Adel/Adel/Adil ناصر=Nasser/Nacer/Naser
      سليمان=Suleiman/Slimane/Sulaiman عثمان=Othman/Othmane/Osman إسماعيل=Ismail/Smail/Ismael
      عبدالرحمن=Abdulrahman/Abderrahmane/Abdelrahman عبدالكريم=Abdulkarim/Abdelkrim/Abdelkareem
      حمزة=Hamza/Hamza/Hamzah باسل=Basel/Bassel/Basil أيمن=Ayman/Aymen/Aiman غسان=Ghassan/Ghassen/Gassan
      فراس=Firas/Firas/Feras لؤي=Louay/Louai/Luay مازن=Mazen/Mazen/Mazin معتز=Moataz/Moutaz/Mutaz
      نضال=Nidal/Nidhal/Nedal هيثم=Haitham/Haythem/Haytham وسيم=Wassim/Ouassim/Waseem رياض=Riad/Riadh/Riyad
      شادي=Shadi/Chadi/Shady صالح=Saleh/Salah/Salih عامر=Amer/Amer/Amir فيصل=Faisal/Faycal/Feisal
      قاسم=Qassem/Kacem/Qasim مروان=Marwan/Marouane/Marwan جهاد=Jihad/Djihad/Gehad رضوان=Radwan/Redouane/Ridwan
      عصام=Issam/Issam/Essam منير=Munir/Mounir/Moneer سمير=Samir/Samir/Sameer فارس=Fares/Fares/Faris
      مالك=Malek/Malek/Malik نور=Nour/Nour/Noor تامر=Tamer/Tamer/Tamir أسامة=Osama/Oussama/Usama
      حازم=Hazem/Hazem/Hazim جابر=Jaber/Djaber/Jabir عباس=Abbas/Abbes/Abas كمال=Kamal/Kamel/Kemal
      رائد=Raed/Raed/Raid بدر=Badr/Badr/Bader)",
    .female = R"(
      فاطمة=Fatima/Fatma/Fatimah مريم=Maryam/Meriem/Mariam زينب=Zainab/Zeineb/Zaynab عائشة=Aisha/Aicha/Aysha
      نور=Nour/Nour/Noor سارة=Sarah/Sara/Sara آية=Aya/Aya/Ayah رنا=Rana/Rana/Rana هبة=Hiba/Hiba/Heba
      رشا=Rasha/Racha/Rasha دعاء=Duaa/Douaa/Doaa إيمان=Iman/Imene/Eman أمل=Amal/Amel/Amal سمر=Samar/Samar/Sammar
      ليلى=Leila/Leila/Layla خديجة=Khadija/Khadidja/Khadijah هدى=Huda/Houda/Hoda منى=Mona/Mouna/Muna
      سعاد=Suad/Souad/Soad نادية=Nadia/Nadia/Nadya سميرة=Samira/Samira/Sameera وفاء=Wafaa/Ouafa/Wafa
      رانيا=Rania/Rania/Ranya ريم=Reem/Rim/Rime لمى=Lama/Lama/Lamma لينا=Lina/Lina/Leena دانا=Dana/Dana/Dana
      روان=Rawan/Raouane/Rawan شيماء=Shaimaa/Chaima/Shaima أسماء=Asmaa/Asma/Asma حنان=Hanan/Hanane/Hanan
      سناء=Sanaa/Sana/Sana غادة=Ghada/Ghada/Gada فرح=Farah/Farah/Farrah كوثر=Kawthar/Kaouther/Kauthar
      مها=Maha/Maha/Maha ميساء=Maysaa/Maissa/Maisa نجلاء=Najlaa/Nejla/Najla هند=Hind/Hend/Hind ياسمين=Yasmin/Yasmine/Jasmin
      سلمى=Salma/Selma/Salma صفاء=Safaa/Safa/Safa عبير=Abeer/Abir/Abir علا=Ola/Oula/Ula غزل=Ghazal/Ghazel/Gazal
      فدوى=Fadwa/Fadoua/Fedwa قمر=Qamar/Kamar/Qamar لبنى=Lubna/Loubna/Lobna مروة=Marwa/Maroua/Marwah نسرين=Nisreen/Nesrine/Nasrin
      هالة=Hala/Hela/Halah وداد=Widad/Ouided/Wedad بتول=Batoul/Batoul/Batool جميلة=Jamila/Djamila/Gamila حليمة=Halima/Halima/Haleema
      دلال=Dalal/Dalel/Dalal رغد=Raghad/Raghed/Ragad زهراء=Zahraa/Zohra/Zahra سوسن=Sawsan/Saoussen/Susan شهد=Shahd/Chahd/Shahed
      صباح=Sabah/Sabah/Sabbah أمينة=Amina/Amina/Ameena بشرى=Bushra/Bouchra/Boshra)",
    .surnames = R"(
      الأحمد=Alahmad/Elahmed/Al-Ahmad المحمد=Almohammad/Elmohamed/Al-Muhammad الحسن=Alhassan/Elhassan/Al-Hasan
      العلي=Alali/Elali/Al-Ali الحسين=Alhussein/Elhoussein/Al-Husain الخطيب=Alkhatib/Elkhatib/Al-Khateeb
      الإبراهيم=Alibrahim/Elibrahim/Al-Ibrahim حمود=Hammoud/Hammoud/Hamud الخالد=Alkhaled/Elkhaled/Al-Khalid
      الشيخ=Alsheikh/Elcheikh/Al-Shaikh درويش=Darwish/Darwich/Darweesh سلوم=Salloum/Salloum/Sallum
      الحمصي=Alhomsi/Elhomsi/Al-Humsi الحلبي=Alhalabi/Elhalabi/Al-Halaby شاهين=Shaheen/Chahine/Shahin
      حداد=Haddad/Haddad/Hadad نجار=Najjar/Nadjar/Najar صباغ=Sabbagh/Sabbagh/Sabag قاسم=Qassem/Kacem/Qasim
      عيسى=Issa/Aissa/Eisa سليمان=Suleiman/Slimane/Sulaiman منصور=Mansour/Mansour/Mansur حيدر=Haidar/Haydar/Haider
      رمضان=Ramadan/Ramdane/Ramazan بكر=Bakr/Bekr/Baker جاسم=Jassem/Djassem/Jasim خليل=Khalil/Khelil/Khaleel
      زيدان=Zidan/Zidane/Zaydan سعد=Saad/Saad/Saed شحادة=Shehadeh/Chehade/Shahada صالح=Saleh/Salah/Salih
      طه=Taha/Taha/Tahaa عباس=Abbas/Abbes/Abas عثمان=Othman/Othmane/Osman عزام=Azzam/Azzam/Azam
      غانم=Ghanem/Ghanem/Ganem فرحات=Farhat/Ferhat/Farahat كنعان=Kanaan/Kenaan/Canaan مراد=Murad/Mourad/Morad
      ناصر=Nasser/Nacer/Naser هلال=Hilal/Hilel/Helal يونس=Younes/Younes/Yunus عبود=Abboud/Abboud/Abbud
      حمدان=Hamdan/Hamdane/Hamdan كردي=Kurdi/Kourdi/Kordi بيطار=Bitar/Bitar/Baitar جبور=Jabbour/Djabbour/Jabbur
      دياب=Diab/Diab/Diyab رستم=Rustom/Roustom/Rustum زعبي=Zoubi/Zoabi/Zubi سويدان=Suwaidan/Souidan/Sweidan
      شعبان=Shaaban/Chaabane/Shaban صوان=Sawwan/Saouan/Sawan طرابلسي=Trabelsi/Trabelsi/Tarabulsi عطية=Attia/Attia/Ateya
      غزالي=Ghazali/Ghezali/Gazali فتحي=Fathi/Fethi/Fathy قدور=Qaddour/Kaddour/Kadour لطفي=Lutfi/Lotfi/Lutfy
      موسى=Mousa/Moussa/Musa نعمة=Nehme/Naama/Neama هاشم=Hashem/Hachem/Hashim ياسين=Yassin/Yacine/Yaseen
      الجاسم=Aljassem/Eldjassem/Al-Jasim العبدالله=Alabdullah/Elabdallah/Al-Abdulla الصالح=Alsaleh/Elsalah/Al-Salih
      الحاج=Alhaj/Elhadj/Al-Haj العمر=Alomar/Elomar/Al-Umar الرفاعي=Alrifai/Elrifai/Al-Refaie المصري=Almasri/Elmasri/Al-Masry
      الشامي=Alshami/Elchami/Al-Shamy البغدادي=Albaghdadi/Elbaghdadi/Al-Bagdadi الموصلي=Almosuli/Elmossouli/Al-Mawsili
      الجبوري=Aljubouri/Eldjebouri/Al-Jaburi العبيدي=Alobaidi/Elobeidi/Al-Ubaidi الدليمي=Aldulaimi/Eldouleimi/Al-Dulaymi
      الزيدي=Alzaidi/Elzeidi/Al-Zaydi التميمي=Altamimi/Eltemimi/Al-Tameemi الكردي=Alkurdi/Elkourdi/Al-Kordi
      البكري=Albakri/Elbekri/Al-Bakry السعدي=Alsaadi/Elsaadi/Al-Saedi النعيمي=Alnuaimi/Elnouaimi/Al-Naimi
      الفارس=Alfares/Elfares/Al-Faris الحمود=Alhammoud/Elhammoud/Al-Hamud السيد=Alsayed/Elsayed/Al-Sayyid
      الجندي=Aljundi/Eldjoundi/Al-Jindi الخليل=Alkhalil/Elkhelil/Al-Khaleel الداود=Aldawood/Eldaoud/Al-Dawud
      الشمري=Alshammari/Elchammari/Al-Shamari الطائي=Altaie/Eltaii/Al-Tai العزاوي=Alazzawi/Elazzaoui/Al-Azawi)",
    .nicknames = R"(
      محمد:محمود/حمادة أحمد:حمادة إبراهيم:أبراهيم عبدالله:عبود عبدالرحمن:عبود فاطمة:فطوم خديجة:خدوج
      زينب:زينة عائشة:عيوش مصطفى:صطوف سليمان:سلوم يوسف:يوسيف مريم:مريومة)",
    .places = R"(
      دمشق=Damascus/Damas/Dimashq حلب=Aleppo/Alep/Halab حمص=Homs/Homs/Hims حماة=Hama/Hama/Hamah اللاذقية=Latakia/Lattaquie/Lattakia
      درعا=Daraa/Deraa/Dara الرقة=Raqqa/Rakka/Raqqah إدلب=Idlib/Idleb/Edlib الحسكة=Hasakah/Hassake/Hasaka القامشلي=Qamishli/Kamechliye/Kamishli
      عفرين=Afrin/Afrine/Efrin كوباني=Kobani/Kobane/Kobani السويداء=Suwayda/Soueida/Sweida طرطوس=Tartus/Tartous/Tartos
      بغداد=Baghdad/Bagdad/Bagdad الموصل=Mosul/Mossoul/Mosul البصرة=Basra/Bassora/Basrah أربيل=Erbil/Erbil/Arbil كركوك=Kirkuk/Kirkouk/Kerkuk)",
    .second_given_permille = 150,
    .second_family_permille = 60,
    .changes_at_marriage_permille = 0,
    .new_year_permille = 220,
    .single_name_permille = 40,
};

}  // namespace onefold::lab
