//! What can befall one request to a service.

use serde_json::{Value, json};

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is refused as too many.
    Throttle,
    /// It is answered by an error 500.
    Internal,
    /// It is never answered.
    Hang,
    /// The connection ends before it is served.
    Reset,
    /// Half of the answer arrives.
    TornReply,
    /// It is served, and nothing of the answer arrives.
    LostReply,
    /// It is refused for lack of permission.
    Denied,
    /// The answer was altered on its way.
    WrongChecksum,
    /// The function's process is killed before it is served.
    CrashBefore,
    /// The function's process is killed when it was served.
    CrashAfter,
    /// It and all that fit after it are answered by an error 500: the service is down.
    Down,
}

impl Kind {
    /// All of them, in the order of the matrix.
    pub const ALL: [Self; 11] = [
        Self::Throttle,
        Self::Internal,
        Self::Hang,
        Self::Reset,
        Self::TornReply,
        Self::LostReply,
        Self::Denied,
        Self::WrongChecksum,
        Self::CrashBefore,
        Self::CrashAfter,
        Self::Down,
    ];

    /// The head of its column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Throttle => "throttle",
            Self::Internal => "500",
            Self::Hang => "hang",
            Self::Reset => "reset",
            Self::TornReply => "torn",
            Self::LostReply => "lost",
            Self::Denied => "denied",
            Self::WrongChecksum => "checksum",
            Self::CrashBefore => "crash<",
            Self::CrashAfter => "crash>",
            Self::Down => "down",
        }
    }

    /// As the embedded cloud calls it.
    pub fn of_aws(self) -> Value {
        json!(match self {
            Self::Throttle => "throttle",
            Self::Internal | Self::Down => "internal",
            Self::Hang => "hang",
            Self::Reset => "reset",
            Self::TornReply => "torn_reply",
            Self::LostReply => "lost_reply",
            Self::Denied => "access_denied",
            Self::WrongChecksum => "wrong_checksum",
            Self::CrashBefore => "crash_before",
            Self::CrashAfter => "crash_after",
        })
    }

    /// How often the embedded cloud does it.
    pub fn times(self) -> Option<u32> {
        (self != Self::Down).then_some(1)
    }

    /// The process that would answer dies.
    pub fn is_crash(self) -> bool {
        matches!(self, Self::CrashBefore | Self::CrashAfter)
    }
}
