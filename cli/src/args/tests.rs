//! What is understood, and what is refused.

use clap::{CommandFactory, Parser};
use presswork_domain::jobs::QueueName;

use super::{Cli, Command};

#[test]
fn the_definition_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn queues_are_separated_by_commas() {
    let cli = Cli::parse_from(["presswork", "worker", "--queues", "interactive,bulk", "--concurrency", "16"]);
    let Some(Command::Worker(args)) = cli.command else { panic!("{cli:?}") };
    assert_eq!(args.queues, Some(vec![QueueName::Interactive, QueueName::Bulk]));
    assert_eq!(args.concurrency, Some(16));
}

#[test]
fn what_is_no_time_is_refused_with_an_example_of_one() {
    for (command, option) in [("jobs", "--since"), ("jobs", "--until"), ("seed", "--until")] {
        let list: &[&str] = if command == "jobs" { &["list"] } else { &[] };
        let with = |time| [&["presswork", command][..], list, &[option, time][..]].concat();
        let refused = Cli::try_parse_from(with("yesterday")).unwrap_err().to_string();
        assert!(refused.contains("RFC 3339") && refused.contains("such as 2026-11-24T00:00:00Z"), "{refused}");
        for good in ["2026-11-24T00:00:00Z", "2026-11-24T01:00:00+01:00"] {
            assert!(Cli::try_parse_from(with(good)).is_ok(), "{good}");
        }
    }
}

#[test]
fn an_unknown_queue_is_refused() {
    let refused = Cli::try_parse_from(["presswork", "worker", "--queues", "fast"]).unwrap_err().to_string();
    assert!(refused.contains("the queues are interactive, standard and bulk"), "{refused}");
}
