// What stands before a skill while inputs are tried: it lets browsers be at addresses of their own, and counts what
// they are answered.

import { once } from "node:events";
import http from "node:http";
import { patience } from "../support/http.js";

/** Why everybody is at one address; false where they need not be. */
export const noAddresses = process.platform !== "linux" && "only Linux has all of 127.0.0.0/8 without being asked";

/**
 * Starts a front of a skill. A request says in `x-viewer` which address of this machine it comes from, and in
 * `x-leads-to` that it is none to count.
 *
 * @param {string} origin the skill's
 * @param {(answer: Answer) => Answer} [change] makes something else of an answer
 * @returns {Promise<{url: string, answers: Record<string, Record<string, number>>, stop: () => void}>} `answers`: how
 *   many requests of a method and path were answered with which status
 *
 * @typedef {{status: number, headers: object, body: string}} Answer
 */
export async function startFront(origin, change = (answer) => answer) {
  const answers = {};
  const serve = async (request, response) => {
    const answer = await forward(origin, request);
    if (!request.headers["x-leads-to"]) count(answers, `${request.method} ${request.url.split("?")[0]}`, answer.status);
    const { status, headers, body } = change(answer);
    response.writeHead(status, headers).end(body);
  };
  // Inputs are odd; what is too odd is for the skill to say.
  const server = http.createServer({ insecureHTTPParser: true, maxHeaderSize: 1 << 20 }, (request, response) => {
    serve(request, response).catch((error) => response.writeHead(502).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, answers, stop };
}

/** Asks the skill the same, byte for byte. */
async function forward(origin, request) {
  const { host, port } = new URL(origin);
  const { "x-viewer": viewer, "x-leads-to": leads, ...headers } = request.headers;
  const place = { host: "127.0.0.1", port, path: request.url, localAddress: noAddresses ? undefined : viewer };
  const same = { method: request.method, headers: { ...headers, host } };
  const asked = http.request({ ...place, ...same, agent: false, signal: AbortSignal.timeout(patience) });
  request.pipe(asked);
  const [answer] = await once(asked, "response");
  const { "transfer-encoding": chunked, connection, ...rest } = answer.headers;
  return { status: answer.statusCode, headers: rest, body: Buffer.concat(await answer.toArray()).toString() };
}

function count(answers, what, status) {
  answers[what] ??= {};
  answers[what][status] = (answers[what][status] ?? 0) + 1;
}
