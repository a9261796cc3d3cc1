//! Random operations by random people, each through a face that is chosen at random, beside an equal app on which the same
//! is done through the other face. Every answer has to be the same, and in the end every row of both databases.
//!
//! A run prints its seed, and each step with `PRESSWORK_PARITY_TRACE=1`. Longer runs, and a run again:
//!
//! ```sh
//! PRESSWORK_PARITY_STEPS=10000 cargo test --test it parity::sequences -- --nocapture
//! PRESSWORK_PARITY_SEED=7 PRESSWORK_PARITY_STEPS=10000 cargo test --test it parity::sequences -- --nocapture
//! ```

use chrono::TimeDelta;
use presswork_tests::{Actor, Profile, say, variable};

use super::{
    chance::Chance,
    differential::run,
    twins::{Twins, through_both},
};

mod embedded {
    #[test]
    fn random_operations_through_either_face_end_in_equal_states() {
        super::run(super::Profile::Embedded, super::sequence);
    }
}

mod services {
    #[test]
    fn random_operations_through_either_face_end_in_equal_states() {
        super::run(super::Profile::Services, super::sequence);
    }
}

/// Steps of a run when nobody says.
const STEPS: u64 = 400;
/// After so many steps other people take over, because somebody may have locked themselves out, and rows are compared.
const ROUND: u64 = 50;
/// One step in so many does something at least: between 91 and 115 of 400 did, by seven seeds; the others were refused, by both faces alike.
const DOES_SOMETHING: u64 = 6;
const ROLES: [&str; 6] = ["anonymous", "author", "writer", "editor", "moderator", "admin"];

async fn sequence(profile: Profile) -> Vec<String> {
    let number = |name: &str| variable(name).map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")));
    let seed = number("PRESSWORK_PARITY_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let steps = number("PRESSWORK_PARITY_STEPS").unwrap_or(STEPS);
    say(&format!("parity: {steps} random steps, PRESSWORK_PARITY_SEED={seed} ({profile:?})"));
    let (mut twins, mut chance) = (Twins::assemble(profile).await, Chance::new(seed));
    let (mut people, mut wrong, mut succeeded) = (Vec::new(), Vec::new(), 0);
    for step in 0..steps {
        if step % ROUND == 0 {
            twins.open_queues().await;
            people = newcomers(&mut twins).await;
            wrong.extend(twins.rows().await.differing());
        }
        match one_step(&mut twins, &mut chance, &people).await {
            Ok(done) => succeeded += u64::from(done),
            Err(found) => wrong.push(format!("step {step}: {found}")),
        }
        if !wrong.is_empty() {
            break;
        }
    }
    twins.run_jobs().await;
    wrong.extend(twins.rows().await.differing());
    twins.dismiss();
    say(&format!("parity: {succeeded} of {steps} steps did something, the others were refused ({profile:?})"));
    assert!(!wrong.is_empty() || succeeded >= steps / DOES_SOMETHING, "too many steps were refused to prove anything");
    if !wrong.is_empty() {
        wrong.insert(0, format!("PRESSWORK_PARITY_SEED={seed} PRESSWORK_PARITY_STEPS={steps}"));
    }
    wrong
}

async fn newcomers(twins: &mut Twins) -> Vec<[Actor; 2]> {
    let mut people = Vec::new();
    for role in ROLES {
        people.push(twins.newcomers(role).await);
    }
    people
}

/// One operation; or the jobs that are due, now and then. Tells whether it succeeded, or how the faces differ.
async fn one_step(twins: &mut Twins, chance: &mut Chance, people: &[[Actor; 2]]) -> Result<bool, String> {
    twins.step(TimeDelta::milliseconds(i64::try_from(chance.below(4000)).unwrap_or_default()));
    if chance.happens(4) {
        twins.run_jobs().await;
        return Ok(true);
    }
    let (operation, role) = (chance.operation(), chance.below(people.len()));
    let arguments = chance.arguments(operation);
    if variable("PRESSWORK_PARITY_TRACE").is_some() {
        say(&format!("{} by {} with {arguments}", operation.name, ROLES[role]));
    }
    let [one, other] = &people[role];
    let order = if chance.happens(50) { [one, other] } else { [other, one] };
    let both = through_both(&operation.name, &arguments, order).await;
    if let Ok(answer) = &both.rest.result {
        chance.learn(answer);
    }
    match both.differences().join("\n") {
        found if found.is_empty() => Ok(both.rest.result.is_ok()),
        found => Err(format!("{} by {}\n  with {arguments}\n{found}", operation.name, ROLES[role])),
    }
}
