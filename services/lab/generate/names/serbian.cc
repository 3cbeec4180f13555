#include "services/lab/generate/naming.h"

namespace onefold::lab {

const NamingData kSerbianNames = {
    .id = "serbian",
    .language = "sr",
    .citizenships = "SRB BIH MNE",
    .id_scheme = IdScheme::kJmbg,
    .share = 180,
    .male = R"(
      Dragan Milan Aleksandar Zoran Nikola Miroslav Slobodan Goran Marko Jovan Petar Stefan Nenad
      Dejan Vladimir Ivan Bojan Branislav Milorad Miloš Saša Radovan Predrag Đorđe Luka Lazar Nemanja
      Vladan Darko Igor Dušan Ljubiša Mihajlo Filip Uroš Boban Ljubomir Boško Božidar Veljko Svetislav
      Tomislav Vojislav Živorad Milovan Momčilo Momir Rade Radoslav Srđan Stevan Velimir Veselin Vuk
      Zdravko Željko Žarko Živko Andrija Aca Bogdan Branko Cvetko Časlav Danilo Damjan Davor David
      Dimitrije Dragiša Dragoljub Gavrilo Gojko Gradimir Hranislav Ilija Jakov Jevrem Jovica Kosta
      Krsta Lav Ljupče Maksim Matija Mladen Mirko Mitar Nebojša Nedeljko Novak Novica Obrad Ognjen
      Ostoja Pavle Petronije Radiša Radojica Rajko Ratko Relja Sava Siniša Slavko Slavoljub Spasoje
      Srećko Stanko Stanislav Strahinja Tihomir Todor Toma Tadija Vasilije Vidoje Vladeta Vukašin)",
    .female = R"(
      Marija Milica Jelena Dragana Ana Ljiljana Vesna Snežana Gordana Ivana Mirjana Slavica Jasmina
      Katarina Nada Zorica Biljana Danijela Sanja Tamara Svetlana Nataša Marina Olivera Verica Dušanka
      Tijana Maja Tatjana Radmila Teodora Anđela Aleksandra Sofija Jovana Nevena Kristina Bojana
      Suzana Branka Milena Sara Ivanka Desanka Danica Emilija Anica Andrijana Bosiljka Božana Budimka
      Bisenija Cvijeta Čedomirka Darinka Dobrila Dobrinka Draginja Dunja Dušica Đurđica Gorica Grozda
      Hristina Ilinka Irena Isidora Jagoda Jasna Jadranka Jovanka Jelica Julijana Kosara Ksenija Lena
      Lidija Ljubica Ljubinka Leposava Magdalena Marica Mara Milanka Milka Mileva Milijana Milosava
      Miroslava Nadežda Natalija Nikolina Nina Novka Olga Persida Petra Rada Radojka Ružica Rosa
      Sandra Savka Simonida Slađana Sonja Spomenka Stana Staka Stanislava Stojanka Tanja Todora Una
      Valentina Vera Vida Višnja Violeta Vukosava Zagorka Zlata Zora Zvezdana Žaklina Željka Živka)",
    .surnames = R"(
      Jovanović Petrović Nikolić Marković Đorđević Stojanović Ilić Stanković Pavlović Milošević
      Popović Todorović Milovanović Simić Kostić Živković Ristić Lukić Tomić Mitrović Stevanović
      Savić Radović Đurić Lazić Janković Vasić Milić Filipović Milenković Cvetković Milanović Mladenović
      Bogdanović Kovačević Radovanović Antić Jevtić Nešić Krstić Aleksić Mihajlović Stefanović Perić
      Knežević Vuković Gajić Tasić Jakovljević Arsić Vučković Trajković Veličković Ivanović Obradović
      Jović Radosavljević Blagojević Ćirić Rakić Zdravković Grujić Spasić Maksimović Gavrilović Dimitrijević
      Anđelković Babić Vasiljević Matić Tanasković Stanojević Bošković Đukić Miletić Ognjanović Šarić
      Žikić Ćosić Čolić Lekić Milojević Novaković Panić Rajković Subotić Terzić Urošević Zarić Bajić)",
    .stems = R"(
      Rad Mil Stoj Živ Ljub Vuk Bog Bran Drag Dob Mir Slav Stan Vel Vlad Zdrav Nov Ned Rajk Savat
      Sim Tod Tom Trif Vas Vid Vit Žark Ćir Gruj Gvozd Hadž Jaš Jel Jerem Jez Kar Kaluđer Kneš Koč
      Krnj Kuzman Lal Laz Leš Ljut Mac Maj Mandar Mand Mark Maš Mač Mik Mijail Mitr Mrk Mut Naum Nast
      Obren Oliv Ost Pant Par Paš Pej Pet Plav Proš Puz Rak Ranč Rist Rož Ruž Sek Ser Sok Spaj Sret
      Stup Sub Šab Šim Škor Šoš Tad Tan Tatom Tes Tir Toš Trn Tuf Ugr Ujč Vab Vesel Vilot Vrač
      Vran Zag Zeč Zlat Zor Žiž Župan Čab Čav Čub Džod Đak Đuk Đur Bab Baj Ban Bel Ber Bisk Bjel Brk
      Bul Cak Cvej Cvij Dam Dan Dej Delib Dešk Dim Din Dragoj Dren Erc Fem Gag Gal Glig Gol Grab Gušt)",
    .endings = "ović ić anović ojević enković ičić išić ojčić ašević inović",
    .rare_permille = 550,
    .nicknames = R"(
      Aleksandar:Aca/Saša/Sale Nikola:Nidža/Nikica Dragan:Gagi Milan:Mića Slobodan:Boban/Sloba
      Vladimir:Vlada Ivan:Jovan Jovan:Joca/Ivan Petar:Pera Stefan:Stevan Stevan:Steva Dušan:Duško
      Đorđe:Đoka Mihajlo:Mihailo/Miša Miloš:Miša Lazar:Laza Nemanja:Neša Nebojša:Neša Zoran:Zoki
      Goran:Goca Božidar:Boža Ljubomir:Ljuba Milorad:Mića Tomislav:Toma Radovan:Rade Svetislav:Sveta
      Branislav:Bane Predrag:Peđa Dimitrije:Mita Pavle:Paja Marija:Maja/Mara/Mica Milica:Mica
      Jelena:Jeca/Lena/Elena Ana:Anica/Anna/Anka Katarina:Kaća/Katica Aleksandra:Saška/Sandra
      Ljiljana:Ljilja Gordana:Goca Mirjana:Mira Snežana:Sneža Dragana:Gaga Biljana:Bilja
      Svetlana:Ceca Nataša:Natalija Olivera:Olja Radmila:Rada Teodora:Dora Sofija:Zofija Jovana:Joka
      Tatjana:Tanja Slavica:Slavka Zorica:Zora Ivana:Ivanka Danijela:Dana Vesna:Veca Milena:Lena)",
    .places = R"(
      Beograd Novi_Sad Niš Kragujevac Subotica Leskovac Zrenjanin Pančevo Čačak Kruševac Kraljevo
      Novi_Pazar Smederevo Valjevo Vranje Šabac Užice Sombor Požarevac Pirot Zaječar Kikinda
      Sremska_Mitrovica Jagodina Vršac Bor Prokuplje Loznica Bujanovac Preševo Aleksinac Aranđelovac
      Paraćin Ruma Bačka_Palanka Inđija Negotin Knjaževac Vlasotince Surdulica Trstenik Ivanjica
      Priboj Prijepolje Apatin Senta Ćuprija Lazarevac Obrenovac Mladenovac Kula Bečej Temerin Bajmok)",
};

}  // namespace onefold::lab
