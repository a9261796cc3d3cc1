//! Moves that are killed, and sources that change meanwhile.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use crate::{
    databases::{count, run, run_all, texts, until, with_postgres},
    instance::{Place, sums},
};

#[test]
fn a_move_that_is_killed_goes_on_and_ends_the_same() {
    with_postgres(|postgres| {
        let place = Place::new();
        let (source, copy) = (place.community("source.db", [60, 900]), place.sqlite("copy.db"));
        for marks in [1, 10, 25] {
            killed_at(&place, &source, postgres, marks);
        }
        let rest = place.moved(&source, postgres, &[]);
        // The row of `event_head` comes with the schema, and is the same.
        assert_eq!(written(&rest), looked_at(&rest) - 1, "each row was written once, by whichever run: {rest}");
        let whole = place.moved(&source, postgres, &["--final"]);
        assert_eq!(written(&whole), 0, "{whole}");
        run(&source, "DELETE FROM moves");
        assert_eq!(sums(&place.moved(&source, &copy, &["--final"])), sums(&whole), "an undisturbed run ends the same");
    });
}

/// Starts a move, and kills it once so many tables are marked.
fn killed_at(place: &Place, from: &str, to: &str, marks: i64) {
    let mut moving = place.moving(from, to, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    until(to, "move_marks", |found| {
        assert!(moving.try_wait().unwrap().is_none(), "it ended before {marks} tables were marked");
        assert!(began.elapsed() < Duration::from_mins(1), "it does not come to {marks} tables");
        found >= marks
    });
    moving.kill().unwrap();
    moving.wait().unwrap();
}

fn numbers(said: &str) -> Vec<u64> {
    let line = said.lines().find(|line| line.contains(" written, ")).unwrap();
    line.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

fn looked_at(said: &str) -> u64 {
    numbers(said)[1]
}

fn written(said: &str) -> u64 {
    numbers(said)[2]
}

/// What happens at the source between two runs: something new, gone, changed, and two names that change hands.
const CHANGES: [&str; 9] = [
    "UPDATE posts SET title = 'Anew', version = version + 1 WHERE id IN (SELECT id FROM posts ORDER BY id LIMIT 5)",
    "DELETE FROM posts WHERE id IN (SELECT id FROM posts ORDER BY id DESC LIMIT 3)",
    "DELETE FROM reactions WHERE rowid IN (SELECT rowid FROM reactions LIMIT 50)",
    "UPDATE users SET username = 'between' WHERE id = (SELECT MIN(id) FROM users)",
    "UPDATE users SET username = 'boss-before' WHERE username = 'boss'",
    "UPDATE users SET username = 'boss' WHERE username = 'between'",
    "UPDATE users SET username = 'between' WHERE username = 'boss-before'",
    "INSERT INTO job_groups (key, next_at) VALUES ('anew', '2026-01-01T00:00:00+00:00')",
    "UPDATE event_head SET seq = 12",
];

#[test]
fn what_changes_meanwhile_comes_with_the_next_run() {
    with_postgres(|postgres| {
        let place = Place::new();
        let source = place.community("source.db", [20, 60]);
        place.moved(&source, postgres, &[]);
        let before = count(postgres, "posts");
        run_all(&source, &CHANGES);
        let said = place.moved(&source, postgres, &[]);
        assert!(said.contains("stop the source"), "{said}");
        assert_eq!(count(postgres, "posts"), before - 3);
        assert_eq!(count(postgres, "posts WHERE title = 'Anew'"), 5);
        let said = place.moved(&source, postgres, &["--final"]);
        assert_eq!(sums(&said)["posts"].split(' ').next(), Some((before - 3).to_string().as_str()));
        let name = "SELECT username AS it FROM users ORDER BY id LIMIT 1";
        assert_eq!(texts(postgres, name), ["boss"], "names that changed hands");
    });
}

#[test]
fn a_difference_is_told_with_its_table_and_key() {
    let place = Place::new();
    let (source, target) = (place.community("source.db", [10, 20]), place.sqlite("target.db"));
    place.moved(&source, &target, &[]);
    run(&target, "CREATE TRIGGER odd AFTER INSERT ON users BEGIN UPDATE users SET bio = 'odd' WHERE id = new.id; END");
    run(&source, "UPDATE users SET bio = 'anew' WHERE username = 'boss'");
    let told = place.refused(&source, &target, &["--final"]);
    let id = texts(&source, "SELECT lower(hex(id)) AS it FROM users WHERE username = 'boss'").remove(0);
    assert!(told.replace('-', "").contains(&format!("users: the row with id={id} differs")), "{told}");
    assert!(told.contains("11 rows with"), "{told}");
    assert!(place.on(&source, &["queues", "stats"]).status.success(), "the source is not closed");
}
