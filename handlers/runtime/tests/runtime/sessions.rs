//! What a session keeps, and what becomes of one that cannot be kept or read.

use crate::user::User;
use serde_json::json;

#[tokio::test]
async fn attributes_of_others_are_kept() {
    let mut user = User::alone();
    user.attributes()["theirs"] = json!([1, {"a": null}]);
    user.launch().await;
    assert_eq!(user.attributes()["theirs"], json!([1, {"a": null}]));
    assert_eq!(user.attributes()["sayso"]["v"], "s1");
}

#[tokio::test]
async fn a_session_that_cannot_be_read_begins_again() {
    for strange in [
        json!({"v": "s0", "open": "more"}),
        json!({"v": "s1", "open": 7}),
        json!({"v": "s1", "memory": {"last_tool": "spoon"}}),
        json!("nonsense"),
    ] {
        let said = [
            ("AMAZON.YesIntent", "Let us begin again. Anything else?"),
            ("AMAZON.NextIntent", "Let us begin again. Anything else?"),
            ("AMAZON.RepeatIntent", "Let us begin again. Anything else?"),
            ("AMAZON.HelpIntent", "Let us begin again. Ask for a tool."),
            ("Unknown", "Let us begin again. Pardon?"),
        ];
        for (intent, speech) in said {
            let mut user = User::alone();
            user.attributes()["sayso"] = strange.clone();
            let heard = user.says(intent).await;
            assert_eq!((heard.speech.as_str(), heard.ended), (speech, false), "{intent} with {strange}");
            assert_eq!(user.attributes()["sayso"]["v"], "s1");
            assert_eq!(user.logged("session_dropped").len(), 1);
        }
        let mut user = User::alone();
        user.attributes()["sayso"] = strange;
        assert_eq!(user.launch().await.speech, "Let us begin again. Welcome to the shed.");
    }
}

#[tokio::test]
async fn an_open_question_or_list_of_another_shape_begins_again() {
    let mut user = User::alone();
    user.attributes()["sayso"] = json!({"v": "s1", "open": {"question": {"Old": 1}}, "focus": {"Old": 1}});
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "Let us begin again. Anything else?");
    user.attributes()["sayso"] = json!({"v": "s1", "focus": {"Old": 1}});
    assert_eq!(user.says("AMAZON.NextIntent").await.speech, "Let us begin again. Anything else?");
}

#[tokio::test]
async fn a_session_that_grows_too_large_is_dropped_with_an_apology() {
    let mut user = User::alone();
    user.attributes()["theirs"] = json!(1);
    user.launch().await;
    let heard = user.says("Hoard").await;
    assert_eq!((heard.speech.as_str(), heard.ended), ("Sorry, that went wrong.", false));
    assert_eq!(*user.attributes(), json!({"theirs": 1}));
    assert_eq!(user.logged("session_dropped").len(), 1);
    assert!(user.says("Today").await.speech.ends_with("Anything else?"));
}
