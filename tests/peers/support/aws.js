// AWS behind the embedded cloud, as an operator sees it. Signatures are not verified there, so none is made.

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { patience } from "./http.js";

export class Aws {
  #endpoint;
  #key;

  /** As the line says with which the cloud is ready. */
  constructor({ endpoint, access_key_id }) {
    this.#endpoint = endpoint;
    this.#key = access_key_id;
  }

  /** The text of a secret. */
  async secret(name) {
    return (await this.#ask("secretsmanager.GetSecretValue", { SecretId: name })).SecretString;
  }

  /** Makes a secret. */
  makeSecret(name, text) {
    const once = { Name: name, SecretString: text, ClientRequestToken: randomUUID() };
    return this.#ask("secretsmanager.CreateSecret", once);
  }

  /** A record: its attributes as DynamoDB has them; undefined where there is none. */
  async record(skill, key) {
    const read = { TableName: tableOf(skill), Key: { pk: { S: key } }, ConsistentRead: true };
    return (await this.#ask("DynamoDB_20120810.GetItem", read)).Item;
  }

  /** Lets time go by for a record: its `attribute` is so many seconds before now. */
  async age(skill, key, attribute, seconds) {
    assert.ok(await this.record(skill, key), `there is no ${key.split("#")[0]}`);
    await this.#ask("DynamoDB_20120810.UpdateItem", {
      TableName: tableOf(skill),
      Key: { pk: { S: key } },
      UpdateExpression: "SET #attribute = :then",
      ExpressionAttributeNames: { "#attribute": attribute },
      ExpressionAttributeValues: { ":then": { N: String(Math.floor(Date.now() / 1000) - seconds) } },
    });
  }

  async #ask(target, body) {
    const credential = `Credential=${this.#key}/20260301/us-east-1/x/aws4_request`;
    const headers = {
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0`,
      "content-type": `application/x-amz-json-1.${target.startsWith("DynamoDB") ? 0 : 1}`,
      "x-amz-date": "20260301T000000Z",
      "x-amz-target": target,
    };
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(this.#endpoint, { method: "POST", headers, body: JSON.stringify(body), signal });
    const text = await response.text();
    assert.ok(response.ok, `${target}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
}

/** The key of the record of a code or token, of which only the hash is stored. */
export function keyOf(kind, token) {
  return `${kind}#${createHash("sha256").update(token).digest("hex")}`;
}

const tableOf = (skill) => `${skill}-local-data`;
