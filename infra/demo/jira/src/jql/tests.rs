//! Queries and what they find.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::Search;
use crate::world::{Product, Viewer, World};

fn viewer(username: Option<&str>) -> Viewer {
    Viewer { username: username.map(str::to_owned), product: Product::Server }
}

/// The keys that Ada finds on Data Center.
fn found(jql: &str) -> String {
    found_by(jql, &viewer(Some("ada")))
}

fn found_by(jql: &str, viewer: &Viewer) -> String {
    let world = World::read().unwrap();
    let search = Search::read(jql, &world, viewer).map_err(|wrong| format!("{jql}: {wrong:?}")).unwrap();
    search.run(&world, viewer).iter().map(|issue| issue.key.as_str()).collect::<Vec<_>>().join(" ")
}

fn wrong(jql: &str) -> String {
    let world = World::read().unwrap();
    Search::read(jql, &world, &viewer(Some("ada"))).unwrap_err().join(" / ")
}

/// How many she finds.
fn count(jql: &str) -> usize {
    found(jql).split_whitespace().count()
}

#[test]
fn five_issues_are_blocked_in_open_sprints() {
    let blocked = [
        "sprint in openSprints() AND status = Blocked",
        "sprint in openSprints() AND (status = Blocked OR Flagged = Impediment)",
        "sprint in openSprints() AND (status = Blocked OR Flagged is not EMPTY) AND statusCategory != Done",
        "status = \"blocked\" & sprint in openSprints()",
    ];
    for jql in blocked {
        assert_eq!(
            found(&format!("{jql} ORDER BY priority DESC, key")),
            "OPS-42 OPS-44 OPS-45 OPS-47 WEB-15"
        );
        assert_eq!(found(&format!("{jql} ORDER BY updated DESC")), "OPS-42 OPS-44 OPS-45 OPS-47 WEB-15");
        assert_eq!(found(&format!("{jql} ORDER BY rank")), "OPS-42 OPS-44 OPS-45 OPS-47 WEB-15");
    }
    assert_eq!(found("status = Blocked AND sprint not in openSprints()"), "");
    assert_eq!(found("status = Blocked AND sprint is EMPTY ORDER BY key"), "OPS-37 PAY-6");
    assert_eq!(found("Flagged = Impediment AND sprint is EMPTY"), "OPS-38");
}

#[test]
fn conditions_bind_as_they_should() {
    let precedence = found("key = OPS-42 OR key = OPS-44 AND status = Done");
    assert_eq!(precedence, "OPS-42");
    assert_eq!(found("(key = OPS-42 OR key = OPS-44) AND status = Done"), "");
    assert_eq!(found("key = OPS-42 || key = OPS-44 && status = Blocked ORDER BY key"), "OPS-42 OPS-44");
    assert_eq!(found("project = OPS and not not key=ops-42"), "OPS-42");
    assert_eq!(found("key in (OPS-44, 'OPS-42', \"WEB-7\") order by key desc"), "WEB-7 OPS-44 OPS-42");
    assert_eq!(found("!(key != OPS-42)"), "OPS-42");
    assert_eq!(count(""), 45);
    assert_eq!(count("order by created"), 45);
}

#[test]
fn nothing_differs_from_nothing() {
    assert_eq!(found("assignee is EMPTY AND sprint in openSprints() ORDER BY key"), "OPS-47 WEB-17");
    let others = found("assignee != ada AND sprint in openSprints() AND status != Done ORDER BY key");
    assert_eq!(others, "OPS-44 OPS-46 OPS-48 WEB-12 WEB-13 WEB-15");
    assert_eq!(
        others,
        found("NOT assignee = ada AND sprint in openSprints() AND NOT status = Done ORDER BY key")
    );
    assert_eq!(
        found("assignee in (yuki, EMPTY) and sprint in openSprints() order by key"),
        "OPS-47 WEB-13 WEB-17 WEB-18"
    );
    assert_eq!(
        found("NOT (assignee is EMPTY OR reporter = grace OR project != OPS OR status = Done) ORDER BY key"),
        "OPS-36 OPS-37 OPS-41 OPS-43 OPS-44 OPS-48"
    );
}

#[test]
fn people_are_found_by_what_a_product_calls_them() {
    let me = found("assignee = currentUser() AND statusCategory != Done ORDER BY due, key");
    assert_eq!(me, "OPS-41 PAY-11 WEB-14 OPS-42 PAY-6 OPS-36 OPS-43 OPS-45 PAY-9 WEB-16");
    for name in ["ada", "\"Ada Lovelace\"", "\"ada@example.com\""] {
        assert_eq!(found(&format!("assignee = {name} AND statusCategory != Done ORDER BY due, key")), me);
    }
    let site = World::read().unwrap().sites[0].id.clone();
    let cloud = Viewer { username: Some("ada".to_owned()), product: Product::Cloud { site } };
    let by_id = "assignee = \"557058:ada00000-0000-4000-8000-000000001815\" AND resolution = Unresolved ORDER BY due, key";
    assert_eq!(found_by(by_id, &cloud), me);
    assert_eq!(found_by("assignee = currentUser() AND resolution = EMPTY", &viewer(None)), "");
    assert_eq!(wrong("assignee = nobody"), "The value 'nobody' does not exist for the field 'assignee'.");
}

#[test]
fn each_sees_what_is_theirs() {
    assert!(found_by("project in (OPS, WEB)", &viewer(Some("grace"))).contains("OPS-42"));
    let world = World::read().unwrap();
    let hidden = Search::read("project = PAY", &world, &viewer(Some("grace"))).unwrap_err();
    assert_eq!(hidden, ["The value 'PAY' does not exist for the field 'project'."]);
    assert!(found_by("text ~ \"the\"", &viewer(None)).split(' ').all(|key| key.starts_with("WEB-")));
    assert_eq!(wrong("project = LAB"), "The value 'LAB' does not exist for the field 'project'.");
}

#[test]
fn words_are_found_in_texts() {
    assert_eq!(found("summary ~ backup ORDER BY key"), "OPS-34 OPS-42");
    assert_eq!(found("text ~ \"BACKUPS\" ORDER BY key"), "OPS-34 OPS-42");
    assert_eq!(found("text ~ \"back*\" AND status = Blocked"), "OPS-42");
    assert_eq!(found("text ~ \"\\\"customs parcel\\\"\""), "");
    assert_eq!(found("text ~ \"\\\"still at customs\\\"\""), "OPS-44");
    assert_eq!(found("comment ~ \"parcel customs\""), "OPS-44");
    assert_eq!(found("description ~ Möbel"), "WEB-14");
    assert_eq!(found("summary !~ backup AND key in (OPS-42, OPS-44)"), "OPS-44");
    assert!(wrong("text ~ \"\"").contains("empty string"));
    assert!(wrong("text ~ \"!?\"").contains("empty string"));
}

#[test]
fn times_count_from_the_clock_of_the_world() {
    assert_eq!(found("due <= endOfDay() AND resolution is EMPTY ORDER BY key"), "OPS-41 PAY-11");
    assert_eq!(
        found("due < endOfWeek() AND resolution is EMPTY ORDER BY due, key"),
        "OPS-41 PAY-11 OPS-44 WEB-14 OPS-42 WEB-12"
    );
    assert_eq!(found("duedate = 2026-03-20"), "OPS-47");
    assert_eq!(found("updated >= startOfDay() ORDER BY updated"), "OPS-42 WEB-12 PAY-11");
    assert_eq!(found("updated >= -20m"), "PAY-11");
    assert_eq!(found("updated > \"2026/03/11 09:20\""), "PAY-11");
    assert_eq!(found("resolved >= startOfDay(-1d) AND resolved < now()"), "WEB-18");
    assert_eq!(
        found("created > startOfWeek(-1) AND created < startOfWeek() AND project = WEB ORDER BY key"),
        "WEB-14 WEB-15 WEB-16 WEB-17"
    );
    assert_eq!(count("created < \"-1w 3d\""), count("created < -10d"));
    assert_eq!(found("NOT due > 2026-03-11 AND resolution = Unresolved ORDER BY key"), "OPS-41 PAY-11");
    assert!(wrong("due < tomorrow").contains("Date value 'tomorrow'"));
    assert!(wrong("due < startOfDay(soon)").contains("does not take"));
}

#[test]
fn numbers_priorities_and_keys_have_an_order() {
    assert_eq!(
        found("\"Story Points\" >= 8 AND resolution is EMPTY ORDER BY \"story points\" desc, key"),
        "OPS-38 OPS-45 WEB-12"
    );
    assert_eq!(found("cf[10106] = 13"), "OPS-38");
    assert_eq!(
        found("priority > High AND statusCategory = \"In Progress\" ORDER BY key"),
        "OPS-42 PAY-11 WEB-12"
    );
    assert_eq!(found("priority <= Lowest"), "WEB-8");
    assert_eq!(found("key >= OPS-47 ORDER BY key"), "OPS-47 OPS-48");
    assert_eq!(
        found("project = PAY ORDER BY assignee, key DESC"),
        "PAY-11 PAY-9 PAY-6 PAY-10 PAY-7 PAY-5 PAY-8 PAY-4"
    );
    assert_eq!(found("labels in (backup, docs) ORDER BY key"), "OPS-34 OPS-42 OPS-43");
    assert_eq!(found("labels = nowhere"), "");
    assert_eq!(found("sprint = \"Operations 9\""), "OPS-36");
    assert_eq!(found("sprint = 21 AND issuetype = Bug"), "WEB-10");
}

#[test]
fn statuses_have_a_history() {
    assert_eq!(found("status was Blocked AND status = Done"), "OPS-35");
    assert_eq!(found("status WAS NOT IN (\"In Progress\", Blocked, Done) AND status CHANGED"), "");
    assert_eq!(found("status changed AND key in (OPS-46, OPS-38)"), "");
    assert!(wrong("status was Done after -1d").contains("predicate 'after'"));
    assert!(wrong("assignee was ada").contains("'was' is not supported by the 'assignee' field"));
}

#[test]
fn what_is_quoted_is_one_text() {
    assert_eq!(found(r#"labels = "back\u0075p" AND status = Blocked"#), "OPS-42");
    assert_eq!(found(r#"labels = "\" OR key = OPS-42 OR labels = \"""#), "");
    assert_eq!(found(r"labels = 'it\'s'"), "");
    assert_eq!(found(r"status = In\ Review AND project = PAY"), "PAY-10");
}

#[test]
fn what_is_wrong_is_said() {
    let cases = [
        ("colour = red", "Field 'colour' does not exist or you do not have permission to view it."),
        ("cf[99999] = 1", "Field 'cf[99999]' does not exist"),
        ("status = Frozen", "The value 'Frozen' does not exist for the field 'status'."),
        ("key = OPS-999", "An issue with key 'OPS-999' does not exist for field 'key'."),
        ("summary = backup", "The operator '=' is not supported by the 'summary' field."),
        ("status ~ Done", "The operator '~' is not supported by the 'status' field."),
        ("status > Done", "The operator '>' is not supported by the 'status' field."),
        ("status is Done", "takes EMPTY or NULL"),
        ("sprint = openSprints(", "Expecting an argument but the query ended. (line 1, character 22)"),
        ("sprint = nowhere()", "Unable to find JQL function 'nowhere'."),
        ("assignee in openSprints()", "The function 'openSprints' can't be used with the field 'assignee'."),
        ("project = OPS AND", "Expecting a field name but the query ended. (line 1, character 18)"),
        ("project OPS", "got 'OPS'. (line 1, character 9)"),
        ("(project = OPS", "Expecting ')' but the query ended."),
        ("project = OPS)", "Expecting either 'OR', 'AND' or 'ORDER BY' but got ')'."),
        ("project = OPS status = Done", "got 'status'. (line 1, character 15)"),
        ("project = \"OPS", "The quoted text has not been completed. (line 1, character 11)"),
        ("project = OPS; DROP", "The character ';' is a reserved JQL character."),
        ("labels = \"a\\x\"", "'\\x' is an illegal JQL escape sequence."),
        ("project = order", "'order' is a reserved JQL word."),
        ("project in OPS", "Operator 'in' does not support the non-list value"),
        ("sprint = openSprints()", "Operator '=' does not support the list value 'openSprints()'"),
        ("assignee in currentUser()", "Operator 'in' does not support the non-list value 'currentUser()'"),
        ("project = (OPS)", "Operator '=' does not support the list value"),
        ("key in ()", "Expecting a value, a list or a function but got ')'."),
        ("project = OPS ORDER BY", "Expecting a field name but the query ended."),
        ("project = OPS ORDER BY text", "Field 'text' does not support sorting."),
        ("ORDER priority", "Expecting 'BY' but got 'priority'."),
    ];
    for (jql, expected) in cases {
        let said = wrong(jql);
        assert!(said.contains(expected), "{jql}\n  {said}\n  {expected}");
    }
    assert_eq!(wrong("a = 1 AND b = 2").matches("does not exist").count(), 2);
    assert!(wrong(&"(".repeat(100_000)).contains("nested too deeply"));
    assert!(wrong(&"not ".repeat(100_000)).contains("nested too deeply"));
}
