//! The contract of the service that generated skills call: four operations per thing.

use super::{Spec, capital, vocabulary::KINDS};

/// The OpenAPI document.
pub fn document(spec: &Spec) -> String {
    let kinds = KINDS.map(|(name, _)| name).join(", ");
    let paths = spec.nouns().map(|noun| {
        PATHS.replace("@one", noun.one).replace("@many", noun.many).replace("@Noun", &capital(noun.one))
    });
    let paths: String = paths.collect();
    format!("{HEAD}{paths}{COMPONENTS}    Kind: {{type: string, enum: [{kinds}]}}\n")
}

const HEAD: &str = "openapi: 3.0.3
info: {title: Stock, version: \"1.0\"}
paths:
";

const PATHS: &str = r##"  /@many/next:
    get:
      operationId: find@Noun
      summary: The next @one of a kind.
      parameters:
        - {name: kind, in: query, required: true, schema: {$ref: "#/components/schemas/Kind"}}
      responses:
        "200": {description: A @one., content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
        default: {$ref: "#/components/responses/Problem"}
  /@many/count:
    get:
      operationId: count@Noun
      summary: How many @many there are since a day.
      parameters:
        - {name: since, in: query, required: true, schema: {type: string, format: date}}
      responses:
        "200":
          description: A number.
          content: {application/json: {schema: {type: object, required: [total], properties: {total: {type: integer}}}}}
        default: {$ref: "#/components/responses/Problem"}
  /@many:
    get:
      operationId: list@Noun
      summary: The @many, page by page.
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1}}
      responses:
        "200": {description: One page., content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}
        default: {$ref: "#/components/responses/Problem"}
  /@many/{id}/move:
    post:
      operationId: move@Noun
      summary: Moves a @one.
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "204": {description: Moved.}
        default: {$ref: "#/components/responses/Problem"}
"##;

const COMPONENTS: &str = r##"components:
  responses:
    Problem:
      description: It was not done.
      content: {application/json: {schema: {type: object, properties: {message: {type: string}}}}}
  schemas:
    Item:
      type: object
      required: [id, name, place]
      properties:
        id: {type: string}
        name: {type: string}
        place: {type: object, required: [name], properties: {name: {type: string}}}
        due: {type: string, format: date, nullable: true}
    Page:
      type: object
      required: [items]
      properties:
        items: {type: array, items: {$ref: "#/components/schemas/Item"}}
        next: {type: string, nullable: true}
"##;
