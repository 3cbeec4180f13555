#include "services/lab/generate/naming.h"

namespace onefold::lab {

const NamingData kNigerianNames = {
    .id = "nigerian",
    .language = "en",
    .citizenships = "NGA GHA",
    .share = 40,
    .male = R"(
      Emmanuel Samuel Michael David John Joseph Daniel Peter Sunday Ibrahim Paul James Mohammed Godwin
      Friday Solomon Victor Christopher Stephen Anthony Kingsley Collins Festus Osaro Osas Osagie Efe
      Nosa Uche Chinedu Emeka Ikechukwu Chukwudi Obinna Kelechi Chidi Nnamdi Ifeanyi Kenneth Kenechukwu
      Ugochukwu Oluwaseun Tunde Kunle Segun Femi Babatunde Ayodele Adebayo Olamide Gbenga Wale Kayode
      Dele Musa Aliyu Sani Abubakar Yusuf Usman Umar Aminu Bashir Lawal Kabiru Abdullahi Garba Isah
      Suleiman Clement Augustine Benjamin Blessed Bright Charles Desmond Destiny Elvis Frank Gabriel
      Gift Henry Innocent Isaac Jude Kelvin Lucky Matthew Monday Moses Precious Richard Saturday Success
      Thomas Timothy Vincent Wisdom)",
    .female = R"(
      Blessing Joy Grace Mary Faith Gift Patience Mercy Precious Favour Esther Elizabeth Sarah Rita Juliet
      Comfort Happy Loveth Osariemen Osato Eghosa Isoken Itohan Esosa Edith Endurance Beauty Success Peace
      Promise Princess Queen Rejoice Rose Ruth Sandra Stella Susan Sharon Tina Victoria Vivian
      Chioma Ngozi Ifeoma Amaka Adaeze Chinwe Nneka Nkechi Obioma Oluchi Uchenna Uju Chiamaka Chidinma
      Ebere Ezinne Funke Yetunde Bukola Folake Titilayo Ronke Abiola Adunni Omolara Temitope Kehinde Taiwo
      Aisha Fatima Hauwa Zainab Halima Amina Maryam Hadiza Rakiya Abigail Agnes Angela Bella Bridget
      Catherine Charity Christiana Cynthia Deborah Doris Evelyn Florence Gloria Helen Hope Janet Jennifer)",
    .surnames = R"(
      Ibrahim Musa Mohammed Abubakar Okafor Okoro Osagie Johnson Adeyemi Eze Okeke Nwosu Obi Sunday John
      Joseph Igbinedion Osaro Aigbe Omoregie Osazuwa Edokpolo Idahosa Ogbeide Uwaifo Imasuen Ehigiator
      Egharevba Osayande Iyamu Agho Aghedo Ojo Adebayo Balogun Bello Lawal Salami Akinola Akande Ogunleye
      Olawale Oladipo Olaniyan Afolabi Adeleke Adeniyi Alabi Ajayi Babatunde Oyelaran Chukwu Nwachukwu
      Onyekachi Ugwu Nnamdi Onwuka Okonkwo Anyanwu Uzor Iroegbu Azubuike Egwu Ekwueme Nwankwo Mba Oti
      Udo Essien Effiong Bassey Etim Okon Inyang Yakubu Usman Abdullahi Garba Haruna Danjuma Suleiman
      Aliyu Sani Umar James Peter Paul Samuel Daniel Moses Solomon Friday Monday Godwin Festus)",
    .stems = R"(
      Ade Aji Aki Ala Aro Ayo Bab Bam Chi Chuk Dada Ebi Edo Efe Egbe Ehi Eke Eme Ene Eri Ese Eva Fa
      Gbe Ibe Ide Ife Igbi Ige Ike Ilo Imo Iro Ise Iwe Iyo Kalu Kola Lawa Mba Nna Nwa Obas Obe Odi Odu
      Ofo Oga Ogbe Ogun Oha Oji Oka Oko Oku Ola Olu Omo Ona Onu Ony Opa Ora Osa Osi Oso Ota Owo Oye Oza
      Sa Tay Ubi Uche Udo Ugo Uka Ume Una Uwa Uzo)",
    .endings = "gie ruwa yemi tola chukwu nwa bor ghae sanmi lade mwen kunle dike fe ror",
    .rare_permille = 400,
    .nicknames = R"(
      Emmanuel:Emma Samuel:Sammy Michael:Mike David:Dave Daniel:Danny Godwin:Goddy Mohammed:Muhammad/Mohamed
      Osagie:Osas Chinedu:Nedu Ikechukwu:Ike Chukwudi:Chudi Oluwaseun:Seun Babatunde:Tunde Blessing:Bleble
      Elizabeth:Eliza/Liz Osariemen:Riemen Isoken:Iso Chiamaka:Amaka Chidinma:Dinma Ngozi:Ngo Temitope:Temi
      Titilayo:Titi Fatima:Fati Aisha:Aishatu Victoria:Vicky Juliet:Julie Patience:Pat Happy:Happiness)",
    .places = R"(
      Benin_City Lagos Kano Ibadan Abuja Port_Harcourt Kaduna Warri Enugu Onitsha Aba Ilorin Jos Owerri
      Abeokuta Uyo Calabar Sapele Auchi Ekpoma Uromi Agbor Asaba Akure Ondo Osogbo Sokoto Katsina Zaria
      Maiduguri Makurdi Lokoja Minna Yenagoa Nnewi Umuahia Accra Kumasi)",
    .second_given_permille = 250,
    .new_year_permille = 60,
    .single_name_permille = 15,
};

}  // namespace onefold::lab
