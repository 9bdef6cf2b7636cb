//! The lists, by language.

/// The words of each sort in one language: in lower case, separated by spaces.
#[derive(Debug)]
pub(super) struct Words {
    /// What number words are made of.
    pub(super) numbers: &'static str,
    /// What joins parts of one number word.
    pub(super) joints: &'static str,
    /// Ordinals that are not a number with an ending.
    pub(super) ordinals: &'static str,
    /// What makes an ordinal of a number.
    pub(super) ordinal_endings: &'static str,
    pub(super) dates: &'static str,
    pub(super) times: &'static str,
    pub(super) units: &'static str,
    /// Words that stand between those of a date, a time or a number.
    pub(super) links: &'static str,
    /// A number, an ordinal, a date, a time, a unit.
    pub(super) examples: &'static str,
}

/// The words of a language (`en`); digits alone where it has no list.
pub(super) fn of_language(language: &str) -> &'static Words {
    match language {
        "en" => &ENGLISH,
        "de" => &GERMAN,
        "fr" => &FRENCH,
        "es" => &SPANISH,
        "it" => &ITALIAN,
        "pt" => &PORTUGUESE,
        "nl" => &DUTCH,
        _ => &OTHER,
    }
}

const ENGLISH: Words = Words {
    numbers: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
             fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy \
             eighty ninety hundred thousand million",
    joints: "",
    ordinals: "first second third fifth eighth ninth twelfth twentieth thirtieth",
    ordinal_endings: "th",
    dates: "today tomorrow yesterday tonight now monday tuesday wednesday thursday friday \
             saturday sunday january february march april may june july august september october \
             november december week weekend month year spring summer autumn fall winter",
    times: "noon midnight morning afternoon evening night clock am pm",
    units: "second seconds minute minutes hour hours day days week weeks month months year years",
    links: "and of the in a an at on past to half quarter next last this o '",
    examples: "seven third tomorrow noon minutes",
};

const GERMAN: Words = Words {
    numbers: "null eins eine ein zwei zwo drei vier fünf sechs sieben acht neun zehn elf zwölf \
             sechzehn siebzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig \
             hundert tausend million millionen",
    joints: "und",
    ordinals: "erste ersten erster erstes dritte dritten dritter drittes siebte siebten",
    ordinal_endings: "te ten ter tes ste sten ster stes",
    dates: "heute morgen gestern übermorgen vorgestern jetzt montag dienstag mittwoch donnerstag \
             freitag samstag sonnabend sonntag januar februar märz april mai juni juli august \
             september oktober november dezember woche wochenende monat jahr",
    times: "uhr mittag mitternacht morgens mittags nachmittags abends nachts früh",
    units: "sekunde sekunden minute minuten stunde stunden tag tage tagen woche wochen monat \
             monate monaten jahr jahre jahren",
    links: "und der die das den dem am im um nach vor halb viertel nächste nächsten nächster \
             letzte letzten diese diesen dieser",
    examples: "sieben dritte morgen mittag minuten",
};

const FRENCH: Words = Words {
    numbers: "zéro un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze \
             quinze seize vingt vingts trente quarante cinquante soixante cent cents mille million",
    joints: "",
    ordinals: "premier première second seconde quatrième cinquième neuvième onzième douzième",
    ordinal_endings: "ième",
    dates: "hui demain hier lundi mardi mercredi jeudi vendredi samedi dimanche janvier février \
             mars avril mai juin juillet août septembre octobre novembre décembre semaine mois \
             année",
    times: "midi minuit matin soir heure heures",
    units: "seconde secondes minute minutes heure heures jour jours semaine semaines mois an ans",
    links: "et de du la le les à ce cette prochain prochaine dernier dernière aujourd '",
    examples: "sept deuxième demain midi minutes",
};

const SPANISH: Words = Words {
    numbers: "cero uno una un dos tres cuatro cinco seis siete ocho nueve diez once doce trece \
             catorce quince dieci veinte veinti treinta cuarenta cincuenta sesenta setenta ochenta \
             noventa cien ciento mil millón",
    joints: "",
    ordinals: "primero primera primer segundo segunda tercero tercera cuarto cuarta quinto quinta",
    ordinal_endings: "",
    dates: "hoy mañana ayer lunes martes miércoles jueves viernes sábado domingo enero febrero \
             marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre semana mes \
             año",
    times: "mediodía medianoche mañana tarde noche",
    units: "segundo segundos minuto minutos hora horas día días semana semanas mes meses año años",
    links: "y de del la las el los a en por este esta próximo próxima",
    examples: "siete tercero mañana mediodía minutos",
};

const ITALIAN: Words = Words {
    numbers: "zero uno una un due tre quattro cinque sei sette otto nove dieci undici dodici \
             tredici quattordici quindici sedici diciassette diciotto diciannove venti vent trenta \
             trent quaranta quarant cinquanta cinquant sessanta settanta ottanta novanta cento \
             mille mila milione",
    joints: "",
    ordinals: "primo prima secondo seconda terzo terza quarto quarta quinto quinta",
    ordinal_endings: "esimo esima",
    dates: "oggi domani ieri dopodomani lunedì martedì mercoledì giovedì venerdì sabato domenica \
             gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre \
             dicembre settimana mese anno",
    times: "mezzogiorno mezzanotte mattina pomeriggio sera notte",
    units: "secondo secondi minuto minuti ora ore giorno giorni settimana settimane mese mesi \
             anno anni",
    links: "e di del la le il alle questa questo prossimo prossima",
    examples: "sette terzo domani mezzogiorno minuti",
};

const PORTUGUESE: Words = Words {
    numbers: "zero um uma dois duas três quatro cinco seis sete oito nove dez onze doze treze \
             catorze quatorze quinze dezesseis dezessete dezoito dezenove vinte trinta quarenta \
             cinquenta sessenta setenta oitenta noventa cem cento mil milhão",
    joints: "",
    ordinals: "primeiro primeira segundo segunda terceiro terceira quarto quarta quinto quinta",
    ordinal_endings: "",
    dates: "hoje amanhã ontem segunda terça quarta quinta sexta sábado domingo janeiro fevereiro \
             março abril maio junho julho agosto setembro outubro novembro dezembro semana mês ano",
    times: "meio meia manhã tarde noite",
    units: "segundo segundos minuto minutos hora horas dia dias semana semanas mês meses ano anos",
    links: "e de do da a as o às feira este esta próximo próxima",
    examples: "sete terceiro amanhã noite minutos",
};

const DUTCH: Words = Words {
    numbers: "nul een één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien \
             twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd duizend \
             miljoen",
    joints: "en ën",
    ordinals: "eerste derde",
    ordinal_endings: "de ste",
    dates: "vandaag morgen gisteren overmorgen maandag dinsdag woensdag donderdag vrijdag \
             zaterdag zondag januari februari maart april mei juni juli augustus september oktober \
             november december week weekend maand jaar",
    times: "uur middag middernacht ochtend avond nacht",
    units: "seconde seconden minuut minuten uur uren dag dagen week weken maand maanden jaar \
             jaren",
    links: "en van de het om over voor half kwart volgende vorige deze dit",
    examples: "zeven derde morgen middag minuten",
};

/// Of the other languages only digits are known; the examples are what two slots of one sort have in common.
const OTHER: Words = Words {
    numbers: "",
    joints: "",
    ordinals: "3.",
    ordinal_endings: "",
    dates: "2026",
    times: "12:00",
    units: "min",
    links: "",
    examples: "7 3. 2026 12:00 min",
};
