#include "services/lab/generate/naming.h"

namespace onefold::lab {

const NamingData kRomanianNames = {
    .id = "romanian",
    .language = "ro",
    .citizenships = "ROU MDA",
    .id_scheme = IdScheme::kCnp,
    .share = 120,
    .male = R"(
      Gheorghe Ioan Vasile Andrei Alexandru Constantin Ion Mihai Nicolae Adrian Cristian Florin Marian
      Daniel Ionuț Ștefan Dumitru Gabriel Bogdan Marius Petru Lucian Cătălin Ilie Valentin Viorel Costel
      Sorin Radu Dan Liviu Mircea Claudiu Robert David Cosmin Vlad Sebastian Victor Răzvan Traian Emil
      Cornel Eugen Tudor Aurel Grigore Teodor Paul Silviu Iulian Octavian Dragoș Ovidiu Dănuț Nelu Marin
      Toader Anton Matei Luca Rareș Darius Denis Iosif Simion Laurențiu George Virgil Horia Avram Sandu
      Ciprian Corneliu Doru Fănel Filip Gelu Ghiță Haralambie Iacob Ignat Ivan Lazăr Leonard Manole Mugurel
      Neculai Nichita Pavel Remus Romeo Serghei Sergiu Stelian Tiberiu Titus Veaceslav Vladimir Zaharia)",
    .female = R"(
      Maria Elena Ana Ioana Mihaela Andreea Cristina Daniela Alexandra Gabriela Florentina Mariana Nicoleta
      Georgeta Ștefania Roxana Simona Florica Rodica Angela Carmen Monica Adriana Camelia Mădălina Doina
      Liliana Viorica Lucia Valentina Georgiana Alina Laura Diana Larisa Denisa Irina Raluca Oana Loredana
      Aurelia Ecaterina Victoria Paraschiva Margareta Tatiana Natalia Veronica Silvia Anca Ramona Luminița
      Steliana Petronela Otilia Olga Nadia Mirela Melania Magdalena Ludmila Livia Lidia Lenuța Lavinia
      Iuliana Ionela Ileana Geta Floarea Felicia Eugenia Emilia Dorina Domnica Delia Dana Cornelia Corina
      Claudia Catinca Bianca Antonia Anișoara Anghelina Amalia Aneta Ancuța Agafia Sofia Teodora Zamfira)",
    .surnames = R"(
      Popa Popescu Pop Radu Ionescu Dumitru Stan Stoica Gheorghe Matei Ciobanu Constantin Rusu Munteanu
      Marin Dinu Lazăr Barbu Nistor Florea Ilie Georgescu Vasile Ungureanu Tudor Dobre Oprea Șerban
      Moldovan Neagu Cojocaru Sandu Toma Preda Muntean Mocanu Roșu Luca Avram Ene Petre Coman Enache
      Vlad Manole Bucur Sava Iordache Stanciu Nicolae Stefan Filip Anghel Crăciun Olteanu Manea Voicu
      Dragomir Pavel Diaconu Simion Ștefănescu Marinescu Bălan Grosu Țurcanu Ceban Rotaru Lungu
      Botnaru Cazacu Chirilă Gavrilă Grigore Iancu Ivanov Lupu Mihalache Morar Negru Nedelcu Păun Petrescu
      Pîrvu Rădulescu Roman Sîrbu Tănase Tomescu Ursu Văduva Zamfir Bejan Costea Dima Drăgan Gherman)",
    .stems = R"(
      Albul And Andron Antones Apost Arge Băd Bănăț Bărbul Bejen Bord Brăt Brân Buz Căld Căpr Cerc Chel
      Ciob Coc Cod Coman Cor Cost Cran Crist Croit Damian Dănil Demetr Dobr Dogar Drăg Dum Făg Fil Flor
      Frăț Gavr Ghin Gol Grec Grig Hag Horn Iac Ign Ilies Iov Isăc Ivăn Jit Lăcăt Lăz Leont Lup Măc Măgur
      Manol Mărg Mich Mir Mold Murar Năst Neacș Nec Nic Olar Onof Pant Pard Păsăr Pătr Petric Pleș Pred
      Prun Răc Răduc Rom Rug Săc Săndul Sim Sol Spir Stăn Stoen Șand Șoim Tăt Teod Tim Trif Țep Urs Vâlc
      Văc Vasil Vel Vișin Vlăd Voinic Zăv Zgur)",
    .endings = "escu eanu aru uță ea oiu ache ariu ilă aș",
    .rare_permille = 500,
    .nicknames = R"(
      Gheorghe:Ghiță/George/Gigi Ioan:Ion/Ionel Ion:Ioan/Nelu Vasile:Vasilică Alexandru:Alex/Sandu/Aleksandr
      Constantin:Costel/Costică Mihai:Mihail/Mișu Nicolae:Nicu/Neculai Cristian:Cristi Ștefan:Fane
      Dumitru:Mitică/Dima Gabriel:Gabi Daniel:Dan/Dănuț Petru:Petrică/Petre Florin:Florinel Andrei:Andruș
      Grigore:Grig Victor:Vitea Maria:Marioara/Măriuca Elena:Lenuța/Ileana Ana:Anca/Anișoara/Anna Ioana:Oana
      Mihaela:Miha Alexandra:Sanda/Alex Cristina:Cristinela Gabriela:Gabi Florentina:Flori Daniela:Dana
      Ecaterina:Catinca/Katerina Nicoleta:Nico Georgeta:Geta Mădălina:Mădă Ștefania:Fănica Tatiana:Tania
      Natalia:Natașa Paraschiva:Pachița Victoria:Viorica Margareta:Greta Magdalena:Magda Ludmila:Luda)",
    .places = R"(
      București Cluj-Napoca Timișoara Iași Constanța Craiova Brașov Galați Ploiești Oradea Brăila Arad
      Pitești Sibiu Bacău Târgu_Mureș Baia_Mare Buzău Botoșani Satu_Mare Râmnicu_Vâlcea Suceava
      Piatra_Neamț Drobeta Târgoviște Focșani Tulcea Târgu_Jiu Bistrița Reșița Slatina Călărași Giurgiu
      Vaslui Bârlad Roman Turda Deva Hunedoara Zalău Alexandria Chișinău Bălți Tiraspol Cahul Ungheni Soroca
      Orhei Comrat Edineț Fălești Hîncești Strășeni Medgidia Mangalia Caracal Țăndărei Fetești)",
    .second_given_permille = 250,
};

}  // namespace onefold::lab
