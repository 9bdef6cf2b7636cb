use super::{super::Kind, Read, at, values};

#[test]
fn paths_lead_through_objects_and_tell_whether_a_value_is_always_there() {
    let read = Read::answer(
        "    Answer:
      type: object
      required: [id, status, gone, note]
      properties:
        id: {type: integer}
        done: {type: boolean}
        note: {type: [string, 'null']}
        status:
          type: object
          required: [name]
          properties: {name: {type: string}, color: {type: string}}
        gone:
          type: object
          nullable: true
          required: [why]
          properties: {why: {type: string}}
        secret: {type: string, writeOnly: true}
",
    );
    let answer = read.success();
    assert_eq!(at(answer, "."), "an object always");
    assert_eq!(at(answer, "id"), "a whole number always");
    assert_eq!(at(answer, "done"), "true or false sometimes");
    assert_eq!(at(answer, "note"), "text sometimes");
    assert_eq!(at(answer, "status.name"), "text always");
    assert_eq!(at(answer, "status.color"), "text sometimes");
    assert_eq!(at(answer, "gone.why"), "text sometimes", "what holds it may be null");
    assert_eq!(at(answer, "secret"), "text sometimes");

    let steps = answer.steps("gone.why").unwrap();
    let steps: Vec<_> = steps.iter().map(|step| (step.name.as_str(), step.optional)).collect();
    assert_eq!(steps, [("gone", true), ("why", false)]);
}

#[test]
fn an_answer_that_may_be_null_makes_everything_in_it_optional() {
    let read = Read::answer(
        "    Answer: {type: [object, 'null'], required: [id], properties: {id: {type: string}}}\n",
    );
    assert_eq!(at(read.success(), "id"), "text sometimes");
    assert_eq!(at(read.success(), "."), "an object sometimes");
}

#[test]
fn an_array_is_the_end_of_a_path_and_its_elements_begin_another() {
    let read = Read::answer(
        "    Answer:
      type: array
      items: {type: object, required: [tags], properties: {tags: {type: array, items: {type: string}}}}
",
    );
    let answer = read.success();
    assert_eq!(at(answer, "."), "a list always");
    assert_eq!(at(answer, "tags"), "nothing after ``: List");
    let Kind::Array(element) = answer.kind() else { panic!("a list") };
    assert_eq!(at(&element, "tags"), "a list always");
    assert_eq!(at(&element, "tags.0"), "nothing after `tags`: List");
}

#[test]
fn a_schema_may_contain_itself() {
    let read = Read::answer(
        "    Answer:
      type: object
      required: [text, replies]
      properties:
        text: {type: string}
        parent: {$ref: '#/components/schemas/Answer'}
        replies: {type: array, items: {$ref: '#/components/schemas/Answer'}}
",
    );
    let answer = read.success();
    assert_eq!(at(answer, &format!("{}text", "parent.".repeat(1000))), "text sometimes");
    let Some((replies, _)) = answer.at("parent.replies").ok() else { panic!("replies") };
    let Kind::Array(reply) = replies.kind() else { panic!("a list") };
    assert_eq!(at(&reply, "text"), "text always");
}

#[test]
fn all_of_adds_properties_and_narrows_shared_ones() {
    let read = Read::answer(
        "    Base:
      type: object
      required: [id]
      additionalProperties: false
      properties:
        id: {type: string}
        kind: {type: string}
        place: {type: object, properties: {x: {type: number}}}
    Answer:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          required: [kind, place]
          properties:
            kind: {enum: [saw, brush]}
            place: {type: object, required: [y], properties: {y: {type: number}}}
      description: A tool.
",
    );
    let answer = read.success();
    let Kind::Object(object) = answer.kind() else { panic!("an object") };
    assert_eq!(object.names().collect::<Vec<_>>(), ["id", "kind", "place"]);
    assert!(!object.open());
    assert_eq!(at(answer, "id"), "text always");
    assert_eq!(at(answer, "place.x"), "a number sometimes");
    assert_eq!(at(answer, "place.y"), "a number always");
    assert_eq!(values(&answer.at("kind").unwrap().0), ["saw", "brush"]);
}

#[test]
fn a_choice_with_null_is_the_schema_itself() {
    let read = Read::answer(
        "    Shelf: {type: object, required: [name], properties: {name: {type: string}}}
    Answer:
      type: object
      required: [one, any, three, size]
      properties:
        one: {oneOf: [{$ref: '#/components/schemas/Shelf'}, {type: 'null'}]}
        any: {anyOf: [{type: 'null'}, {$ref: '#/components/schemas/Shelf'}]}
        three: {allOf: [{$ref: '#/components/schemas/Shelf'}], nullable: true}
        size: {oneOf: [{type: integer}, {type: number}, {type: 'null'}]}
        mixed: {oneOf: [{type: integer}, {type: string}]}
        kind: {anyOf: [{const: saw}, {const: brush}]}
",
    );
    let answer = read.success();
    for path in ["one.name", "any.name", "three.name"] {
        assert_eq!(at(answer, path), "text sometimes", "{path}");
    }
    assert_eq!(at(answer, "size"), "a number sometimes");
    assert_eq!(at(answer, "mixed"), "of no declared type sometimes");
    assert_eq!(at(answer, "mixed.name"), "nothing after `mixed`: Untyped");
    assert_eq!(values(&answer.at("kind").unwrap().0), ["saw", "brush"]);
}

#[test]
fn a_base_class_that_lists_its_subclasses_is_no_loop() {
    for subclasses in
        ["[{$ref: '#/components/schemas/Cat'}]", "[{$ref: '#/components/schemas/Cat'}, {type: object}]"]
    {
        let read = Read::answer(&format!(
            "    Answer:
      type: object
      required: [name]
      properties: {{name: {{type: string}}, friend: {{$ref: '#/components/schemas/Cat'}}}}
      oneOf: {subclasses}
    Cat:
      allOf: [{{$ref: '#/components/schemas/Answer'}}, {{type: object, properties: {{lives: {{type: integer}}}}}}]
",
        ));
        let answer = read.success();
        assert_eq!(at(answer, "name"), "text always");
        assert_eq!(at(answer, "friend.friend.lives"), "a whole number sometimes");
        assert_eq!(at(answer, "lives"), "nothing after ``: Untyped", "only some answers have it");
    }
}

#[test]
fn types_that_are_left_out_are_told_by_other_keywords() {
    let read = Read::answer(
        "    Answer:
      required: [a]
      properties:
        a: {items: {type: string}}
        b: {enum: [on, off, null]}
        c: {enum: [1, 2]}
        d: {const: x}
        e: {}
        f: true
        g: {type: [string, integer]}
        h: {type: null}
        i: {type: string, format: date, x-format: jql}
",
    );
    let answer = read.success();
    assert_eq!(at(answer, "a"), "a list always");
    assert_eq!(values(&answer.at("b").unwrap().0), ["on", "off"]);
    assert!(answer.at("b").unwrap().0.nullable());
    assert_eq!(values(&answer.at("d").unwrap().0), ["x"]);
    for path in ["c", "e", "f", "g", "h"] {
        assert_eq!(at(answer, path), "of no declared type sometimes", "{path}");
    }
    assert!(answer.at("h").unwrap().0.nullable());
    let (text, _) = answer.at("i").unwrap();
    assert_eq!(text.x_format(), Some("jql"));
    assert!(matches!(text.kind(), Kind::Text { format: Some("date"), values: [] }));
}

#[test]
fn maps_have_a_type_for_the_properties_that_they_do_not_name() {
    let read = Read::answer(
        "    Answer:
      type: object
      properties:
        names: {type: object, required: [en], properties: {en: {type: string}}, additionalProperties: {type: string}}
        fields: {type: object, properties: {summary: {type: string}}, additionalProperties: {}}
        closed: {type: object, properties: {summary: {type: string}}}
        bare: {type: object}
",
    );
    let answer = read.success();
    let open = |path: &str| {
        let (schema, _) = answer.at(path).unwrap();
        let Kind::Object(object) = schema.kind() else { panic!("an object") };
        (object.open(), object.rest().is_some())
    };
    assert_eq!(at(answer, "names.de"), "text sometimes");
    assert_eq!(open("names"), (true, true));
    assert_eq!(at(answer, "fields.customfield_10010"), "nothing after `fields`: Untyped");
    assert_eq!(open("fields"), (true, false));
    assert_eq!(open("closed"), (false, false));
    assert_eq!(open("bare"), (true, false));
    assert!(at(answer, "fields.sumary").contains("nearest: Some(\"summary\")"));
    assert!(at(answer, "closed.customfield_10010").contains("known: [\"summary\"]"));
}

#[test]
fn references_are_json_pointers() {
    let read = Read::document(
        "openapi: 3.1.0
paths:
  /a/{b}:
    get:
      operationId: get
      parameters: [{name: b, in: path, schema: {type: integer}}]
      responses:
        '200':
          content:
            application/json:
              schema:
                type: object
                properties:
                  slash: {$ref: '#/paths/~1a~1%7Bb%7D/get/parameters/0/schema'}
                  beside: {$ref: '#/$defs/T', description: said beside, nullable: true}
$defs: {T: {type: string}}
",
    );
    assert_eq!(at(read.success(), "slash"), "a whole number sometimes");
    assert_eq!(at(read.success(), "beside"), "text sometimes");
    assert!(read.success().at("beside").unwrap().0.nullable());
}
