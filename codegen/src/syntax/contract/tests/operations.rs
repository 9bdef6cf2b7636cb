use super::{
    super::{Contract, Lists, Operation, Place},
    Code, Read,
};
use sayso_schemas::span::{Span, Spanned};

const HELLO: &str = include_str!("../../../../../schemas/hello/facts.openapi.yaml");

#[test]
fn reads_the_smallest_contract() {
    let read = Read::document(HELLO);
    let Contract { operations } = read.contract();
    assert_eq!(operations.keys().collect::<Vec<_>>(), ["getFactOfTheDay", "getNextFact"]);
    let day = &operations["getFactOfTheDay"];
    assert_eq!((day.method.as_str(), day.path.as_str()), ("GET", "/facts/of-the-day"));
    let parameters: Vec<_> =
        day.parameters.iter().map(|it| (it.name.as_str(), it.place, it.required)).collect();
    assert_eq!(parameters, [("day", Place::Query, true), ("language", Place::Query, true)]);
    assert!(matches!(
        day.parameters[0].schema.kind(),
        super::Kind::Text { format: Some("date"), values: [] }
    ));
    assert!(day.body.is_none() && !day.no_content && day.obstacles.is_empty());
    let answer = day.success.as_ref().unwrap();
    assert_eq!(super::at(answer, "text"), "text always");
    assert_eq!(read.sources.line_column(day.span), (12, 20));
    // The language is declared once, for both.
    assert_eq!(read.sources.line_column(day.parameters[1].span), (40, 13));
}

/// An operation `do` with `lines` (indented by 6) in a path `/a/{id}` with a parameter `id`.
fn operation(lines: &str) -> Read {
    Read::document(&format!(
        "openapi: 3.0.3\npaths:\n  /a/{{id}}:\n    parameters:\n      - {{name: id, in: path, required: true, schema: \
         {{type: string}}}}\n      - {{name: limit, in: query, schema: {{type: integer}}}}\n    put:\n      \
         operationId: do\n{lines}"
    ))
}

fn done(read: &Read) -> &Operation {
    &read.contract().operations["do"]
}

fn obstacle(read: &Read) -> (Code, Vec<&str>) {
    let [only] = done(read).obstacles.as_slice() else { panic!("one obstacle: {:?}", done(read).obstacles) };
    read.marked(only)
}

#[test]
fn an_operation_overrides_the_parameters_of_its_path() {
    let read = operation(
        "      parameters:
        - {name: limit, in: query, required: true, schema: {type: number}}
        - {name: limit, in: header, schema: {type: string}}
        - {name: Authorization, in: header, required: true, schema: {type: string}}
        - {name: crumb, in: cookie, schema: {type: string}}
        - {name: jql, in: query, x-format: jql, schema: {type: string}}
",
    );
    let parameters: Vec<_> =
        done(&read).parameters.iter().map(|it| (it.name.as_str(), it.place, it.required)).collect();
    assert_eq!(
        parameters,
        [
            ("id", Place::Path, true),
            ("limit", Place::Query, true),
            ("limit", Place::Header, false),
            ("jql", Place::Query, false)
        ]
    );
    assert_eq!(done(&read).parameters[1].schema.kind().name(), "a number");
    assert_eq!(done(&read).parameters[3].schema.x_format(), Some("jql"));
    assert_eq!(done(&read).method, "PUT");
}

#[test]
fn styles_say_how_lists_are_sent() {
    let read = operation(
        "      parameters:
        - {name: a, in: query, schema: {type: array, items: {type: string}}}
        - {name: b, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: c, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}
        - {name: d, in: header, schema: {type: array, items: {type: string}}}
        - {name: e, in: query, style: deepObject, schema: {type: object}}
",
    );
    let lists: Vec<_> =
        done(&read).parameters.iter().skip(2).map(|it| (it.name.as_str(), it.lists)).collect();
    assert_eq!(
        lists,
        [
            ("a", Lists::Repeated),
            ("b", Lists::Joined(',')),
            ("c", Lists::Joined('|')),
            ("d", Lists::Joined(','))
        ],
        "an optional parameter that can't be sent is left out"
    );
}

#[test]
fn json_is_found_among_other_contents() {
    let read = operation(
        "      requestBody:
        content:
          text/plain: {schema: {type: string}}
          application/merge-patch+json; charset=utf-8: {schema: {type: object, properties: {note: {type: string}}}}
      responses:
        '204': {description: Nothing changed.}
        '201':
          content:
            text/html: {}
            application/hal+json: {schema: {type: boolean}}
            Application/JSON; charset=UTF-8: {schema: {type: integer}}
        '404': {content: {application/json: {schema: {type: string}}}}
        default: {content: {application/json: {schema: {type: string}}}}
",
    );
    let body = done(&read).body.as_ref().unwrap();
    assert_eq!(body.media_type, "application/merge-patch+json; charset=utf-8");
    assert!(!body.required);
    assert_eq!(super::at(&body.schema, "note"), "text sometimes");
    assert_eq!(done(&read).success.as_ref().unwrap().kind().name(), "a whole number");
    assert!(done(&read).no_content);
}

#[test]
fn the_default_answer_counts_only_where_no_success_is_described() {
    let read = operation("      responses: {default: {content: {'*/*': {schema: {type: string}}}}}\n");
    assert_eq!(done(&read).success.as_ref().unwrap().kind().name(), "text");
    assert!(!done(&read).no_content);
    let read = operation("      responses: {2XX: {content: {application/json: {}}}, default: {}}\n");
    assert_eq!(done(&read).success.as_ref().unwrap().kind().name(), "of no declared type");
}

#[test]
fn obstacles_wait_until_a_call_names_the_operation() {
    let cookie = operation(
        "      parameters: [{name: session, in: cookie, required: true, schema: {type: string}}]\n",
    );
    assert_eq!(obstacle(&cookie), (Code::COOKIE, vec!["session"]));
    let style = operation(
        "      parameters: [{name: filter, in: query, required: true, style: deepObject, schema: {type: object}}]\n",
    );
    assert_eq!(obstacle(&style), (Code::PARAMETER_STYLE, vec!["filter"]));
    let content = operation(
        "      parameters: [{name: filter, in: query, required: true, content: {application/json: {}}}]\n",
    );
    assert_eq!(obstacle(&content), (Code::PARAMETER_STYLE, vec!["filter"]));
    let body = operation(
        "      requestBody: {required: true, content: {multipart/form-data: {}, text/plain: {}}}\n",
    );
    assert_eq!(obstacle(&body), (Code::BODY_NOT_JSON, vec!["content"]));
    assert_eq!(
        done(&body).obstacles[0].labels[0].text,
        "the body that it requires is `multipart/form-data` or `text/plain`"
    );
    let file = operation("      requestBody: {required: true, content: {'*/*': {}}}\n");
    assert_eq!(obstacle(&file), (Code::BODY_NOT_JSON, vec!["content"]));
    let server = operation("      servers: [{url: 'https://upload.example'}]\n");
    assert_eq!(obstacle(&server), (Code::OTHER_SERVER, vec!["servers"]));
    let optional = operation("      requestBody: {content: {multipart/form-data: {}}}\n");
    assert!(done(&optional).body.is_none() && done(&optional).obstacles.is_empty());
}

#[test]
fn placeholders_and_path_parameters_agree() {
    let read = Read::document(
        "openapi: 3.1.0
paths:
  /shelves/{shelf}/tools/{tool}.json:
    get:
      operationId: do
      parameters: [{name: shelf, in: path, schema: {type: string}}, {name: id, in: path, schema: {type: string}}]
",
    );
    let found: Vec<_> = done(&read).obstacles.iter().map(|it| read.marked(it)).collect();
    assert_eq!(
        found,
        [
            (Code::PLACEHOLDER, vec!["{tool}"]),
            (Code::PLACEHOLDER, vec!["id", "/shelves/{shelf}/tools/{tool}.json"]),
        ]
    );
}

#[test]
fn a_misspelt_operation_is_told_the_nearest() {
    let read = Read::document(HELLO);
    let name = |text: &str| Spanned::new(text.to_owned(), Span::default());
    assert_eq!(read.contract().operation(&name("getNextFact")).unwrap().id, "getNextFact");
    let unknown = read.contract().operation(&name("getNxtFact")).unwrap_err();
    assert_eq!(unknown.code, Code::UNKNOWN_OPERATION);
    assert_eq!(unknown.help.as_deref(), Some("did you mean `getNextFact`?"));
    let unknown = read.contract().operation(&name("weather")).unwrap_err();
    assert_eq!(unknown.help.as_deref(), Some("the contract has `getFactOfTheDay`, `getNextFact`"));
}

#[test]
fn nothing_is_taken_from_an_answer_without_json() {
    let read = operation("      responses: {'204': {description: Done.}}\n");
    let refused = done(&read).answer(Span::default()).unwrap_err();
    assert_eq!(refused.code, Code::NO_JSON_ANSWER);
    assert_eq!(refused.labels[1].span, done(&read).span);
    assert!(Read::document(HELLO).contract().operations["getNextFact"].answer(Span::default()).is_ok());
}

#[test]
fn reads_a_contract_that_uses_3_1() {
    let read = Read::document(include_str!(
        "../../../../../tests/cases/workshop/schemas/workshop/workshop.openapi.yaml"
    ));
    let Contract { operations } = read.contract();
    assert!(operations.values().all(|it| it.obstacles.is_empty()));
    let tools = operations["findTools"].success.as_ref().unwrap();
    assert_eq!(super::at(tools, "items"), "a list always");
    assert_eq!(super::at(tools, "next"), "text sometimes");
    let tool = operations["getTool"].success.as_ref().unwrap();
    assert_eq!(super::at(tool, "shelf.name"), "text always");
    assert_eq!(super::at(tool, "note"), "text sometimes");
    assert_eq!(super::at(tool, "lent.days"), "a whole number sometimes");
    assert_eq!(super::values(&tool.at("kind").unwrap().0), ["saw", "hammer", "brush"]);
    let moved = &operations["moveTool"];
    assert!(moved.no_content && moved.success.is_none());
    let body = moved.body.as_ref().unwrap();
    assert_eq!((super::at(&body.schema, "shelf"), body.required), ("text always".to_owned(), true));
}
