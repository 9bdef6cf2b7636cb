use super::{Code, Read};
use crate::diagnostic::Severity;
use sayso_schemas::span::Span;
use std::fmt::Write as _;

/// `get` answers with the schema `Answer: …`.
fn answer(schema: &str) -> Read {
    Read::answer(&format!("    Answer: {schema}\n"))
}

#[test]
fn other_documents_are_refused() {
    let cases = [
        ("title: Facts\npaths: {}\n", Code::NOT_A_CONTRACT, "title"),
        ("- openapi\n", Code::NOT_A_CONTRACT, "- openapi"),
        ("swagger: \"2.0\"\npaths: {}\n", Code::CONTRACT_VERSION, "2.0"),
        ("openapi: 3.2.0\npaths: {}\n", Code::CONTRACT_VERSION, "3.2.0"),
        ("openapi: 4\npaths: {}\n", Code::CONTRACT_VERSION, "4"),
        ("openapi: 3\npaths: {}\n", Code::CONTRACT_VERSION, "3"),
    ];
    for (text, code, marked) in cases {
        let read = Read::document(text);
        assert!(read.contract.is_none(), "{text}");
        let (found, labels) = read.only();
        assert_eq!((found, labels[0].trim_end()), (code, marked), "{text}");
    }
    assert!(Read::document("openapi: 3.1\npaths: {}\n").contract().operations.is_empty());
}

#[test]
fn paths_and_parameters_have_their_shape() {
    let read = Read::document("openapi: 3.1.0\npaths: [a]\n");
    assert_eq!(read.only(), (Code::CONTRACT_SHAPE, vec!["[a]"]));
    let read = Read::document("openapi: 3.1.0\n");
    assert_eq!(read.only(), (Code::CONTRACT_SHAPE, vec!["openapi"]));
    let parameters = |text: &str| {
        Read::document(&format!(
            "openapi: 3.1.0\npaths:\n  /a: {{get: {{operationId: get, parameters: {text}}}}}\n"
        ))
    };
    assert_eq!(parameters("{a: b}").only(), (Code::CONTRACT_SHAPE, vec!["a"]));
    assert_eq!(parameters("[{name: day}]").only(), (Code::CONTRACT_SHAPE, vec!["name"]));
    assert_eq!(parameters("[{name: day, in: body}]").only(), (Code::CONTRACT_SHAPE, vec!["body"]));
    assert_eq!(
        parameters("[{name: day, in: query, schema: text}]").only(),
        (Code::CONTRACT_SHAPE, vec!["text"])
    );
}

#[test]
fn a_type_is_one_of_jsons() {
    assert_eq!(answer("{type: date}").only(), (Code::CONTRACT_SHAPE, vec!["date"]));
    assert_eq!(answer("{properties: {a: text}}").only(), (Code::CONTRACT_SHAPE, vec!["text"]));
}

#[test]
fn operations_need_names_of_their_own() {
    let read = Read::document(
        "openapi: 3.1.0
paths:
  /a: {get: {summary: A}, put: {operationId: ''}, post: {operationId: facts}}
  /b: {get: {operationId: facts}}
  x-not: {get: {}}
",
    );
    let found: Vec<_> = read.found.iter().map(|it| (it.severity, read.marked(it))).collect();
    assert_eq!(
        found,
        [
            (Severity::Warning, (Code::NAMELESS_OPERATION, vec!["get", "put"])),
            (Severity::Error, (Code::DUPLICATE_OPERATION, vec!["facts", "facts"])),
        ]
    );
    assert_eq!(read.found[0].message, "2 operations have no `operationId`");
    let places: Vec<_> = read.found[1].labels.iter().map(|it| read.sources.line_column(it.span)).collect();
    assert_eq!(places, [(4, 27), (3, 71)], "the second, then the first");
    assert_eq!(read.contract.unwrap().operations["facts"].path, "/a");
}

#[test]
fn references_lead_somewhere_in_the_same_document() {
    let read = answer("{$ref: '#/components/schemas/Anser'}");
    assert_eq!(read.only(), (Code::CONTRACT_REFERENCE, vec!["#/components/schemas/Anser"]));
    assert_eq!(read.found[0].help.as_deref(), Some("did you mean `Answer`?"));
    let read = answer("{properties: {a: {$ref: '#anchor'}}}");
    assert_eq!(read.only(), (Code::CONTRACT_REFERENCE, vec!["#anchor"]));
    let read = answer("{properties: {a: {description: A, $ref: '#/nowhere/at/all'}}}");
    assert_eq!(read.only(), (Code::CONTRACT_REFERENCE, vec!["#/nowhere/at/all"]));
    let read = answer("{items: {$ref: './facts.yaml#/Fact'}}");
    assert_eq!(read.only(), (Code::CONTRACT_EXTERNAL, vec!["./facts.yaml#/Fact"]));
}

#[test]
fn a_schema_made_of_itself_is_refused_at_its_place() {
    let read = answer("{allOf: [{$ref: '#/components/schemas/Answer'}]}");
    assert_eq!(read.only(), (Code::CONTRACT_LOOP, vec!["allOf"]));
    let read = answer("{oneOf: [{$ref: '#/components/schemas/Answer'}, {type: 'null'}]}");
    assert_eq!(read.only(), (Code::CONTRACT_LOOP, vec!["oneOf"]));
    let read = answer("{$ref: '#/components/schemas/Answer'}");
    assert_eq!(read.only(), (Code::CONTRACT_LOOP, vec!["$ref"]));
}

#[test]
fn long_chains_end() {
    let chain = |link: &str| {
        let mut text = String::new();
        for n in 0..20_000 {
            let next = if n == 19_999 { "Last".to_owned() } else { format!("S{}", n + 1) };
            let next = format!("{{$ref: '#/components/schemas/{next}'}}");
            let name = if n == 0 { "Answer".to_owned() } else { format!("S{n}") };
            writeln!(text, "    {name}: {}", link.replace("NEXT", &next)).unwrap();
        }
        Read::answer(&(text + "    Last: {type: string}\n"))
    };
    // What is within a schema may be as long as it likes, …
    let read = chain("{type: object, properties: {next: NEXT}}");
    assert_eq!(super::at(read.success(), &format!("{}next", "next.".repeat(19_999))), "text sometimes");
    // … what it is made of may not.
    assert_eq!(chain("{allOf: [NEXT]}").only().0, Code::CONTRACT_LOOP);
    assert_eq!(chain("NEXT").only().0, Code::CONTRACT_LOOP);
}

#[test]
fn schemas_that_multiply_are_cut_off() {
    let mut text = "    Big:\n      type: object\n      properties:\n".to_owned();
    for n in 0..5_000 {
        writeln!(text, "        p{n}: {{}}").unwrap();
    }
    writeln!(text, "    Answer:\n      type: object\n      properties:").unwrap();
    for n in 0..5_000 {
        writeln!(text, "        a{n}: {{allOf: [{{$ref: '#/components/schemas/Big'}}], description: x}}")
            .unwrap();
    }
    assert_eq!(Read::answer(&text).only().0, Code::CONTRACT_TOO_LARGE);

    // Doubling: each schema is put together once, but what is to be all of them grows.
    let mut text = "    S0: {type: object, properties: {x: {type: string}}}\n".to_owned();
    for n in 1..60 {
        let part = format!("{{$ref: '#/components/schemas/S{}'}}", n - 1);
        let name = if n == 59 { "Answer".to_owned() } else { format!("S{n}") };
        writeln!(text, "    {name}: {{allOf: [{part}, {part}]}}").unwrap();
    }
    assert_eq!(Read::answer(&text).only().0, Code::CONTRACT_TOO_LARGE);
}

#[test]
fn server_variables_are_said_to_have_no_effect() {
    let read = Read::document(
        "openapi: 3.1.0
servers: [{url: 'https://a.example'}, {url: 'https://{site}.example', variables: {site: {default: a}}}]
paths: {}
",
    );
    assert_eq!(read.only(), (Code::SERVER_VARIABLES, vec!["variables"]));
    assert_eq!(read.found[0].severity, Severity::Warning);
}

#[test]
fn a_path_that_leads_nowhere_says_why() {
    let read = answer(
        "{properties: {id: {type: string}, items: {items: {properties: {id: {type: string}}}}, any: {}}}",
    );
    let span = Span { file: 0, start: 100, end: 120, verbatim: true };
    let said = |path: &str| {
        let diagnostic = read.success().at(path).unwrap_err().diagnostic(span);
        let first = diagnostic.labels[0].span;
        (diagnostic.code, diagnostic.message, first.start - 100..first.end - 100, diagnostic.help.unwrap())
    };
    let cases = [
        ("idd", Code::UNKNOWN_FIELD, "the answer has no `idd` in the contract", 0..3, "did you mean `id`?"),
        (
            "status.name",
            Code::UNKNOWN_FIELD,
            "the answer has no `status` in the contract",
            0..6,
            "it has `id`, `items`, `any`",
        ),
        (
            "items.id",
            Code::PATH_THROUGH_LIST,
            "`items` is a list, so a path can't go on to `id`",
            6..8,
            "take its elements: `{list: items, max: 10, of: {id: id}}`",
        ),
        (
            "id.x",
            Code::PATH_INTO_VALUE,
            "`id` is text, so there is no `x` in it",
            3..4,
            "end the path at `id`",
        ),
        (
            "any.x.y",
            Code::UNTYPED_FIELD,
            "the contract does not say what `x` of `any` is",
            4..5,
            "describe `x` in the contract: under `properties`, with its `type`",
        ),
    ];
    for (path, code, message, place, help) in cases {
        assert_eq!(said(path), (code, message.to_owned(), place, help.to_owned()), "{path}");
    }
    for path in ["", ".id", "any.", "items..id"] {
        assert_eq!(said(path).0, Code::UNKNOWN_FIELD, "{path}");
        assert_eq!(said(path).1, "a step of the path is empty", "{path}");
    }
}
