//! The linking page: CloudFront before a private bucket.

use crate::problem::Problem;
use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sayso_schemas::plan;
use std::{collections::BTreeMap, fs, path::Path};

/// What `/` is.
const INDEX: &str = "index.html";

/// The page of one generation of a skill, in memory as it is in the bucket.
pub(crate) struct Page {
    files: BTreeMap<String, File>,
    headers: HeaderMap,
}

struct File {
    kind: HeaderValue,
    tag: HeaderValue,
    bytes: Bytes,
}

impl Page {
    /// Reads the page in `folder`, which holds the plan.
    pub(crate) fn load(folder: &Path, page: &plan::Page) -> Result<Self, Problem> {
        let folder = folder.join(&page.folder);
        let failed = |name: &str, error: String| {
            Problem::project(
                format!("`{}` can't be served: {error}", folder.join(name).display()),
                "run `sayso generate`",
            )
        };
        let mut headers = HeaderMap::new();
        for (name, value) in &page.headers {
            let name = HeaderName::try_from(name).map_err(|error| failed(name, error.to_string()))?;
            let value =
                HeaderValue::try_from(value).map_err(|error| failed(name.as_str(), error.to_string()))?;
            headers.insert(name, value);
        }
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        let mut files = BTreeMap::new();
        for (name, kind) in &page.files {
            if name.split('/').any(|part| matches!(part, "" | "." | "..")) {
                return Err(failed(name, "its path leads elsewhere".to_owned()));
            }
            let bytes = fs::read(folder.join(name)).map_err(|error| failed(name, error.to_string()))?;
            let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest(&SHA256, &bytes)));
            let file = File {
                kind: HeaderValue::try_from(kind).map_err(|error| failed(name, error.to_string()))?,
                tag: HeaderValue::try_from(tag).map_err(|error| failed(name, error.to_string()))?,
                bytes: bytes.into(),
            };
            files.insert(format!("/{name}"), file);
        }
        Ok(Self { files, headers })
    }

    /// Answers what is no route of the plan.
    pub(crate) fn answer(&self, request: &Parts) -> Response {
        let path = request.uri.path();
        let path = if path == "/" { format!("/{INDEX}") } else { path.to_owned() };
        let Some(file) = self.files.get(&path) else {
            return self.text(StatusCode::NOT_FOUND, "there is no such page\n");
        };
        if request.method != Method::GET && request.method != Method::HEAD {
            let mut response = self.text(StatusCode::METHOD_NOT_ALLOWED, "a page is only read\n");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let known = request.headers.get(header::IF_NONE_MATCH) == Some(&file.tag);
        let mut response = if known {
            self.response(StatusCode::NOT_MODIFIED, Body::empty())
        } else {
            self.response(StatusCode::OK, Body::from(file.bytes.clone()))
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, file.kind.clone());
        headers.insert(header::ETAG, file.tag.clone());
        response
    }

    fn text(&self, status: StatusCode, text: &'static str) -> Response {
        let mut response = self.response(status, Body::from(text));
        let kind = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }

    /// Every answer has the plan's headers.
    fn response(&self, status: StatusCode, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}
