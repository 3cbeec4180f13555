#include "services/lab/generate/naming.h"

namespace onefold::lab {

const NamingData kBosnianNames = {
    .id = "bosnian",
    .language = "bs",
    .citizenships = "BIH SRB MNE",
    .id_scheme = IdScheme::kJmbg,
    .share = 60,
    .male = R"(
      Mirsad Senad Nermin Adnan Admir Samir Almir Amir Edin Elvir Emir Enes Faruk Fikret Haris Hasan
      Husein Ibrahim Ismet Izet Jasmin Kemal Mehmed Mirza Muhamed Muharem Munib Mustafa Nedžad Nihad
      Osman Ramiz Rasim Safet Salih Sead Sejad Sulejman Šefik Tarik Vahid Zijad Zlatan Džemal Dževad
      Ahmed Alen Armin Asim Avdo Benjamin Damir Dino Eldin Elmedin Esad Fahrudin Ferid Hamza Hilmo
      Idriz Jusuf Kenan Mahir Meho Midhat Mujo Mevludin Omer Rifet Rusmir Sabahudin Selim Semir Suad)",
    .female = R"(
      Fatima Amina Emina Aida Alma Amra Azra Belma Džejla Elma Enisa Esma Fadila Hajra Hana Hatidža
      Indira Jasmina Lamija Lejla Mersiha Merima Mevlida Minela Mirela Mirsada Munira Nermina Nura
      Rasema Sabina Sadeta Safija Samira Sanela Selma Senada Suada Šefika Vildana Zehra Zinaida Zumreta
      Adela Adisa Advija Ajla Ajša Almedina Amela Amila Anela Arijana Arnela Bahra Begzada Bisera
      Dženana Edina Elvira Emira Fahira Ferida Habiba Halima Hasnija Ifeta Izeta Jasna Kadira Meliha)",
    .surnames = R"(
      Hodžić Hadžić Begić Halilović Delić Mehić Mujić Suljić Smajić Omerović Hasanović Ibrahimović
      Salihović Avdić Alić Husić Bešić Karić Muratović Imamović Memić Kovačević Mešić Softić Osmanović
      Selimović Jusić Dedić Ahmetović Sulejmanović Mustafić Hrustić Nuhanović Zukić Huskić Mahmutović
      Kurtović Bajrić Čaušević Ćatić Đulić Fazlić Garić Kadrić Ramić Šabić Tahirović Hadžihasanović)",
    .stems = R"(
      Hodž Beg Avd Muj Salih Omer Ibrahim Kurt Mehmed Smaj Delal Karahas Džaf Ćos Hasan Husein Zuk Bajr
      Alij Arnaut Ćat Ček Čol Dizdar Durak Džan Džin Đoz Efend Fejz Gan Grah Halil Hamz Hrust Ism Isak
      Jah Jusuf Kadr Kapet Kahr Kar Klap Kol Kuč Lej Ljut Mah Mem Mulaom Mur Mus Nad Nuh Ost Paš Peljt)",
    .endings = "ić ović agić anović begović ašić efendić",
    .rare_permille = 550,
    .nicknames = R"(
      Muhamed:Hamed/Meho/Muhammed Mehmed:Meho Ibrahim:Ibro Sulejman:Suljo Mustafa:Mujo Husein:Huso
      Hasan:Haso Ahmed:Ahmo Jusuf:Juso Salih:Salko Osman:Osmo Fatima:Fata Hatidža:Hata Amina:Emina
      Nermina:Nera Jasmina:Jasna Ismet:Iso Mirsad:Mirso Admir:Amir Džemal:Džemo)",
    .places = R"(
      Sarajevo Tuzla Zenica Mostar Banja_Luka Bihać Travnik Doboj Brčko Foča Goražde Bugojno Cazin
      Gračanica Gradačac Jajce Kakanj Konjic Ključ Livno Lukavac Maglaj Prijedor Sanski_Most Srebrenik
      Stolac Tešanj Velika_Kladuša Visoko Zavidovići Živinice Žepče Novi_Pazar Tutin Sjenica Rožaje)",
};

}  // namespace onefold::lab
