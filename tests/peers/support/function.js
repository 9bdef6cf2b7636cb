// A skill's own program behind a small Lambda Runtime API, as a function to call.
// Source: "Using the Lambda runtime API for custom runtimes", docs.aws.amazon.com.

import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import readline from "node:readline";
import { binary, dataOf } from "./project.js";

/** The id that skills are started with. */
export const skillId = "amzn1.ask.skill.peers";

/**
 * Starts a skill with its demo backend.
 *
 * @param {string} skill its name
 * @param {{variable: string, demo: string}} service where the skill looks for its service, and the program that is it
 * @returns {Promise<{invoke: (event: object) => Promise<object>, stop: () => Promise<void>}>}
 */
export async function start(skill, { variable, demo }) {
  const backend = spawn(binary(demo), ["--listen", "127.0.0.1:0"], { stdio: ["pipe", "pipe", "inherit"] });
  const [url] = await once(readline.createInterface({ input: backend.stdout }), "line");
  const api = new RuntimeApi();
  const authority = await api.listen();
  const data = dataOf(skill);
  const log = [];
  const bootstrap = spawn(binary(`${skill}-skill`), [], {
    cwd: data,
    stdio: ["ignore", "inherit", "pipe"],
    env: {
      AWS_LAMBDA_RUNTIME_API: authority,
      AWS_LAMBDA_FUNCTION_NAME: skill,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_REGION: "us-east-1",
      LAMBDA_TASK_ROOT: data,
      SAYSO_SKILL_ID: skillId,
      [variable]: url,
    },
  });
  readline.createInterface({ input: bootstrap.stderr }).on("line", (line) => log.push(line));
  bootstrap.once("exit", (code) => api.fail(new Error(`the skill ended with ${code}:\n${log.join("\n")}`)));
  return {
    invoke: (event) => api.invoke(event),
    stop: async () => {
      const ended = [once(bootstrap, "close"), once(backend, "close")];
      bootstrap.kill();
      backend.stdin.end();
      await Promise.all(ended);
      api.close();
    },
  };
}

class RuntimeApi {
  #events = [];
  #waiting = [];
  #answers = new Map();
  #number = 0;
  #failure;
  #server = http.createServer((request, response) => this.#serve(request, response));

  async listen() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `127.0.0.1:${this.#server.address().port}`;
  }

  /** Answers one event. */
  invoke(event) {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = `00000000-0000-4000-8000-${String(this.#number++).padStart(12, "0")}`;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject });
      this.#events.push({ id, body: JSON.stringify(event) });
      this.#hand();
    });
  }

  /** Nothing will be answered any more. */
  fail(error) {
    this.#failure = error;
    this.#answers.forEach(({ reject }) => reject(error));
    this.#answers.clear();
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #hand() {
    while (this.#events.length > 0 && this.#waiting.length > 0) {
      const { id, body } = this.#events.shift();
      this.#waiting.shift().writeHead(200, {
        "content-type": "application/json",
        "lambda-runtime-aws-request-id": id,
        "lambda-runtime-deadline-ms": String(Date.now() + 7_000),
        "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:123456789012:function:peers",
        "lambda-runtime-trace-id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
      }).end(body);
    }
  }

  async #serve(request, response) {
    const [, id, end] = /\/runtime\/(?:invocation\/)?([^/]+)(?:\/(\w+))?$/.exec(request.url) ?? [];
    if (id === "next") {
      this.#waiting.push(response);
      this.#hand();
      return;
    }
    const chunks = await request.toArray();
    const body = Buffer.concat(chunks).toString();
    response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
    const answer = this.#answers.get(id);
    if (answer === undefined) {
      this.fail(new Error(`the skill failed at start: ${body}`));
      return;
    }
    this.#answers.delete(id);
    if (end === "response") answer.resolve(JSON.parse(body));
    else answer.reject(new Error(`the skill reported an error: ${body}`));
  }
}
