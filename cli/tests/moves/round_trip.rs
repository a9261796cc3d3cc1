//! What is moved is the same afterwards.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use presswork_domain::platform::transfer::LEFT_OUT;

use crate::{
    databases::{count, run, run_all, texts, until, with_postgres},
    instance::{Place, sums},
};

const TABLES: [&str; 2] = [
    "SELECT name AS it FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "SELECT CAST(tablename AS TEXT) AS it FROM pg_tables WHERE schemaname = 'public'",
];

/// Foreign keys and triggers with their state, in PostgreSQL and in SQLite.
const RULES: [&str; 2] = [
    "SELECT type || name || COALESCE(sql, '') AS it FROM sqlite_master ORDER BY 1",
    "SELECT conrelid::regclass::text || conname || pg_get_constraintdef(oid) AS it FROM pg_constraint \
     WHERE connamespace = 'public'::regnamespace UNION ALL SELECT tgrelid::regclass::text || tgname || tgenabled::text FROM pg_trigger \
     WHERE NOT tgisinternal ORDER BY 1",
];

#[test]
fn an_instance_goes_to_postgres_and_back_and_every_sum_and_an_export_of_the_site_are_the_same() {
    with_postgres(|postgres| {
        let place = Place::new();
        let (source, back) = (place.community("source.db", [20, 60]), place.sqlite("back.db"));
        let (fresh, rules) = (place.sqlite("fresh.db?mode=rwc"), texts_of(postgres, &place));
        let served = place.serve(&source);
        let site = served.site();
        served.stop();

        let there = sums(&place.moved(&source, postgres, &["--final"]));
        assert!(there.len() > 50 && there["posts"].starts_with("60 "), "{there:?}");
        assert_eq!(texts(postgres, RULES[1]), rules, "foreign keys and triggers are back");
        assert!(place.done(postgres, &["audit", "verify"]).contains("whole"));
        let judged = place.done(postgres, &["doctor"]);
        assert!(judged.contains("secret key") && !judged.contains("WRONG"), "{judged}");
        // Before anything is written there, it goes back; the job that writes what can be found stays.
        run(postgres, "DELETE FROM jobs WHERE kind = 'search.reindex'");
        let here = sums(&place.moved(postgres, &back, &["--final"]));
        assert_eq!(here, there);
        place.done(&fresh, &["migrate", "up"]);
        assert_eq!(texts(&back, RULES[0]), texts(&fresh, RULES[0]));

        let served = place.serve(&back);
        assert!(served.site() == site, "the export of the site is another");
        served.stop();
    });
}

/// What PostgreSQL has of foreign keys and triggers when it is only migrated. It is empty afterwards.
fn texts_of(postgres: &str, place: &Place) -> Vec<String> {
    place.done(postgres, &["migrate", "up"]);
    texts(postgres, RULES[1])
}

#[test]
fn an_instance_in_postgres_is_searched_and_goes_on_counting() {
    with_postgres(|postgres| {
        let place = Place::new();
        let source = place.community("source.db", [10, 20]);
        run_all(
            &source,
            &["INSERT INTO events (place, id, seq, kind, version, data, at) VALUES \
               (41, randomblob(16), 7, 'post.published', 1, '{}', '2026-01-01T00:00:00+00:00')"],
        );
        place.moved(&source, postgres, &["--final"]);
        assert_eq!(count(postgres, "jobs WHERE kind = 'search.reindex' AND state = 'queued'"), 1);
        assert_eq!(count(postgres, "workers"), 0);
        run(
            postgres,
            "INSERT INTO events (id, kind, version, data, at) VALUES (gen_random_uuid(), 'x', 1, '{}', now())",
        );
        assert_eq!(count(postgres, "events WHERE kind = 'x' AND place = 42"), 1, "the sequence is behind what came");
        run(postgres, "DELETE FROM events WHERE kind = 'x'");
        let served = place.serve(postgres);
        let began = Instant::now();
        until(postgres, "search_entries WHERE kind = 'post'", |found| {
            assert!(began.elapsed() < Duration::from_mins(1), "nothing can be found");
            found > 0
        });
        served.stop();
    });
}

#[test]
fn sqlite_goes_to_sqlite_and_every_table_is_copied_or_left_out_for_a_reason() {
    let place = Place::new();
    let (source, target) = (place.community("source.db", [10, 20]), place.sqlite("target.db"));
    let copied: BTreeSet<String> = sums(&place.moved(&source, &target, &["--final"])).into_keys().collect();
    covers(&copied, &texts(&target, TABLES[0]));
    assert_eq!(texts(&target, "SELECT CAST(COUNT(*) AS TEXT) AS it FROM users"), ["11"]);
}

#[test]
fn every_table_of_postgres_is_copied_or_left_out_for_a_reason() {
    with_postgres(|postgres| {
        let place = Place::new();
        let source = place.community("source.db", [10, 20]);
        let copied: BTreeSet<String> = sums(&place.moved(&source, postgres, &["--final"])).into_keys().collect();
        covers(&copied, &texts(postgres, TABLES[1]));
    });
}

fn covers(copied: &BTreeSet<String>, all: &[String]) {
    let left_out: BTreeSet<&str> = LEFT_OUT.iter().map(|(name, _)| *name).collect();
    let forgotten: Vec<_> =
        all.iter().filter(|name| !copied.contains(*name) && !left_out.contains(name.as_str())).collect();
    assert!(forgotten.is_empty(), "neither copied nor left out with a reason: {forgotten:?}");
    let both: Vec<_> = copied.iter().filter(|name| left_out.contains(name.as_str())).collect();
    assert!(both.is_empty() && LEFT_OUT.iter().all(|(_, reason)| !reason.is_empty()), "{both:?}");
}
