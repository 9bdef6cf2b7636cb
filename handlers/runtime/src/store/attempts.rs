//! Attempts of one request to the store, all within the time that the whole has.

use super::error::StoreError;
use tokio::time::{Duration, Instant, sleep, timeout};

/// The longest that one attempt may take: a hanging service must leave time for another attempt within 3.5 s, the
/// budget of the token function.
const LONGEST: Duration = Duration::from_millis(1200);
/// An attempt is not worth making with less time.
const SHORTEST: Duration = Duration::from_millis(20);
/// Pauses between attempts.
const PAUSES: [Duration; 2] = [Duration::from_millis(30), Duration::from_millis(120)];

/// Makes attempts until one succeeds or fails for good, the time is used up, or enough were made. `attempt` is told
/// whether it repeats one whose outcome is unknown.
pub(super) async fn attempts<T, F>(deadline: Instant, attempt: impl Fn(bool) -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    let mut pauses = PAUSES.into_iter();
    let mut repeats = false;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left < SHORTEST {
            return Err(StoreError::Unavailable("the time is used up"));
        }
        // An SDK's futures are large: they would be part of every caller's.
        let outcome = timeout(left.min(LONGEST), Box::pin(attempt(repeats))).await;
        let error = match outcome {
            Ok(Err(error)) if error.is_passing() => error,
            Ok(outcome) => return outcome,
            Err(_) => StoreError::Unavailable("no answer in time"),
        };
        repeats |= matches!(error, StoreError::Unavailable(_));
        match pauses.next() {
            Some(pause) if Instant::now() + pause + SHORTEST < deadline => sleep(pause).await,
            _ => return Err(error),
        }
    }
}
