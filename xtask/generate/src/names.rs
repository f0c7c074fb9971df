//! First and last names of several languages, as they are written and as they stand in an ID.

/// As written, and in the letters of an ID.
pub(crate) type Name = (&'static str, &'static str);

/// The names of one language.
pub(crate) struct Language {
    pub(crate) first: [Name; 10],
    pub(crate) last: [Name; 10],
    /// Whether the last name comes first.
    pub(crate) last_first: bool,
}

#[rustfmt::skip]
pub(crate) const LANGUAGES: [Language; 12] = [
    Language { last_first: false,
        first: [("Ada", "ada"), ("Grace", "grace"), ("Oliver", "oliver"), ("Amelia", "amelia"), ("George", "george"), ("Isla", "isla"), ("Harry", "harry"), ("Sophie", "sophie"), ("Owen", "owen"), ("Siobhán", "siobhan")],
        last: [("Smith", "smith"), ("O’Neill", "oneill"), ("Taylor", "taylor"), ("Walker", "walker"), ("Hughes", "hughes"), ("Clarke", "clarke"), ("MacDonald", "macdonald"), ("Wright", "wright"), ("Byrne", "byrne"), ("Lloyd-Jones", "lloyd-jones")] },
    Language { last_first: false,
        first: [("María", "maria"), ("José", "jose"), ("Lucía", "lucia"), ("Íñigo", "inigo"), ("Beatriz", "beatriz"), ("Andrés", "andres"), ("Núria", "nuria"), ("Jesús", "jesus"), ("Inés", "ines"), ("Álvaro", "alvaro")],
        last: [("González", "gonzalez"), ("Núñez", "nunez"), ("Peña", "pena"), ("Ibáñez", "ibanez"), ("García Lorca", "garcia-lorca"), ("Martínez", "martinez"), ("Muñoz", "munoz"), ("Castillo", "castillo"), ("Vázquez", "vazquez"), ("Rey", "rey")] },
    Language { last_first: false,
        first: [("Jürgen", "juergen"), ("Anke", "anke"), ("Björn", "bjoern"), ("Käthe", "kaethe"), ("Lukas", "lukas"), ("Mia", "mia"), ("Götz", "goetz"), ("Sabine", "sabine"), ("Uwe", "uwe"), ("Zoë", "zoe")],
        last: [("Müller", "mueller"), ("Weiß", "weiss"), ("Schäfer", "schaefer"), ("Vogel", "vogel"), ("von der Heide", "von-der-heide"), ("Groß", "gross"), ("Krüger", "krueger"), ("Jäger", "jaeger"), ("Brandt", "brandt"), ("Özdemir", "oezdemir")] },
    Language { last_first: false,
        first: [("Chloé", "chloe"), ("François", "francois"), ("Zoé", "zoe"), ("Jérôme", "jerome"), ("Maëlle", "maelle"), ("Noël", "noel"), ("Aimée", "aimee"), ("Loïc", "loic"), ("Hélène", "helene"), ("Étienne", "etienne")],
        last: [("Dubois", "dubois"), ("Lefèvre", "lefevre"), ("Garçon", "garcon"), ("d’Estaing", "destaing"), ("Moreau", "moreau"), ("Fournier", "fournier"), ("Benoît", "benoit"), ("Chevalier", "chevalier"), ("Gauthier", "gauthier"), ("Lemaître", "lemaitre")] },
    Language { last_first: false,
        first: [("Łukasz", "lukasz"), ("Małgorzata", "malgorzata"), ("Paweł", "pawel"), ("Zofia", "zofia"), ("Żaneta", "zaneta"), ("Jiří", "jiri"), ("Tomáš", "tomas"), ("Eliška", "eliska"), ("Ondřej", "ondrej"), ("Šárka", "sarka")],
        last: [("Wiśniewska", "wisniewska"), ("Kowalczyk", "kowalczyk"), ("Wójcik", "wojcik"), ("Dąbrowski", "dabrowski"), ("Jabłoński", "jablonski"), ("Dvořák", "dvorak"), ("Svoboda", "svoboda"), ("Černý", "cerny"), ("Procházka", "prochazka"), ("Němcová", "nemcova")] },
    Language { last_first: false,
        first: [("Søren", "soeren"), ("Åsa", "aasa"), ("Bjørn", "bjoern"), ("Freja", "freja"), ("Göran", "goeran"), ("Sigrún", "sigrun"), ("Mikko", "mikko"), ("Päivi", "paivi"), ("Ægir", "aegir"), ("Linnéa", "linnea")],
        last: [("Jørgensen", "joergensen"), ("Åkesson", "aakesson"), ("Holm", "holm"), ("Eriksson", "eriksson"), ("Guðmundsdóttir", "gudmundsdottir"), ("Mäkinen", "makinen"), ("Ødegård", "oedegaard"), ("Lindström", "lindstroem"), ("Virtanen", "virtanen"), ("Dahl", "dahl")] },
    Language { last_first: false,
        first: [("İbrahim", "ibrahim"), ("Ayşe", "ayse"), ("Çağla", "cagla"), ("Gökhan", "gokhan"), ("Işıl", "isil"), ("Ömer", "omer"), ("Şule", "sule"), ("Yiğit", "yigit"), ("Zeynep", "zeynep"), ("Uğur", "ugur")],
        last: [("Yılmaz", "yilmaz"), ("Şahin", "sahin"), ("Çelik", "celik"), ("Öztürk", "ozturk"), ("Kılıç", "kilic"), ("Doğan", "dogan"), ("Aydın", "aydin"), ("Güneş", "gunes"), ("Koç", "koc"), ("Erdoğdu", "erdogdu")] },
    Language { last_first: true,
        first: [("由紀", "yuki"), ("太郎", "taro"), ("さくら", "sakura"), ("健", "ken"), ("美咲", "misaki"), ("翔", "sho"), ("直子", "naoko"), ("陽菜", "hina"), ("大輔", "daisuke"), ("恵", "megumi")],
        last: [("田中", "tanaka"), ("山田", "yamada"), ("佐藤", "sato"), ("鈴木", "suzuki"), ("高橋", "takahashi"), ("渡辺", "watanabe"), ("伊藤", "ito"), ("小林", "kobayashi"), ("加藤", "kato"), ("吉田", "yoshida")] },
    Language { last_first: true,
        first: [("伟", "wei"), ("芳", "fang"), ("娜", "na"), ("秀英", "xiuying"), ("敏", "min"), ("은지", "eun-ji"), ("민준", "min-jun"), ("서연", "seo-yeon"), ("지훈", "ji-hoon"), ("하은", "ha-eun")],
        last: [("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("김", "kim"), ("박", "park"), ("최", "choi"), ("정", "jung"), ("강", "kang")] },
    Language { last_first: false,
        first: [("Дмитрий", "dmitri"), ("Анна", "anna"), ("Сергей", "sergei"), ("Ольга", "olga"), ("Юлия", "yulia"), ("Γιώργος", "giorgos"), ("Ελένη", "eleni"), ("Νίκος", "nikos"), ("Σοφία", "sofia"), ("Оксана", "oksana")],
        last: [("Иванов", "ivanov"), ("Смирнова", "smirnova"), ("Кузнецов", "kuznetsov"), ("Шевченко", "shevchenko"), ("Йовович", "jovovich"), ("Παπαδόπουλος", "papadopoulos"), ("Νικολάου", "nikolaou"), ("Οικονόμου", "oikonomou"), ("Василенко", "vasilenko"), ("Фёдоров", "fyodorov")] },
    Language { last_first: false,
        first: [("محمد", "mohammed"), ("فاطمة", "fatima"), ("علي", "ali"), ("مريم", "maryam"), ("יעל", "yael"), ("דוד", "david"), ("अनन्या", "ananya"), ("राहुल", "rahul"), ("प्रिया", "priya"), ("अर्जुन", "arjun")],
        last: [("الهاشمي", "alhashimi"), ("حداد", "haddad"), ("منصور", "mansour"), ("خوري", "khoury"), ("כהן", "cohen"), ("לוי", "levi"), ("शर्मा", "sharma"), ("पटेल", "patel"), ("सिंह", "singh"), ("गुप्ता", "gupta")] },
    Language { last_first: false,
        first: [("Nguyệt", "nguyet"), ("Đức", "duc"), ("Hương", "huong"), ("Quân", "quan"), ("Thảo", "thao"), ("João", "joao"), ("Conceição", "conceicao"), ("Luís", "luis"), ("Antônia", "antonia"), ("Okafor", "okafor")],
        last: [("Nguyễn", "nguyen"), ("Trần", "tran"), ("Phạm", "pham"), ("Đặng", "dang"), ("Võ", "vo"), ("da Conceição", "da-conceicao"), ("Gonçalves", "goncalves"), ("Simões", "simoes"), ("Adeyemi", "adeyemi"), ("Okonkwo", "okonkwo")] },
];
