"""Starts ministack, with what its CloudFront and its IAM leave out: `python emulator.py`, with ministack's own variables.

- It refuses to call hosts of AWS, also those that it plays itself. Here an origin that is an HTTP API is this emulator's,
  and gets what CloudFront sends: the origin's own headers, `Via`, `X-Forwarded-For`, and the API's name as `Host`.
- Within one process nothing is encrypted, so a bucket that wants TLS refuses CloudFront. Here CloudFront asks it over TLS.

- Its IAM is not told of all conditions (permissions.py).

All else is ministack's: which behaviour a path has, what is forwarded, policies of requests and responses, the bucket's
policy, the header with the secret that a dynamic reference put there.
"""

import http.client
import os
import re

import permissions
from ministack.core.iam_evaluator import pin_request_origin
from ministack.services import cloudfront

PORT = int(os.environ["GATEWAY_PORT"])
# By AWS's name, or by the one that the emulator gives as an API's endpoint.
HTTP_API = re.compile(r"^([a-z0-9]+)\.execute-api\.(?:[a-z0-9-]+\.amazonaws\.com|localhost:[0-9]+)$")

fetch_from_elsewhere = cloudfront._forward_to_origin
fetch_from_bucket = cloudfront._serve_s3_origin


def fetch(origin, method, uri, query, headers, body, viewer_is_https, client_ip="127.0.0.1", forwarded_for=""):
    """Fetches from an origin over HTTP."""
    api = HTTP_API.match(cloudfront._normalize_origin_host(origin["domain_name"]))
    if api is None:
        return fetch_from_elsewhere(
            origin, method, uri, query, headers, body, viewer_is_https, client_ip, forwarded_for
        )
    sent = cloudfront._origin_request_headers(origin, headers, client_ip, forwarded_for)
    # API Gateway knows its APIs by `Host`, and answers 403 to the viewer's.
    if sent["Host"] == origin["domain_name"]:
        sent["Host"] = f"{api[1]}.execute-api.localhost:{PORT}"
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=origin.get("read_timeout", 30))
    try:
        connection.request(method, uri + (f"?{query}" if query else ""), body=body or None, headers=sent)
        answer = connection.getresponse()
        return answer.status, answer.reason, answer.getheaders(), answer.read()
    except OSError as error:
        raise cloudfront.OriginUnreachable(str(error)) from error
    finally:
        connection.close()


def fetch_object(origin, method, uri, headers, distribution=""):
    """Fetches from a bucket."""
    pin_request_origin("127.0.0.1", True)
    return fetch_from_bucket(origin, method, uri, headers, distribution)


cloudfront._forward_to_origin = fetch
cloudfront._serve_s3_origin = fetch_object
permissions.complete()

if __name__ == "__main__":
    from ministack.app import main

    main()
