//! Clocks that differ.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use chrono::{DateTime, TimeDelta, Utc};
use presswork_tests::{Face, Profile, TestApp, run};

use super::doctor;

#[test]
fn the_doctor_notices_that_the_clock_of_postgres_is_wrong() {
    run(Profile::Services, Face::Rest, &[], a_wrong_postgres);
}

#[test]
fn the_doctor_notices_that_the_clock_of_redis_is_wrong() {
    run(Profile::Embedded, Face::Rest, &[], a_wrong_redis);
}

#[test]
fn the_doctor_notices_that_the_clock_is_behind_what_sqlite_holds() {
    run(Profile::Embedded, Face::Rest, &[], a_clock_that_went_back);
}

/// Before PostgreSQL's own, for whoever looks there first.
const WRONG_CLOCK: [&str; 2] = [
    "CREATE SCHEMA IF NOT EXISTS wrong",
    "CREATE OR REPLACE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql \
     AS 'SELECT pg_catalog.clock_timestamp() - INTERVAL ''1 hour'''",
];

async fn a_wrong_postgres(app: TestApp) {
    for sql in WRONG_CLOCK {
        app.db_run(sql, vec![]).await;
    }
    let url = app.environment()["DATABASE_URL"].clone();
    let joint = if url.contains('?') { '&' } else { '?' };
    let wrong = format!("{url}{joint}options=-c%20search_path%3Dwrong%2Cpg_catalog%2Cpublic");
    let is_told = |url: &str| {
        let (found, sound) = doctor(&app, "database", &[("DATABASE_URL", url)]);
        let told = found.iter().any(|line| line.starts_with("WRONG") && line.contains("clock") && line.contains("NTP"));
        assert_eq!(told, !sound, "{found:?}");
        told
    };
    assert!(!is_told(&url), "it goes right");
    assert!(is_told(&wrong));
    app.db_run("DROP SCHEMA wrong CASCADE", vec![]).await;
}

async fn a_clock_that_went_back(app: TestApp) {
    let ada = app.user("ada").await;
    let is_told = |what: &str| {
        let (found, sound) = doctor(&app, "database", &[]);
        let wrong = found.iter().find(|line| line.starts_with("WRONG"));
        assert_eq!(wrong.is_none(), sound, "{found:?}");
        wrong.is_some_and(|line| [what, "ahead of this machine's clock", "NTP"].iter().all(|word| line.contains(word)))
    };
    let (now, hour) = (app.deps.clock.now(), TimeDelta::hours(1));
    let enqueued_at = async |at: DateTime<Utc>| {
        assert!(app.db_run("UPDATE jobs SET created_at = ?", vec![at.into()]).await > 0);
    };
    assert!(!is_told("the newest job"), "it goes right");
    enqueued_at(now + hour).await;
    assert!(is_told("the newest job"));
    app.advance(hour);
    ada.again().await;
    app.run_jobs().await;
    enqueued_at(now).await;
    assert!(is_told("the last entry of the audit log"));
}

async fn a_wrong_redis(app: TestApp) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| pretend(&stream)));
    let (found, sound) = doctor(&app, "redis", &[("REDIS_URL", &url)]);
    assert!(!sound, "{found:?}");
    assert!(found.iter().any(|line| line.starts_with("WRONG") && line.contains("clock")), "{found:?}");
    assert!(found.iter().any(|line| line.starts_with("ok") && line.contains("Redis 7.2.0")), "{found:?}");
}

/// A Redis that thinks it is 2001, as far as the doctor asks.
fn pretend(mut stream: &TcpStream) {
    let mut reader = BufReader::new(stream);
    while let Some(words) = command(&mut reader) {
        let info = "redis_version:7.2.0\r\nmaxmemory_policy:noeviction\r\n";
        let answer = match words[0].to_ascii_uppercase().as_str() {
            "INFO" => format!("${}\r\n{info}\r\n", info.len()),
            "TIME" => "*2\r\n$9\r\n978307200\r\n$1\r\n0\r\n".to_owned(),
            _ => "+OK\r\n".to_owned(),
        };
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// The words of the next command; none at the end.
fn command(reader: &mut impl BufRead) -> Option<Vec<String>> {
    let number = |reader: &mut dyn BufRead| {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 1)?;
        line[1..].trim().parse::<usize>().ok()
    };
    let count = number(reader)?;
    let word = |_| {
        let mut bytes = vec![0; number(reader)? + 2];
        reader.read_exact(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).trim().to_owned())
    };
    (0..count).map(word).collect()
}
