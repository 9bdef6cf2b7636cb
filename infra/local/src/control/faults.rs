//! Faults between the functions and the services, and what was called.
//!
//! ```text
//! POST   /api/faults  {"faults": [{"service", "kind", "action"?, "skill"?, "function"?, "prefix"?, "after"?, "times"?}]}:
//!                     from now on these and no others, each as `aws::Fault` says
//! GET    /api/calls   [{"skill", "function", "service", "action", "keys", "fault"?}]: every request since the last
//!                     DELETE, in order, each as `aws::Call` says; of DynamoDB those that are permitted
//! DELETE /api/calls   {}
//! ```
//!
//! The first fault that fits a request meets it, unless it lets that one pass (`after`); `times` of them. Its `kind`:
//!
//! ```text
//! throttle  internal  access_denied     the request is refused
//! hang  reset  crash_before             it is not served: no answer ever, or the connection ends, alone or with the
//!                                       process that asked
//! {"delay": ms}  lost_reply  torn_reply  wrong_checksum  crash_after
//!                                       it is served, and then something happens to the answer, or to who waits for it
//! ```

use super::{Body, Nothing};
use crate::{
    aws::{Call, Fault},
    cloud::Hub,
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultList {
    faults: Vec<Fault>,
}

/// `POST /api/faults`.
pub(super) async fn inject(State(hub): State<Arc<Hub>>, Body(list): Body<FaultList>) -> Json<FaultList> {
    hub.aws.inject(list.faults.clone());
    Json(list)
}

/// `GET /api/calls`.
pub(super) async fn calls(State(hub): State<Arc<Hub>>) -> Json<Vec<Call>> {
    Json(hub.aws.calls())
}

/// `DELETE /api/calls`.
pub(super) async fn forget(State(hub): State<Arc<Hub>>, Body(Nothing {}): Body<Nothing>) -> Json<Value> {
    hub.aws.forget_calls();
    Json(json!({}))
}
