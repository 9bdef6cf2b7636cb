//! The codes of all rules, in one table. A code is never given to another rule.
//!
//! 0xx YAML, 1xx shape, 2xx names and types, 3xx Alexa, 4xx samples and overlap, 5xx messages, 6xx contracts,
//! 7xx steps, 8xx locales, 9xx infra and files. To add one: append a line here, and a page
//! `explain/SAYnnn.md`.

use std::fmt;

/// The stable code of a rule: `SAY` and three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

impl Code {
    /// `SAYnnn`.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The code spelt `text`, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        TABLE.iter().map(|(code, _)| *code).find(|code| code.0.eq_ignore_ascii_case(text))
    }

    /// The rule in a few words.
    pub fn title(self) -> &'static str {
        TABLE.iter().find(|(code, _)| *code == self).map_or("", |(_, title)| title)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal;)+) => {
        impl Code {
            $(#[doc = $title] pub const $name: Self = Self($code);)+
        }
        /// Every code with its title, in the order of the table below.
        pub const TABLE: &[(Code, &str)] = &[$((Code::$name, $title)),+];
    };
}

codes! {
    // 0xx: YAML
    FILE_TOO_LARGE = "SAY001", "a file is too large";
    NOT_UTF8 = "SAY002", "a file is not UTF-8";
    UNPRINTABLE = "SAY003", "a character cannot be seen";
    NOT_YAML = "SAY004", "a file is not YAML";
    DUPLICATE_KEY = "SAY005", "a key is there twice";
    SEVERAL_DOCUMENTS = "SAY006", "a file has several documents";
    TAG = "SAY007", "a value has a tag";
    ALIAS = "SAY008", "an alias cannot be followed";
    MERGE_KEY = "SAY009", "a mapping is merged into another";
    TOO_DEEP = "SAY010", "values are nested too deeply";
    TOO_MANY_NODES = "SAY011", "a file has too many values";
    KEY_NOT_TEXT = "SAY012", "a key is not text";
    TAB = "SAY013", "a tab indents";
    EMPTY_FILE = "SAY014", "a file is empty";

    // 1xx: shape
    UNKNOWN_KEY = "SAY101", "a key is unknown";
    MISSING_KEY = "SAY102", "a key is missing";
    WRONG_SHAPE = "SAY103", "a value has the wrong shape";
    NO_VERB = "SAY104", "a mapping has no verb";
    SEVERAL_VERBS = "SAY105", "a mapping has several verbs";
    NOT_ONE_OF = "SAY106", "a value is not one of those allowed";
    OUT_OF_RANGE = "SAY107", "a number is out of range";
    NULL = "SAY108", "a value is empty";
    NEEDS_QUOTES = "SAY109", "a text needs quotes";
    UNREADABLE = "SAY110", "a value cannot be read";

    // 2xx: names and types
    NOT_DECLARED = "SAY201", "a name is not declared";
    BAD_NAME = "SAY202", "a name cannot be used";
    NAMES_COLLIDE = "SAY203", "two names become one";
    UNKNOWN_VARIABLE = "SAY204", "a variable is unknown";
    NO_SUCH_FIELD = "SAY205", "a variable has no such field";
    TYPES_DIFFER = "SAY206", "a value has another type";
    MAYBE_ABSENT = "SAY207", "a value may be absent";
    NOT_A_TYPE = "SAY208", "a type cannot be read";
    NOT_BOUND = "SAY209", "a value is not bound";
    NOT_USED = "SAY210", "a declaration is not used";
    FACT = "SAY211", "a fact of a value cannot be told";

    // 3xx: Alexa
    ALEXA_LOCALE = "SAY301", "Alexa does not have a locale";
    INVOCATION_FORM = "SAY302", "an invocation name has a form that Alexa refuses";
    INVOCATION_WORDS = "SAY303", "an invocation name has words that Alexa keeps for itself";
    ALEXA_NAME = "SAY304", "a name has characters that Alexa refuses";
    ALEXA_NAME_CLASH = "SAY305", "two names are one to Alexa";
    SLOT_TYPE_UNKNOWN = "SAY306", "a built-in slot type does not exist";
    SLOT_TYPE_LOCALE = "SAY307", "a built-in slot type is missing in a locale";
    SLOT_TYPES_DIFFER = "SAY308", "a slot name has two types";
    SAMPLE_CHARACTER = "SAY309", "a sample has a character that Alexa refuses";
    SEARCH_QUERY_ALONE = "SAY310", "a phrase slot stands alone";
    SEARCH_QUERY_BESIDE = "SAY311", "a phrase slot is beside another slot";
    SLOTS_ADJACENT = "SAY312", "two open slots have no word between them";
    TYPE_EMPTY = "SAY313", "a type has no values";
    VALUE_FORM = "SAY314", "a value has a form that Alexa refuses";
    VALUE_TWICE = "SAY315", "two values of a type sound the same";
    MODEL_LIMIT = "SAY316", "an interaction model is too large";
    INTENT_RESERVED = "SAY317", "an intent has a name that Alexa keeps for itself";


    // 4xx: samples and overlap
    SAMPLE_SYNTAX = "SAY401", "a sample cannot be read";
    SAMPLE_EMPTY = "SAY402", "a sample may be nothing at all";
    PHRASE_UNKNOWN = "SAY403", "a phrase is unknown";
    PHRASE_CYCLE = "SAY404", "a phrase contains itself";
    SAMPLE_SLOT_UNKNOWN = "SAY405", "a sample has a slot that is not declared";
    SAMPLE_TOO_LARGE = "SAY406", "a sample stands for too many sentences";
    SAMPLES_OVERLAP = "SAY407", "two intents understand the same sentence";
    SAMPLE_TWICE = "SAY408", "a sentence is there twice";
    SLOT_UNUSED = "SAY409", "a slot is in no sample";
    PHRASE_UNUSED = "SAY410", "a phrase is in no sample";
    OVERLAP_UNKNOWN = "SAY411", "samples are too ambiguous to compare";
    NO_SAMPLE = "SAY412", "an intent has no sample";
    ANSWER_SLOT = "SAY413", "an answer has another slot than the one asked for";


    // 5xx: messages
    MESSAGE_SYNTAX = "SAY501", "a message cannot be read";
    MESSAGE_EMPTY = "SAY502", "a message says nothing";
    TAG_UNKNOWN = "SAY503", "a tag is not among those that may be used";
    TAG_ATTRIBUTE = "SAY504", "a tag has a wrong attribute";
    TAG_NESTING = "SAY505", "tags are not nested properly";
    FILTER_UNKNOWN = "SAY506", "a filter is unknown";
    PLURAL_FORM_MISSING = "SAY507", "a plural form is missing";
    PLURAL_FORM_UNUSED = "SAY508", "a plural form is never used";
    VARIABLE_UNKNOWN = "SAY509", "a message uses an unknown variable";
    FIELD_UNKNOWN = "SAY510", "a message uses an unknown field";
    VALUE_NOT_SPOKEN = "SAY511", "a value cannot be spoken as it is";
    FILTER_TYPE = "SAY512", "a filter does not fit its value";
    OPTION_SPOKEN = "SAY513", "a value that may be absent is spoken";
    NEVER_ABSENT = "SAY514", "nothing here can be absent";
    PLURAL_NOT_NUMBER = "SAY515", "a plural is of something that is not a number";
    MESSAGE_TOO_LONG = "SAY516", "a message is too long";
    ENTITY_IN_TEXT = "SAY517", "a message has an escape that is spoken letter for letter";
    FILTER_NUMBER = "SAY518", "a filter has a wrong number";


    // 6xx: contracts
    NOT_A_CONTRACT = "SAY601", "a file is no contract";
    CONTRACT_VERSION = "SAY602", "a contract has a version that is not read";
    CONTRACT_SHAPE = "SAY603", "a part of a contract has the wrong shape";
    NAMELESS_OPERATION = "SAY604", "an operation has no id";
    DUPLICATE_OPERATION = "SAY605", "two operations have one id";
    CONTRACT_REFERENCE = "SAY606", "a reference leads nowhere";
    CONTRACT_EXTERNAL = "SAY607", "a contract refers to another document";
    CONTRACT_LOOP = "SAY608", "a schema is made of itself";
    CONTRACT_TOO_LARGE = "SAY609", "the schemas of a contract multiply beyond measure";
    SERVER_VARIABLES = "SAY610", "the variables of a server are not read";
    UNKNOWN_OPERATION = "SAY611", "an operation is not in the contract";
    COOKIE = "SAY612", "an operation needs a cookie";
    BODY_NOT_JSON = "SAY613", "an operation takes no JSON";
    PARAMETER_STYLE = "SAY614", "a parameter is written in a way that is not supported";
    PLACEHOLDER = "SAY615", "a path and its parameters do not agree";
    OTHER_SERVER = "SAY616", "an operation is on a server of its own";
    UNKNOWN_FIELD = "SAY621", "a field is not in the contract";
    PATH_THROUGH_LIST = "SAY622", "a path goes through a list";
    PATH_INTO_VALUE = "SAY623", "a path goes into a single value";
    UNTYPED_FIELD = "SAY624", "the contract does not say what a field is";
    NO_JSON_ANSWER = "SAY625", "an operation answers without JSON";

    // 6xx, continued: calls against contracts
    UNKNOWN_PARAMETER = "SAY631", "a parameter is not in the contract";
    PARAMETER_MISSING = "SAY632", "a required parameter is not sent";
    PARAMETER_TYPE = "SAY633", "a parameter has another type";
    TAKEN_TWICE = "SAY634", "a field is taken twice";
    NOT_ONE_VALUE = "SAY635", "a path leads to no single value";
    QUERY = "SAY636", "a query cannot be read";
    VARIANTS = "SAY637", "the variants of a call do not agree";
    FIELD_SOURCE = "SAY638", "a field of a site cannot be found so";
    FIELD_PLACE = "SAY639", "a field of a site cannot stand there";
    FIELD_MISSING = "SAY640", "a change does not say what happens without a field";

    // 7xx: steps
    WRITE_WITHOUT_CONFIRM = "SAY701", "a change is not confirmed";
    TOO_SLOW = "SAY702", "an intent cannot answer in time";
    INPUT_MISSING = "SAY703", "an input is missing";
    INPUT_UNKNOWN = "SAY704", "an input is unknown";
    NOT_A_LIST = "SAY705", "a list is needed";
    NO_ENDING = "SAY706", "an intent has no ending, or two";
    SLOT_WITHOUT_RULE = "SAY707", "a slot does not say what happens without it";
    SAFE_CALL_NEEDED = "SAY708", "a change is made where only reading may be";
    STEP_NAMED_TWICE = "SAY709", "two steps have one name";
    ERROR_RULES = "SAY710", "error rules are incomplete";
    NOT_A_DURATION = "SAY711", "a duration cannot be read";
    CANNOT_VERIFY = "SAY712", "a change cannot be verified so";
    PARTS = "SAY713", "a type in parts cannot be asked for";
    OR_CALL = "SAY714", "no other call can be made in its place";
    ASK_AGAIN = "SAY715", "a slot cannot be asked for again";
    UNLESS = "SAY716", "a default cannot depend on that";

    // 8xx: locales
    NOT_TRANSLATED = "SAY801", "words are missing in a locale";
    NOTHING_TO_TRANSLATE = "SAY802", "words translate nothing";
    LOCALE_UNKNOWN = "SAY803", "a locale cannot be used so";
    WORD_MISSING = "SAY804", "a sentence is missing";
    LOCALE_INCOMPLETE = "SAY805", "a locale is incomplete";

    // 9xx: infra and files
    FILE_UNREADABLE = "SAY901", "a file cannot be read";
    FOLDER_NAME = "SAY902", "a skill's name is not its folder's";
    SERVICE_PLACE = "SAY903", "a stage does not say where a service is";
    BAD_URL = "SAY904", "a URL cannot be used";
    BAD_SKILL_ID = "SAY905", "a skill id cannot be used";
    DEMO_STAGE = "SAY906", "a demo backend stands in a stage for users";
    NO_LINKING = "SAY907", "an account cannot be linked";
    LINK_CALL = "SAY908", "a call cannot be made while an account is linked";
    PROVIDER_PLACE = "SAY909", "a stage does not say which client it is at a provider";
    PINNED_HOST = "SAY910", "a host cannot be named so";
    TOKEN_LIFE = "SAY911", "a token cannot live so long";
    DEMO_ACCOUNT = "SAY912", "a demo account cannot be linked";
    STAGE_VALUE = "SAY913", "a stage cannot be deployed so";
    REGION = "SAY914", "Alexa calls no function there";

    // 9xx, continued: the store
    STORE_LIMIT = "SAY915", "the store takes no text like that";
    STORE_EXAMPLE = "SAY916", "an example of the store cannot be said so";
    STORE_VALUE = "SAY917", "the store does not know that name";
    STORE_ICON = "SAY918", "an icon cannot be shown";
    STORE_PRIVACY = "SAY919", "the privacy policy is missing";

    NO_REFRESH = "SAY920", "no refresh token would come";
}
