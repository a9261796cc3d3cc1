//! What a move refuses, in one line each, and what it keeps others from.

use std::net::TcpListener;

use crate::{
    databases::{count, run, with_postgres},
    instance::{Place, refusal},
};

#[test]
fn a_source_that_is_served_is_copied_but_not_closed() {
    let place = Place::new();
    let (source, target) = (place.community("source.db", [10, 20]), place.sqlite("target.db"));
    let served = place.serve(&source);
    place.moved(&source, &target, &[]);
    let told = place.refused(&source, &target, &["--final"]);
    assert!(told.contains("the source is in use") && told.contains("stop Presswork"), "{told}");
    served.stop();
    let told = refusal(&place.on(&target, &["serve"]));
    assert!(told.contains("is being filled from") && told.contains("--final"), "{told}");
    place.moved(&source, &target, &["--final"]);
    for command in ["serve", "worker", "api"] {
        let told = refusal(&place.on(&source, &[command]));
        assert!(told.contains("was moved to") && told.contains("target.db"), "{told}");
    }
    assert!(place.done(&target, &["queues", "stats"]).contains("bulk"));
    assert!(place.moved(&source, &target, &["--final"]).contains("is the instance now"), "again is no harm");
    assert!(place.refused(&source, &place.sqlite("third.db"), &[]).contains("was moved to"));
    let given_up = place.presswork(&["move", "--from", &source, "--give-up"]).output().unwrap();
    assert!(given_up.status.success(), "{given_up:?}");
    assert!(place.done(&source, &["queues", "stats"]).contains("bulk"));
}

#[test]
fn a_source_in_postgres_that_somebody_is_connected_to_is_not_closed() {
    with_postgres(|postgres| {
        let place = Place::new();
        let (source, target) = (place.community("source.db", [10, 20]), place.sqlite("target.db"));
        place.moved(&source, postgres, &["--final"]);
        let served = place.serve(postgres);
        let told = place.refused(postgres, &target, &["--final"]);
        assert!(told.contains("the source is in use (connected to it: "), "{told}");
        served.stop();
        place.moved(postgres, &target, &["--final"]);
        assert!(refusal(&place.on(postgres, &["api"])).contains("was moved to"));
    });
}

#[test]
fn a_target_with_rows_and_one_of_another_move_are_refused_and_stay_as_they_are() {
    let place = Place::new();
    let (source, other) = (place.community("source.db", [10, 20]), place.community("other.db", [5, 5]));
    let target = place.sqlite("target.db");
    let people = count(&other, "users");
    let told = place.refused(&source, &other, &[]);
    assert!(told.contains("is not empty") && told.contains("other.db"), "{told}");
    assert_eq!(count(&other, "users"), people);
    place.moved(&source, &target, &[]);
    let told = place.refused(&other, &target, &[]);
    assert!(told.contains("is being filled from") && told.contains("empty it first"), "{told}");
}

#[test]
fn a_database_is_not_moved_into_itself() {
    let place = Place::new();
    let source = place.community("source.db", [5, 5]);
    let again = source.replace("sqlite:", "sqlite://").replace("/source.db", "/./source.db");
    assert!(place.refused(&source, &again, &[]).contains("are the same database"));
    with_postgres(|postgres| {
        place.moved(&source, postgres, &["--final"]);
        let again = postgres.replace("127.0.0.1", "localhost");
        assert!(place.refused(postgres, &again, &[]).contains("are the same database"));
    });
}

#[test]
fn a_source_behind_or_ahead_of_the_binary_is_refused() {
    let place = Place::new();
    let (source, target) = (place.community("source.db", [5, 5]), place.sqlite("target.db"));
    run(&source, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99990101_000001_later', 0)");
    let told = place.refused(&source, &target, &[]);
    assert!(told.contains("source.db is ahead of this binary") && told.contains("m99990101_000001_later"), "{told}");
    run(&source, "DELETE FROM seaql_migrations WHERE version = 'm99990101_000001_later'");
    place.done(&source, &["migrate", "down"]);
    let told = place.refused(&source, &target, &[]);
    assert!(told.contains("source.db lacks 1 migrations; run: presswork migrate up"), "{told}");
}

#[test]
fn addresses_that_lead_nowhere_are_told_without_their_passwords() {
    let place = Place::new();
    let source = place.community("source.db", [5, 5]);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let away = format!("postgres://ann:hunter2@127.0.0.1:{port}/press");
    for (from, to, words) in [
        (source.as_str(), away.as_str(), ["can't be opened", "correct --to"]),
        (&away, &source, ["can't be opened", "correct --from"]),
        (&source, "mysql://ann:hunter2@db/press", ["--to: expected sqlite:<file>", "mysql://ann:****@db/press"]),
        (&place.sqlite("nowhere.db"), &away, ["--from: there is no database", "nowhere.db"]),
    ] {
        let told = place.refused(from, to, &[]);
        assert!(words.iter().all(|word| told.contains(word)) && !told.contains("hunter2"), "{told}");
    }
    let output = place.presswork(&["move", "--from", &source]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
