//! The installation on PostgreSQL and Redis.

use super::{
    Args, ceilings, drain, enqueue, idle,
    kinds::{Heap, Noop},
    pickup::waits,
    place::Place,
    sizes::Sizes,
    step,
    worker::Worker,
};
use crate::{
    Result,
    figures::{median, number, percentile, ratio},
    machine::{memory_mib, postgres, redis_server},
    report::{Goal, Report},
};

/// Jobs that a worker runs at once where its rate is measured, unless told otherwise.
const MANY: usize = 32;

/// Everything that is measured there.
pub(crate) async fn measure(place: &Place, args: &Args, sizes: &Sizes, report: &mut Report) -> Result<()> {
    report.measured_at(place.deps.clock.now().format("%Y-%m-%d %H:%M UTC").to_string());
    let (postgres, redis) = (postgres(place.deps.db.pool()).await?, redis_server(&place.here()?.redis).await?);
    report.measured_on(format!("{postgres}, {redis}, on the same machine"));
    if args.wants("enqueue") {
        enqueuing(place, sizes, report).await?;
    }
    if args.wants("drain") {
        draining(place, args, sizes, report).await?;
    }
    if args.wants("pick-up") {
        picking_up(place, args, sizes, report).await?;
    }
    if args.wants("backlog") {
        backlog(place, args, sizes, report).await?;
    }
    Ok(())
}

async fn enqueuing(place: &Place, sizes: &Sizes, report: &mut Report) -> Result<()> {
    step("enqueuing");
    let pgbench = ceilings::Inserting::prepare(place).await?;
    let (mut ours, mut ceiling, mut pushed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..sizes.repetitions {
        place.empty().await?;
        ours.push(enqueue::one_by_one::<Noop>(place, sizes.connections, sizes.enqueuing).await?);
        place.empty().await?;
        ceiling.push(pgbench.rate(place, sizes).await?);
        pushed.push(ceilings::redis::pushed(place, sizes).await?);
    }
    report.section("Enqueuing, one job in a transaction");
    report.figure("pgbench, the same statements", median(ceiling.clone()), "/s", "", Goal::None);
    report.figure("Redis, LPUSH one by one", median(pushed), "/s", "", Goal::None);
    report.figure("enqueued one by one", median(ours.clone()), "/s", "", Goal::None);
    report.figure("of it", ratio(&ours, &ceiling), "", "pgbench", Goal::AtLeast(0.8));
    Ok(())
}

async fn draining(place: &Place, args: &Args, sizes: &Sizes, report: &mut Report) -> Result<()> {
    step("draining");
    let pgbench = ceilings::Draining::prepare(place).await?;
    let many = args.concurrency.or(Some(MANY));
    let (mut shipped, mut one, mut two, mut ceiling) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut moved, mut popped) = (Vec::new(), Vec::new());
    for _ in 0..sizes.repetitions {
        one.push(drain::by_processes(place, many, sizes.drained, 1).await?);
        ceiling.push(pgbench.rate(place, sizes).await?);
        two.push(drain::by_processes(place, many, sizes.drained, 2).await?);
        shipped.push(drain::by_processes(place, None, sizes.drained, 1).await?);
        moved.push(ceilings::redis::moved(place, sizes).await?);
        popped.push(ceilings::redis::popped(place, sizes).await?);
    }
    report.section(&format!("Draining jobs that do nothing, {} at once in a process", many.unwrap_or(MANY)));
    report.figure("pgbench, the same batches claimed and completed", median(ceiling.clone()), "/s", "", Goal::None);
    report.figure("Redis, BLMOVE one by one", median(moved), "/s", "", Goal::None);
    report.figure("Redis, LMPOP by the hundred", median(popped), "/s", "", Goal::None);
    report.figure("one worker process", median(one.clone()), "/s", "", Goal::AtLeast(10_000.0));
    report.figure("of it", ratio(&one, &ceiling), "", "pgbench", Goal::AtLeast(0.5));
    report.figure("two worker processes", median(two.clone()), "/s", "", Goal::AtLeast(15_000.0));
    report.figure("of it", ratio(&two, &one), "", "one process", Goal::AtLeast(1.5));
    report.figure("one worker process, concurrency as shipped", median(shipped), "/s", "", Goal::None);
    Ok(())
}

async fn picking_up(place: &Place, args: &Args, sizes: &Sizes, report: &mut Report) -> Result<()> {
    step("picking up when idle");
    place.empty().await?;
    let mut worker = Worker::ready(place, args.concurrency).await?;
    worker.begin().await?;
    let idle = idle::percent(&worker, sizes.idle).await?;
    let waits = waits(place, sizes, &mut worker.started).await?;
    worker.stop().await?;
    report.section("A worker process that has nothing to do");
    report.figure("of a core", idle, " %", "", Goal::Under(1.0));
    report.figure("pick-up, p50", percentile(&waits, 50), " ms", "", Goal::Under(3.0));
    report.figure("pick-up, p99", percentile(&waits, 99), " ms", "", Goal::Under(15.0));
    Ok(())
}

async fn backlog(place: &Place, args: &Args, sizes: &Sizes, report: &mut Report) -> Result<()> {
    step("a backlog");
    place.empty().await?;
    let rate = enqueue::in_bulk::<Heap>(&place.deps, sizes.backlog, sizes.bulk, 2).await?;
    let mut worker = Worker::ready(place, args.concurrency).await?;
    worker.begin().await?;
    tokio::time::sleep(sizes.idle / 5).await;
    let before = memory_mib(worker.id)?;
    let waits = waits(place, sizes, &mut worker.started).await?;
    let after = memory_mib(worker.id)?;
    let left = "SELECT COUNT(*) AS it FROM jobs WHERE queue = 'bulk' AND state IN ('queued', 'scheduled')";
    let left: i64 = place.one(left).await?.try_get("", "it")?;
    worker.stop().await?;
    let of = number(figure(sizes.backlog as u64));
    report.section(&format!("A backlog of {of} bulk jobs, being drained"));
    report.figure("enqueued in bulk", rate, "/s", "", Goal::AtLeast(50_000.0));
    report.figure("an interactive job is picked up, p50", percentile(&waits, 50), " ms", "", Goal::None);
    report.figure("an interactive job is picked up, p99", percentile(&waits, 99), " ms", "", Goal::Under(250.0));
    report.figure("left of the backlog by then", figure(left.cast_unsigned()), "", "", Goal::None);
    report.figure("the worker's memory, at first", figure(before), " MiB", "", Goal::None);
    report.figure(
        "the worker's memory, later",
        figure(after),
        " MiB",
        "at first",
        Goal::Under(figure(before) * 1.25 + 8.0),
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
const fn figure(count: u64) -> f64 {
    count as f64
}
