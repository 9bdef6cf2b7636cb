//! Which words a request gets.

use crate::{conversation::HAMMER, user::User};

#[tokio::test]
async fn a_locale_without_words_gets_its_language_else_the_default() {
    let welcomes = [
        ("en-US", "Welcome to the shed."),
        ("de-DE", "Willkommen im Schuppen."),
        ("de-AT", "Willkommen im Schuppen."),
        ("en-AU", "Welcome to the shed."),
        ("fr-FR", "Welcome to the shed."),
        ("", "Welcome to the shed."),
    ];
    for (locale, welcome) in welcomes {
        let mut user = User::alone();
        user.locale = locale;
        assert_eq!(user.launch().await.speech, welcome, "{locale}");
    }
}

#[tokio::test]
async fn the_language_given_to_calls_is_the_one_spoken() {
    for (locale, language) in [("de-AT", "de"), ("fr-FR", "en")] {
        let mut user = User::alone();
        user.locale = locale;
        let heard = user.says("Today").await.speech;
        assert!(heard.ends_with(&format!("in {language}.")), "{heard}");
    }
}

#[tokio::test]
async fn values_and_lists_are_spoken_as_the_locale_does() {
    let service = crate::conversation::shed().await;
    let mut user = User::of(&service.url);
    user.locale = "de-DE";
    let saw = ("tool", "säge", "saw");
    assert_eq!(user.says_with("MoveTool", &[saw]).await.speech, "Which shelf: Shelf A oder Shelf B?");
    user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
    assert!(user.says("AMAZON.YesIntent").await.speech.starts_with("Hammer liegt auf Shelf B."));
}
