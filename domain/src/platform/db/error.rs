//! What a database failure means to the rules: away, or a bug.

use sea_orm::{DbErr, SqlErr};

use crate::Error;

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_away(&error) { Self::unavailable("database", error) } else { Self::internal(error) }
    }
}

fn is_away(error: &DbErr) -> bool {
    use sea_orm::sqlx::Error as Sqlx;
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(cause) | DbErr::Query(cause) => match cause {
            sea_orm::RuntimeErr::SqlxError(cause) => match cause.as_ref() {
                Sqlx::Io(_) | Sqlx::PoolTimedOut | Sqlx::PoolClosed | Sqlx::WorkerCrashed | Sqlx::Tls(_) => true,
                Sqlx::Database(cause) => cause.code().is_some_and(|code| is_passing(&code)),
                _ => false,
            },
            sea_orm::RuntimeErr::Internal(_) => false,
        },
        _ => false,
    }
}

/// PostgreSQL classes 08 (connection), 40 (serialisation, deadlock), 53 (resources) and 57 (shutdown), and SQLite's
/// busy (5) and locked (6): all of them pass.
fn is_passing(code: &str) -> bool {
    (code.len() == 5 && ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class)))
        || matches!(code, "5" | "6" | "261" | "517")
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
        assert!(!is_passing("42601"));
    }
}
