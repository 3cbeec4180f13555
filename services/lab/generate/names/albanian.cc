#include "services/lab/generate/naming.h"

namespace onefold::lab {

const NamingData kAlbanianNames = {
    .id = "albanian",
    .language = "sq",
    .citizenships = "ALB XKX MKD",
    .share = 100,
    .male = R"(
      Arben Ilir Agim Artan Bashkim Gëzim Altin Fatmir Dritan Besnik Gjergj Sokol Luan Petrit Shpëtim
      Edmond Ardian Genc Skënder Bujar Kujtim Astrit Flamur Blerim Valon Arbër Endrit Klajdi Andi Erion
      Fatos Gent Ylli Vasil Thoma Shkëlzen Sabri Sali Ramadan Përparim Nazmi Naim Musa Muharrem Mehmet
      Lulzim Leonard Kastriot Kreshnik Jeton Ismail Ibrahim Hysen Hasan Halil Fadil Enver Elton Edi Dashnor
      Bekim Bajram Avni Arian Albert Alban Afrim Adnan Abdulla Zef Xhevdet Xhemal Veton Vehbi Tomor
      Taulant Spiro Shaban Rrahman Rexhep Qemal Pjetër Pashk Ndue Nikollë Mark Mentor Mirdit Marash
      Llesh Lekë Kolë Gjon Gjin Faton Driton Burim Besim Arianit Adem Zenel)",
    .female = R"(
      Valbona Drita Mimoza Albana Entela Anila Elona Besa Arta Vjosa Shpresa Fatmire Lindita Teuta
      Merita Flutura Majlinda Violeta Ermira Eda Ornela Klea Ana Elira Dafina Diana Donika Edlira Emine
      Erjona Etleva Fatime Fatbardha Gentiana Hatixhe Irena Jonida Kaltrina Kumrije Ledina Leonora Liridona
      Lule Luljeta Lumturije Manjola Marjeta Mirela Mirlinda Natasha Nexhmije Nora Pranvera Qëndresa
      Rabije Remzije Rozafa Sabrije Sanije Shqipe Shqiponja Shukrije Silvana Suela Suzana Tefta Tringa
      Vera Vlora Xhevahire Yllka Zamira Zana Zyhra Ajshe Afërdita Adelina Agnesa Alketa Arbnora Argjenda
      Arjeta Aurora Bardha Blerta Brikena Bukurije Donjeta Dorina Egzona Eljona Fitore Floriana)",
    .surnames = R"(
      Hoxha Shehu Krasniqi Gashi Berisha Dervishi Bajrami Prifti Kola Leka Gjoka Marku Hysa Muça Çela
      Kurti Elezi Sula Cani Murati Rama Basha Osmani Morina Shala Bytyqi Thaçi Kastrati Hasani Ahmeti
      Rexhepi Gjini Mehmeti Sadiku Halili Hoti Salihu Islami Avdiu Zeka Jashari Ramadani Selimi Aliu
      Ibrahimi Xhaferi Limani Iseni Zeqiri Arifi Bardhi Balla Biba Brahimi Bushi Cela Daci Deda Dema Doda
      Duka Frasheri Gega Gjata Gjonaj Haxhiu Kaca Kaja Kasa Koçi Kodra Kuqi Lala Lika Lleshi Luka Lushi
      Malaj Mema Meta Myftari Ndreu Nika Pashaj Peci Pepa Plaku Qosja Rrapaj Ruçi Shkurti Spahiu
      Stafa Tafa Toska Troka Uka Vata Veliu Xhafa Xhepa Ymeri Zefi Zyka)",
    .stems = R"(
      Ali Ahmet Bajr Bal Bardh Bek Ber Bib Brah Bush Çel Cen Dac Dau Ded Dem Derv Dod Dur Elez Fej Ferr
      Fet Gac Gash Gec Gjec Gjin Gjok Gjon Hajd Halil Has Hax Hys Ib Imer Is Jah Jak Kal Kap Kast Kol Krasn
      Kryez Kurt Lek Lik Ll Lul Mal Mark Mat Mehm Mem Met Mol Mur Mus Myft Ndrec Nik Nok Osm Pal Pep Per
      Pjet Pren Qer Qos Ram Rex Rrahm Rust Sad Sal Sel Shab Shah Shem Sin Skënd Spah Suk Tah Tof Tom Tot
      Uk Vel Vuk Xhaf Xhel Ym Zef Zeq Zog)",
    .endings = "aj i iqi a ollari eri anaj ani oshi",
    .rare_permille = 500,
    .nicknames = R"(
      Arben:Beni Agim:Gimi Gëzim:Zimi Skënder:Skëndi Bashkim:Kimi Fatmir:Miri Edmond:Mondi Ardian:Ardi
      Shpëtim:Timi Lulzim:Zimi Gjergj:Gjergji Ibrahim:Brahim/Ibro Mehmet:Meta Ramadan:Dani Nikollë:Niko/Kolë
      Pjetër:Pjerin Muharrem:Harremi Valbona:Bona Shpresa:Presa Majlinda:Linda Fatmire:Mira Mimoza:Moza
      Entela:Tela Luljeta:Eta Lindita:Linda Mirlinda:Linda Afërdita:Dita Fatbardha:Bardha Hatixhe:Hata
      Emine:Mina Ana:Anna Violeta:Leta Fatime:Fata Lumturije:Turije Elona:Ela)",
    .places = R"(
      Tiranë Durrës Vlorë Elbasan Shkodër Fier Korçë Berat Lushnjë Kavajë Gjirokastër Sarandë Kukës
      Peshkopi Lezhë Laç Pogradec Burrel Tropojë Pukë Prishtinë Prizren Pejë Gjakovë Mitrovicë Ferizaj
      Gjilan Vushtrri Podujevë Rahovec Suharekë Lipjan Drenas Skënderaj Deçan Klinë Istog Malishevë
      Tetovë Gostivar Kërçovë Dibër Strugë Preshevë Bujanoc Ulqin)",
    .second_given_permille = 10,
};

}  // namespace onefold::lab
