//! What a database failure means to the rules: away, or a bug.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx::Error as Sqlx};

use crate::Error;

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_away(&error) {
            Self::unavailable("database", error)
        } else if code(&error).is_some_and(|code| code == NOT_STORABLE) {
            Self::malformed("invalid_character", "no text here can have NUL in it")
        } else {
            Self::internal(error)
        }
    }
}

/// PostgreSQL refuses NUL in any text, also in one that is only compared (`character_not_in_repertoire`); SQLite finds
/// nothing.
const NOT_STORABLE: &str = "22021";

fn is_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        _ => match driver(error) {
            Some(Sqlx::Io(_) | Sqlx::PoolTimedOut | Sqlx::PoolClosed | Sqlx::WorkerCrashed | Sqlx::Tls(_)) => true,
            Some(Sqlx::Database(_)) => code(error).is_some_and(|code| is_passing(&code)),
            _ => false,
        },
    }
}

fn driver(error: &DbErr) -> Option<&Sqlx> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

/// What the database calls it.
fn code(error: &DbErr) -> Option<String> {
    match driver(error)? {
        Sqlx::Database(cause) => cause.code().map(Into::into),
        _ => None,
    }
}

/// PostgreSQL's code of a server that takes no writes: a standby that is about to take over, or one whose disk is nearly full.
const READ_ONLY: &str = "25006";

/// PostgreSQL classes 08 (connection), 40 (serialisation, deadlock), 53 (resources, also a full disk) and 57 (shutdown), a server that is
/// read-only, and SQLite's busy (5), locked (6), read-only (8), input and output (10, also a quota or a limit on files that is used up),
/// full (13) and a file that can't be opened (14), whose further bits say more of it: all of them pass.
fn is_passing(code: &str) -> bool {
    if code.len() == 5 {
        return code == READ_ONLY || ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class));
    }
    code.parse().is_ok_and(|code: u32| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

/// Whether a write failed because a unique value is taken, and by which constraint or column.
pub(crate) fn taken(error: &DbErr) -> Option<String> {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(detail)) => Some(detail),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_passing;

    #[test]
    fn a_restart_of_the_server_passes_and_a_syntax_error_does_not() {
        assert!(is_passing("57P01"));
        assert!(is_passing("40001"));
        assert!(is_passing("53100") && is_passing("13"), "a full disk");
        assert!(is_passing("778") && is_passing("517"), "a quota that is used up, a reader of yesterday");
        assert!(is_passing("25006") && is_passing("8"), "a standby, a disk that became read-only");
        assert!(is_passing("14"), "no room for another open file");
        assert!(!is_passing("25001"), "a transaction within another is a bug");
        assert!(!is_passing("42601") && !is_passing("19") && !is_passing("1299"));
    }
}
