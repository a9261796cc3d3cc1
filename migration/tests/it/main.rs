//! The migrations against a real `SQLite` file and, where one can be reached, a real `PostgreSQL`.

mod concurrency;
mod databases;
mod lint;
mod round_trip;
mod schema;
mod status;
