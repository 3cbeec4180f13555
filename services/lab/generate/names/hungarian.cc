#include "services/lab/generate/naming.h"

namespace onefold::lab {

const NamingData kHungarianNames = {
    .id = "hungarian",
    .language = "hu",
    .citizenships = "HUN SRB ROU",
    .id_scheme = IdScheme::kHungarian,
    .share = 30,
    .male = R"(
      László István József János Zoltán Sándor Gábor Ferenc Attila Péter Tamás Tibor Zsolt András Csaba
      Imre Lajos György Balázs Gyula Róbert Béla Dávid Dániel Ádám Krisztián Miklós Norbert Károly Roland
      Viktor Pál Richárd Szabolcs Márk Máté Antal Gergely Levente Kálmán Bence Mihály Árpád Ernő Jenő Géza
      Dezső Vilmos Rudolf Ákos Barnabás Bálint Bertalan Botond Dénes Elemér Endre Gergő Gusztáv Győző
      Iván Kornél Kristóf Lóránt Márton Marcell Milán Nándor Olivér Ottó Patrik Sebestyén Szilárd Vince Zsombor)",
    .female = R"(
      Mária Erzsébet Katalin Ilona Éva Anna Zsuzsanna Margit Judit Ágnes Andrea Julianna Ildikó Erika
      Krisztina Irén Eszter Magdolna Mónika Edit Gabriella Szilvia Anita Anikó Viktória Márta Rozália Tímea
      Piroska Ibolya Klára Tünde Dóra Zsófia Gizella Veronika Alexandra Csilla Terézia Nikolett Melinda Adrienn
      Réka Beáta Borbála Orsolya Rita Enikő Petra Barbara Bernadett Boglárka Bianka Brigitta Dalma Edina Emese
      Etelka Fanni Fruzsina Hajnalka Henrietta Jolán Kinga Laura Lilla Luca Lívia Noémi Renáta Sára Teréz Vivien)",
    .surnames = R"(
      Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Lakatos Takács Juhász
      Oláh Mészáros Simon Rácz Fekete Szilágyi Török Fehér Balázs Gál Kis Szűcs Orsós Kocsis Fodor Pintér
      Szalai Sipos Magyar Lukács Gulyás Biró Király László Katona Jakab Bogdán Balog Sándor Boros Váradi
      Fazekas Kelemen Antal Somogyi Orosz Fülöp Veres Vincze Budai Hegedűs Deák Pap Bálint Illés Pál Szőke
      Vörös Lengyel Bognár Bodnár Jónás Szücs Hajdu Halász Máté Kozma Pásztor Bakos Dudás Virág Major Nemes)",
    .stems = R"(
      Abád Almás Apát Asztal Bakon Balass Bán Barát Bátor Béres Bíró Bod Bors Búz Csák Csáng Csató Cser Csík
      Csonk Dalm Dán Darv Debrecen Dob Dom Egr Enged Erd Fer Fony Forg Gács Gerg Győr Hatv Heves Hódm Hunyad
      Kálm Kanizs Kárp Kemén Keszth Komár Körm Kövesd Lip Lov Makó Maros Mez Mohác Muns Nádas Nyír Orb Pár
      Pécs Puszt Rák Révés Sáros Sárk Sim Solym Szán Szeged Szék Szent Szolnok Tapolc Tát Ung Vács Vár Zal Zemplén)",
    .endings = "i ai es ényi váry falvi ás ody",
    .rare_permille = 400,
    .nicknames = R"(
      László:Laci István:Pista József:Jóska/Józsi János:Jancsi Zoltán:Zoli Sándor:Sanyi Ferenc:Feri Attila:Ati
      György:Gyuri Mihály:Misi Lajos:Lali Mária:Marika/Mari Erzsébet:Erzsi Katalin:Kati/Katica Ilona:Ica
      Éva:Évi Anna:Panni/Anikó Zsuzsanna:Zsuzsa Margit:Manci Julianna:Juli Krisztina:Kriszti)",
    .places = R"(
      Budapest Debrecen Szeged Miskolc Pécs Győr Nyíregyháza Kecskemét Székesfehérvár Szombathely Szolnok
      Tatabánya Kaposvár Érd Veszprém Békéscsaba Zalaegerszeg Sopron Eger Nagykanizsa Dunaújváros
      Hódmezővásárhely Salgótarján Baja Ózd Makó Mohács Gyula Orosháza Szabadka Zenta Nagyvárad Kolozsvár)",
    .second_given_permille = 120,
    .family_first = true,
};

}  // namespace onefold::lab
