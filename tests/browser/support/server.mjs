// A small server, for what the project's own programs are not asked to do.

import { once } from "node:events";
import http from "node:http";

/**
 * Serves on any port of 127.0.0.1.
 *
 * @param {Record<string, [number, object, string]>} answers status, headers and body, by method and path
 * @returns {Promise<{port: number, cookies: Record<string, string | undefined>, stop: () => void}>} with the
 *   cookies that came with the last request for each of them
 */
export async function serve(answers) {
  const cookies = {};
  const server = http.createServer((request, response) => {
    const asked = `${request.method} ${request.url.split("?")[0]}`;
    cookies[asked] = request.headers.cookie;
    const [status, headers, body] = answers[asked] ?? [404, {}, ""];
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: server.address().port, cookies, stop };
}
