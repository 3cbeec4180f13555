#include "services/lab/generate/naming.h"

namespace onefold::lab {

const NamingData kTurkishNames = {
    .id = "turkish",
    .language = "tr",
    .citizenships = "TUR BGR",
    .id_scheme = IdScheme::kTckn,
    .share = 40,
    .male = R"(
      Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Ramazan Halil Süleyman
      Abdullah Mahmut Recep Salih Fatih Kadir Emre Hakan Adem Kemal Yaşar Bekir Musa Metin Orhan Burak
      Furkan Arda Eren Can Cem Cengiz Çağlar Deniz Engin Erdal Erdem Erdoğan Ercan Erkan Ersin Ertuğrul
      Ferhat Gökhan Gürkan Haluk Harun Hikmet İlhan İlker İsa Kaan Kenan Levent Mesut Muhammet Muharrem
      Muzaffer Necati Nihat Nuri Oğuz Okan Onur Özgür Özkan Rıza Rıdvan Sabri Sadık Sedat Selçuk Selim Serdar
      Serkan Sinan Şaban Şahin Şükrü Tahsin Taner Tarık Tayfun Tolga Tuncay Turgut Uğur Ümit Volkan Yakup
      Yasin Yavuz Yılmaz Yiğit Zafer Zeki)",
    .female = R"(
      Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Zehra Sultan Hanife Merve Havva Zeliha Esra Fadime
      Özlem Hacer Yasemin Melek Hülya Cemile Sevim Gülsüm Leyla Dilek Büşra Aysel Songül Kübra Halime Esma
      Aynur Hayriye Kadriye Tuğba Rabia Sevgi Derya Nurcan Türkan Pınar Seda Gamze Ebru Gül Gülay Gülcan
      Gülşen Hamide Hava Hilal İlknur İrem Kezban Kiraz Makbule Mukaddes Müzeyyen Nazlı Nesrin Nevin Nuray
      Nurten Nuriye Perihan Remziye Saadet Safiye Sakine Satı Sebahat Seher Selma Serpil Sibel Sümeyye Şengül
      Şeyma Şükran Tuba Tülay Ümmühan Vildan Yeter Yıldız Zekiye Zübeyde Ceren Çiğdem Damla Ece Eda)",
    .surnames = R"(
      Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin
      Kara Koç Kurt Özkan Şimşek Polat Özcan Korkmaz Çakır Erdoğan Yavuz Can Acar Şen Aktaş Güler Yalçın
      Güneş Bozkurt Bulut Keskin Ünal Turan Gül Özer Işık Kaplan Avcı Sarı Tekin Taş Köse Yüksel Ateş Aksoy
      Uçar Duman Bayrak Bilgin Ceylan Coşkun Dağ Demirci Deniz Duran Ekinci Er Eren Ergin Erol Esen Genç
      Gök Gündüz Güngör Güven Karaca Karakaya Kahraman Karadağ Karataş Kartal Kocaman Mutlu Oral Özbek
      Özgür Pekcan Sağlam Sezer Sönmez Soylu Tan Toprak Tunç Türk Uysal Uzun Vural Yaman Yaşar Yiğit Zengin)",
    .stems = R"(
      Ak Al Altın Ar At Ay Baba Bal Baş Bay Ben Beş Bey Boz Bulut Can Ceb Cev Çak Çam Çav Çay Çın Dal Demir
      Deren Dev Dil Doğ Dur Düz Elm Er Erg Esen Gece Gök Gül Gün Gür Has İnan İnce Kal Kar Kara Kay Kes Kır Kırç
      Kızıl Koca Kork Köm Kut Oğul Onat Oral Orta Oy Öz Paş Sağ Sal Sar Say Ser Sev Sol Su Sür Şan Taş Tek Tem
      Toy Tunç Tur Ulu Us Uz Üst Var Yal Yan Yeş Yol Yurt Yük Zor)",
    .endings = "oğlu er kaya türk soy can taş demir bulut han maz dağ lı gül",
    .rare_permille = 500,
    .nicknames = R"(
      Mehmet:Muhammet/Memo Mustafa:Mıstık İbrahim:İbo Hüseyin:Hüso Süleyman:Sülo Abdullah:Apo Ahmet:Ahmed
      Fatma:Fatoş Ayşe:Ayşen Emine:Emoş Hatice:Haço Zeynep:Zeyno Muhammet:Mehmet/Muhammed İsmail:İsmo
      Yusuf:Yusi Ramazan:Ramo Zeliha:Zelo Meryem:Meri Elif:Elife)",
    .places = R"(
      İstanbul Ankara İzmir Bursa Antalya Adana Konya Şanlıurfa Gaziantep Kocaeli Mersin Diyarbakır Hatay
      Manisa Kayseri Samsun Balıkesir Kahramanmaraş Van Aydın Tekirdağ Sakarya Denizli Muğla Eskişehir Mardin
      Trabzon Ordu Erzurum Malatya Afyon Sivas Tokat Zonguldak Edirne Kırklareli Çanakkale Kütahya Ağrı Iğdır
      Batman Siirt Şırnak Hakkari Kars Kırcaali Şumnu Razgrad)",
    .second_given_permille = 120,
};

}  // namespace onefold::lab
