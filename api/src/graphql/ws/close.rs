//! Why a socket is closed.

use actix_ws::{CloseCode, CloseReason};
use presswork_domain::Error;

/// Longest reason, in bytes: a control frame has 125, two of which are the code.
const LONGEST: usize = 123;
/// What stands for no code at all (RFC 6455, 7.4.1).
const NO_CODE: u16 = 1005;

/// Why a socket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The code on the wire.
    pub code: u16,
    /// A word for whoever looks into it.
    pub reason: String,
}

impl Close {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// What the client sent is no message of the protocol.
    pub fn invalid(why: &str) -> Self {
        Self::new(4400, format!("Invalid message: {why}"))
    }

    /// An operation before the introduction.
    pub fn unauthorized() -> Self {
        Self::new(4401, "Unauthorized")
    }

    /// None of the subprotocols offered is spoken here.
    pub fn subprotocol() -> Self {
        Self::new(4406, "Subprotocol not acceptable")
    }

    /// No introduction in time.
    pub fn init_timeout() -> Self {
        Self::new(4408, "Connection initialisation timeout")
    }

    /// An operation of this id runs.
    pub fn subscriber_exists(id: &str) -> Self {
        Self::new(4409, format!("Subscriber for {id} already exists"))
    }

    /// A second introduction.
    pub fn too_many_inits() -> Self {
        Self::new(4429, "Too many initialisation requests")
    }

    /// The message is larger than a body may be.
    pub fn too_big() -> Self {
        Self::new(1009, "the message is too big")
    }

    /// The client does not read what it is sent.
    pub fn too_slow() -> Self {
        Self::new(1013, "what was sent is not read; come back and read again")
    }

    /// A message is no UTF-8.
    pub fn no_text() -> Self {
        Self::new(1007, "a message is text in UTF-8")
    }

    /// The client closes: the same comes back (RFC 6455, 5.5.1), but for a code that may not stand there (7.4).
    pub fn answer(why: Option<CloseReason>) -> Self {
        match why.map_or(NO_CODE, |why| u16::from(why.code)) {
            code @ (1000..=1003 | NO_CODE | 1007..=1014 | 3000..=4999) => Self::new(code, ""),
            _ => Self::protocol(),
        }
    }

    /// What came is no WebSocket traffic.
    pub fn protocol() -> Self {
        Self::new(1002, "a frame breaks the protocol")
    }

    /// The server stops.
    pub fn going_away() -> Self {
        Self::new(1001, "the server stops; come back")
    }

    /// The credentials of the introduction are refused. Clients may try again with others.
    pub fn refused(error: &Error) -> Self {
        match error {
            Error::Unavailable { .. } | Error::Limited { .. } | Error::Busy { .. } => Self::new(1013, error.code()),
            Error::Internal(_) => Self::new(4500, "Internal server error"),
            error => Self::new(4403, format!("Forbidden: {}", error.code())),
        }
    }

    /// The credentials have been good until now. Who only has to refresh a token may come back (4403); the others would
    /// be refused again (4401, which clients take for the end).
    pub fn ended(error: &Error) -> Self {
        match error.code() {
            code @ ("session_revoked" | "account_suspended" | "account_banned" | "invalid_token") => {
                Self::new(4401, format!("Unauthorized: {code}"))
            }
            _ => Self::refused(error),
        }
    }

    /// As it stands in the frame.
    pub fn told(self) -> Option<CloseReason> {
        let Self { code, mut reason } = self;
        while reason.len() > LONGEST {
            reason.pop();
        }
        let description = Some(reason).filter(|it| !it.is_empty());
        (code != NO_CODE).then(|| CloseReason { code: CloseCode::from(code), description })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_fits_into_its_frame_whatever_the_client_called_its_operation() {
        let reason = Close::subscriber_exists(&"ö".repeat(200)).told().unwrap();
        assert!(reason.description.unwrap().len() <= LONGEST);
        assert_eq!(u16::from(reason.code), 4409);
    }

    #[test]
    fn a_client_that_closes_hears_its_own_code() {
        let told = |code| Close::answer(Some(CloseCode::from(code).into())).told().map(|why| u16::from(why.code));
        assert_eq!(Close::answer(None).told(), None);
        assert_eq!([1000, 1001, 3000, 4999].map(told), [1000, 1001, 3000, 4999].map(Some));
        assert_eq!([999, 1004, 1006, 1015, 2000, 5000].map(told), [Some(1002); 6]);
    }

    #[test]
    fn who_may_come_back_with_a_fresh_token_is_told_apart_from_who_may_not() {
        let ended = |code| Close::ended(&Error::Unauthenticated { code, detail: "" }).code;
        assert_eq!((ended("token_expired"), ended("session_revoked"), ended("account_suspended")), (4403, 4401, 4401));
    }
}
