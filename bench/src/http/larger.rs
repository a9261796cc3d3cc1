//! The same on a database that is many times as large, in turns with the other.

use super::{
    Args,
    loads::Bench,
    place::Place,
    results::{Larger, Results},
    server::Server,
    work::{Mode, Work},
};
use crate::{Result, figures::number, say};

/// What is as dear as there is data. What is kept in memory is not.
const WORKS: [Work; 7] = [Work::W1, Work::W2, Work::W3, Work::W7, Work::W8, Work::W4, Work::W9];

/// Measures there and here.
pub(crate) async fn measure(args: &Args, here: &Bench<'_>, there: &Place, results: &mut Results) -> Result<()> {
    // What this one leaves out has been said of the other.
    let there = Bench::prepare(args, there, &mut Results::default()).await?;
    let settings = Mode::Off.settings();
    let servers = (
        Server::start(here.place, &here.client, &settings).await?,
        Server::start(there.place, &there.client, &settings).await?,
    );
    for repetition in 1..=args.repetitions {
        say(&format!("· more data, {repetition} of {}", args.repetitions));
        for work in WORKS.into_iter().filter(|work| here.works.contains(work)) {
            let (less, more) = (here.load(work, &servers.0).await?, there.load(work, &servers.1).await?);
            say(&format!("  {} {}/s, {}/s", work.name(), number(less.load.rate), number(more.load.rate)));
            results.larger.entry(work).or_default().push(Larger { here: less.load, there: more.load });
        }
        here.place.clean().await?;
        there.place.clean().await?;
    }
    servers.0.stop().await?;
    servers.1.stop().await
}
