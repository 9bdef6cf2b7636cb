#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use std::sync::Mutex;

const NOW: i64 = 1_700_000_000;

fn begun() -> (Transaction, Secret) {
    let request = Request {
        client: "alexa".to_owned(),
        redirect: "https://client.example/back".to_owned(),
        state: Some("s".to_owned()),
        challenge: "c".to_owned(),
        scope: "shop".to_owned(),
    };
    begun_for(Purpose::Link(request))
}

fn begun_for(purpose: Purpose) -> (Transaction, Secret) {
    let browser = Secret::token().unwrap();
    (Transaction::begin(purpose, &browser, NOW).unwrap(), browser)
}

fn refused<T>(result: Result<T, TurnError>) -> &'static str {
    match result {
        Err(TurnError::Refused(Refused(reason))) => reason,
        Err(error) => unreachable!("{error}"),
        Ok(_) => "allowed",
    }
}

fn away(state: &Secret) -> Away {
    Away { method: "atlas".to_owned(), state: state.hash(), verifier: vec![1] }
}

#[test]
fn a_nonce_is_used_once_and_by_its_browser() {
    let (begun, browser) = begun();
    let (shown, nonce) = begun.show(&browser, NOW).unwrap();
    let (other, _) = begun.show(&browser, NOW).unwrap();
    let stranger = Secret::token().unwrap();
    assert_eq!(refused(shown.claim_method(&stranger, &nonce, NOW)), "another browser began this linking");
    assert_eq!(refused(other.claim_method(&browser, &nonce, NOW)), "the nonce is not the current one");
    let (claimed, fresh) = shown.claim_method(&browser, &nonce, NOW).unwrap();
    assert_eq!(refused(claimed.claim_method(&browser, &nonce, NOW)), "the nonce is not the current one");
    assert!(claimed.claim_method(&browser, &fresh, NOW).is_ok(), "a typo is no end");
    assert_eq!(refused(shown.claim_site(&browser, &nonce, NOW)), "there is no site to choose");
}

#[test]
fn time_runs_out() {
    let (begun, browser) = begun();
    let (shown, nonce) = begun.show(&browser, NOW + LIFE - 1).unwrap();
    assert_eq!(shown.left(NOW + LIFE - 1), 1);
    let late = NOW + LIFE;
    assert_eq!(refused(shown.show(&browser, late)), "the linking has expired");
    assert_eq!(refused(shown.claim_method(&browser, &nonce, late)), "the linking has expired");
    let state = Secret::token().unwrap();
    let gone = shown.leave(away(&state));
    assert_eq!(refused(gone.come_back(&browser, &state, late)), "the linking has expired");
}

#[test]
fn who_comes_back_is_who_left() {
    let (begun, browser) = begun();
    let (state, other) = (Secret::token().unwrap(), Secret::token().unwrap());
    assert_eq!(refused(begun.come_back(&browser, &state, NOW)), "nobody is at a provider");
    let gone = begun.leave(away(&state));
    assert_eq!(refused(gone.come_back(&browser, &other, NOW)), "the provider's `state` is another one");
    assert_eq!(refused(gone.come_back(&other, &state, NOW)), "another browser began this linking");
    let (back, found) = gone.come_back(&browser, &state, NOW).unwrap();
    assert_eq!(found, away(&state));
    assert_eq!(refused(back.come_back(&browser, &state, NOW)), "nobody is at a provider", "once");
}

#[test]
fn another_choice_voids_the_one_before() {
    let (begun, browser) = begun();
    let (shown, nonce) = begun.show(&browser, NOW).unwrap();
    let state = Secret::token().unwrap();
    let gone = shown.leave(away(&state));
    let (claimed, nonce) = gone.claim_method(&browser, &nonce, NOW).unwrap();
    assert_eq!(refused(claimed.come_back(&browser, &state, NOW)), "nobody is at a provider");
    let choosing = claimed.choose_site("atlas", vec![7]).unwrap();
    assert_eq!(choosing.at(), Some(At::Site { method: "atlas", waiting: &[7] }));
    let (again, nonce) = choosing.claim_site(&browser, &nonce, NOW).unwrap();
    assert_eq!(again.at(), Some(At::Site { method: "atlas", waiting: &[7] }));
    let (back, _) = again.claim_method(&browser, &nonce, NOW).unwrap();
    assert_eq!(back.at(), Some(At::Method), "what waited is gone");
}

#[test]
fn an_error_is_shown_until_something_is_done() {
    let (begun, browser) = begun();
    let failed = begun.fail(Trouble::Cancelled).unwrap();
    let (shown, nonce) = failed.show(&browser, NOW).unwrap();
    assert_eq!(shown.error(), Some(Trouble::Cancelled));
    assert_eq!(shown.claim_method(&browser, &nonce, NOW).unwrap().0.error(), None);
}

#[test]
fn what_is_over_stays_over() {
    let (begun, browser) = begun();
    let (shown, nonce) = begun.show(&browser, NOW).unwrap();
    let done = shown.choose_site("atlas", vec![7]).unwrap().finish().unwrap().0;
    assert_eq!(refused(done.show(&browser, NOW)), "the linking is over");
    assert_eq!(refused(done.claim_method(&browser, &nonce, NOW)), "the linking is over");
    assert_eq!(done.at(), None);
    let stored = serde_json::to_string(&done).unwrap();
    assert!(!stored.contains("waiting"), "{stored}");
}

#[test]
fn a_code_comes_of_a_linking_alone_and_a_list_of_the_other() {
    let (linking, _) = begun();
    let (managing, _) = begun_for(Purpose::Manage);
    assert!(linking.is_linking() && !managing.is_linking());
    let (done, request) = linking.finish().unwrap();
    assert_eq!((done.at(), request.client.as_str()), (None, "alexa"));
    assert_eq!(refused(linking.list(vec!["l".to_owned()])), "nobody asked for a list");
    assert_eq!(refused(managing.finish()), "no client asked for a code");
    let listed = managing.list(vec!["l".to_owned()]).unwrap();
    assert_eq!(listed.at(), Some(At::Links(&["l".to_owned()])));
    assert_eq!(refused(listed.finish()), "no client asked for a code", "not after the proof either");
    let stored = serde_json::to_string(&managing).unwrap();
    assert_eq!(serde_json::from_str::<Transaction>(&stored).unwrap(), managing);
}

#[test]
fn who_may_end_a_link_has_proved_its_account_in_this_visit() {
    let (managing, browser) = begun_for(Purpose::Manage);
    let (shown, nonce) = managing.show(&browser, NOW).unwrap();
    let too_early = "there are no links to choose from";
    assert_eq!(refused(shown.claim_link(&browser, &nonce, NOW)), too_early);
    let choosing = shown.choose_site("atlas", vec![7]).unwrap();
    assert_eq!(refused(choosing.claim_link(&browser, &nonce, NOW)), too_early);
    let listed = choosing.list(vec!["l".to_owned()]).unwrap();
    assert!(!serde_json::to_string(&listed).unwrap().contains("waiting"), "what proved the account is gone");
    assert_eq!(refused(listed.claim_site(&browser, &nonce, NOW)), "there is no site to choose");
    let stranger = Secret::token().unwrap();
    assert_eq!(refused(listed.claim_link(&stranger, &nonce, NOW)), "another browser began this linking");
    assert_eq!(refused(listed.claim_link(&browser, &nonce, NOW + LIFE)), "the linking has expired");
    let (claimed, fresh) = listed.claim_link(&browser, &nonce, NOW).unwrap();
    assert_eq!(refused(claimed.claim_link(&browser, &nonce, NOW)), "the nonce is not the current one");
    let (again, fresh) = claimed.claim_link(&browser, &fresh, NOW).unwrap();
    assert_eq!(again.at(), Some(At::Links(&["l".to_owned()])), "the list stays");
    let (other, _) = again.claim_method(&browser, &fresh, NOW).unwrap();
    assert_eq!(other.at(), Some(At::Method), "another proof makes another list");
}

#[test]
fn every_write_is_told_from_every_other() {
    let (begun, browser) = begun();
    let (shown, nonce) = begun.show(&browser, NOW).unwrap();
    let (claimed, _) = shown.claim_method(&browser, &nonce, NOW).unwrap();
    let failed = claimed.fail(Trouble::Provider).unwrap();
    let (done, _) = failed.finish().unwrap();
    let mut revisions = [&begun, &shown, &claimed, &failed, &done].map(Transaction::revision);
    revisions.sort_unstable();
    assert!(revisions.windows(2).all(|two| two[0] != two[1]));
}

#[test]
fn no_secret_is_stored() {
    let (begun, browser) = begun();
    let (shown, nonce) = begun.show(&browser, NOW).unwrap();
    let stored = serde_json::to_string(&shown).unwrap();
    assert!(!stored.contains(browser.expose()) && !stored.contains(nonce.expose()), "{stored}");
    assert_eq!(serde_json::from_str::<Transaction>(&stored).unwrap(), shown);
}

/// One row, on which somebody else writes between a read and a write, as often as it is told.
#[derive(Default)]
struct Row {
    row: Mutex<Option<Transaction>>,
    disturb: Mutex<usize>,
}

impl Transactions for Row {
    async fn begin(&self, _: &Hash, transaction: &Transaction) -> Result<(), StoreError> {
        *self.row.lock().unwrap() = Some(transaction.clone());
        Ok(())
    }

    async fn read(&self, _: &Hash) -> Result<Option<Transaction>, StoreError> {
        let row = self.row.lock().unwrap().clone();
        let mut disturb = self.disturb.lock().unwrap();
        if let (Some(row), 1..) = (&row, *disturb) {
            *disturb -= 1;
            let (other, _) = row.with_fresh_nonce().unwrap();
            *self.row.lock().unwrap() = Some(other);
        }
        Ok(row)
    }

    async fn replace(&self, _: &Hash, seen: &Transaction, next: &Transaction) -> Result<bool, StoreError> {
        let mut row = self.row.lock().unwrap();
        let unchanged = row.as_ref().is_some_and(|row| row.revision() == seen.revision());
        if unchanged {
            *row = Some(next.clone());
        }
        Ok(unchanged)
    }
}

#[tokio::test]
async fn a_change_is_made_on_what_is_there() {
    let (begun, browser) = begun();
    let (store, id) = (Row::default(), Hash::of("tx"));
    let show = |seen: &Transaction| seen.show(&browser, NOW);
    assert_eq!(refused(turn(&store, &id, show).await), "there is no such linking");
    store.begin(&id, &begun).await.unwrap();
    *store.disturb.lock().unwrap() = 2;
    let (shown, nonce) = turn(&store, &id, show).await.unwrap();
    assert_eq!(store.row.lock().unwrap().as_ref(), Some(&shown));
    // Somebody else used the nonce up between the read and the write.
    *store.disturb.lock().unwrap() = 1;
    let claimed = turn(&store, &id, |seen| seen.claim_method(&browser, &nonce, NOW)).await;
    assert_eq!(refused(claimed), "the nonce is not the current one");
    *store.disturb.lock().unwrap() = 99;
    assert_eq!(refused(turn(&store, &id, show).await), "others are faster");
}
