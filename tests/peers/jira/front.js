// What stands before a Jira that others wrote: it sends requests on, and remembers them with what came of them. It is
// also the TLS that a Data Center has, by other people's program and library.

import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import os from "node:os";
import path from "node:path";

/** Why there can be no certificate; false where there can. */
export const noOpenssl =
  spawnSync("openssl", ["version"]).status !== 0 && "`openssl` is not installed; there is no certificate for a Jira";

/**
 * Starts a front.
 *
 * @param {(exchange: Exchange) => Promise<Answer | undefined>} ask what answers a request; where nothing does, the
 *   connection ends without an answer
 * @param {{key: string, cert: string}} [tls] as PEM; plain HTTP without
 * @returns {Promise<{address: string, seen: Exchange[], stop: () => void}>} where it is, and what went through
 *
 * @typedef {{method: string, path: string, headers: object,
 *   body: Buffer, status?: number, violations?: string}} Exchange the last two once it is answered
 * @typedef {{status: number, headers: object, body: Buffer}} Answer
 */
export async function startFront(ask, tls) {
  const seen = [];
  const serve = async (request, response) => {
    const { method, url, headers: { host, ...headers } } = request;
    const exchange = { method, path: url, headers, body: Buffer.concat(await request.toArray()) };
    seen.push(exchange);
    const answer = await ask(exchange);
    if (!answer) return request.socket.destroy();
    Object.assign(exchange, { status: answer.status, violations: answer.headers["sl-violations"] });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const server = (tls ? https : http).createServer(tls ?? {}, (request, response) => {
    serve(request, response).catch((error) => response.writeHead(502).end(error.message));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `127.0.0.1:${server.address().port}`, seen, stop };
}

/**
 * Sends a request that was seen, to where it was to go or to somebody else.
 *
 * @returns {Promise<Answer>}
 */
export async function send(url, { method, headers, body }) {
  const request = http.request(url, { method, headers, agent: false, signal: AbortSignal.timeout(30_000) });
  request.end(body);
  const [answer] = await once(request, "response");
  const { "transfer-encoding": chunked, connection, ...rest } = answer.headers;
  return { status: answer.statusCode, headers: rest, body: Buffer.concat(await answer.toArray()) };
}

/**
 * A certificate of an authority that is made for it.
 *
 * @param {string[]} hosts
 * @returns {{ca: string, key: string, cert: string}} as PEM
 */
export function certify(...hosts) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sayso-peers-"));
  const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const read = (name) => readFileSync(path.join(folder, name), "utf8");
  const config = `[req]
distinguished_name = nothing
[nothing]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[server]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = ${hosts.map((host) => `DNS:${host}`)}
`;
  try {
    writeFileSync(path.join(folder, "config"), config);
    for (const name of ["ca.key", "key"]) {
      openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name);
    }
    const named = (key, subject) => ["req", "-config", "config", "-new", "-key", key, "-subj", `/CN=${subject}`];
    openssl(...named("ca.key", "Peers"), "-x509", "-days", "2", "-extensions", "authority", "-out", "ca.pem");
    openssl(...named("key", hosts[0]), "-out", "request");
    const signed = ["-req", "-in", "request", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "2", "-days", "2"];
    openssl("x509", ...signed, "-extfile", "config", "-extensions", "server", "-out", "cert.pem");
    return { ca: read("ca.pem"), key: read("key"), cert: read("cert.pem") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
