//! The linking page's own sentences, per language. Other languages have the English ones. `{skill}` is the skill's
//! name, `{client}` who gets the link (Alexa), `{name}` a way to link, `{time}` how long a link lives, `{site}` and
//! `{date}` those of a link, `{when}` when to try again.

mod de;
mod en;

use serde::Serialize;

/// The sentences of a language.
#[derive(Debug, PartialEq, Serialize)]
pub struct PageWords {
    /// The language's tag.
    #[serde(skip)]
    pub tag: &'static str,
    /// While the page asks where the linking is.
    pub loading: &'static str,
    /// Heading above several ways to link.
    pub ways: &'static str,
    /// The button that leads to a provider.
    #[serde(rename = "continue")]
    pub go: &'static str,
    /// Back to the ways to link.
    pub other_ways: &'static str,
    /// Back to the ways to link, after a sign-in.
    pub other_account: &'static str,
    /// What the user agrees to: who gets what, and for how long.
    pub consent: &'static str,
    /// The button that agrees.
    pub link: &'static str,
    /// Heading above several sites.
    pub sites: &'static str,
    /// No site is chosen.
    pub choose: &'static str,
    /// A field is empty.
    pub required: &'static str,
    /// Shows what is typed as a secret.
    pub show: &'static str,
    /// Hides it again.
    pub hide: &'static str,
    /// While a credential is tried.
    pub checking: &'static str,
    /// While the provider's page is loaded.
    pub leaving: &'static str,
    /// The account is linked.
    pub done: &'static str,
    /// How not to link.
    pub cancel: &'static str,
    /// Link to the privacy policy.
    pub privacy: &'static str,
    /// Link to the terms of use.
    pub terms: &'static str,
    /// Said of links, to those who do not see it.
    pub new_tab: &'static str,
    /// A typed credential does not work: one text, whatever is wrong with it.
    pub credential: &'static str,
    /// The same, of one without a user name.
    pub credential_token: &'static str,
    /// The chosen site is none of those that were offered.
    pub site: &'static str,
    /// Too many tries.
    pub too_many: &'static str,
    /// Something that the skill needs is down.
    pub unavailable: &'static str,
    /// The user did not agree at the provider.
    pub cancelled: &'static str,
    /// The provider failed.
    pub provider: &'static str,
    /// The account has no site.
    pub no_sites: &'static str,
    /// The skill's server cannot be reached.
    pub offline: &'static str,
    /// Anything else.
    pub failed: &'static str,
    /// Heading where nothing could be shown.
    pub failed_title: &'static str,
    /// The button that tries that again.
    pub again: &'static str,
    /// Heading where the linking is over.
    pub over_title: &'static str,
    /// What to do then.
    pub over: &'static str,
    /// Heading where nobody has begun anything.
    pub direct_title: &'static str,
    /// How to begin.
    pub direct: &'static str,
    /// Link to a visit to see and remove what is linked.
    pub manage: &'static str,
    /// Title of such a visit.
    pub manage_title: &'static str,
    /// What it is for.
    pub manage_intro: &'static str,
    /// Heading above several ways to say whose links are shown.
    pub manage_ways: &'static str,
    /// Heading above several sites, of which one is shown.
    pub manage_sites: &'static str,
    /// Why the user signs in, instead of what is agreed to.
    pub prove: &'static str,
    /// The button that shows what is linked.
    pub see: &'static str,
    /// Heading above what is linked.
    pub links: &'static str,
    /// There is none.
    pub nothing: &'static str,
    /// When it was linked.
    pub linked_on: &'static str,
    /// When it was used last.
    pub used_on: &'static str,
    /// It was not used since it was linked.
    pub unused: &'static str,
    /// The button that asks whether to remove a link.
    pub remove: &'static str,
    /// That question.
    pub confirm: &'static str,
    /// The button that removes it.
    pub remove_now: &'static str,
    /// The button that does not.
    pub keep: &'static str,
    /// While it is removed.
    pub removing: &'static str,
    /// Heading where it was removed.
    pub removed: &'static str,
    /// What the user may do at the provider then.
    pub left_provider: &'static str,
    /// Link to the provider's page where that is done.
    pub apps: &'static str,
    /// What the user may do about a token that was typed.
    pub left_token: &'static str,
    /// The same, where a user name and a password were typed.
    pub left_password: &'static str,
    /// It was removed before.
    pub gone: &'static str,
    /// How the visit ends.
    pub close: &'static str,
    /// Heading where the visit is over.
    pub manage_over_title: &'static str,
    /// What to do then.
    pub manage_over: &'static str,
    /// The page's script does not run at all.
    pub noscript: &'static str,
    /// The page's data could not be loaded.
    pub broken: &'static str,
}

const LANGUAGES: &[PageWords] = &[en::ENGLISH, de::GERMAN];

/// The sentences for a locale.
pub fn words(locale: &str) -> &'static PageWords {
    let tag = locale.split('-').next().unwrap_or(locale);
    LANGUAGES.iter().find(|language| language.tag == tag).unwrap_or(&LANGUAGES[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_language_out_of_stock_gets_the_english_sentences() {
        assert_eq!(words("en-GB").tag, "en");
        assert_eq!(words("de-DE").tag, "de");
        assert_eq!(words("it-IT").tag, "en");
    }

    /// What stands in braces in each sentence, and that none is empty.
    fn variables(words: &PageWords) -> Value {
        let Value::Object(sentences) = serde_json::to_value(words).unwrap_or_default() else {
            return Value::Null;
        };
        let names = |sentence: &str| {
            let mut names: Vec<String> =
                sentence.split('{').skip(1).filter_map(|it| Some(it.split_once('}')?.0.to_owned())).collect();
            names.sort();
            json!({ "empty": sentence.trim().is_empty(), "names": names })
        };
        sentences.into_iter().map(|(key, value)| (key, names(value.as_str().unwrap_or_default()))).collect()
    }

    #[test]
    fn languages_say_the_same() {
        for language in LANGUAGES {
            assert_eq!(variables(language), variables(&LANGUAGES[0]), "{}", language.tag);
        }
    }
}
