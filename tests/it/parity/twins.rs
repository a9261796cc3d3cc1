//! Two equal apps, each with the cast of the matrix, and one operation through both faces.

use chrono::TimeDelta;
use presswork_tests::{Actor, Face, Outcome, Profile, TestApp};
use serde_json::{Value, json};

use crate::matrix::{fixtures::Cast, table::Row};

/// Two equal apps.
pub struct Twins {
    casts: [Cast; 2],
    steps: u64,
}

/// What an operation came to in each face.
pub struct Both {
    /// Through REST.
    pub rest: Outcome,
    /// Through GraphQL.
    pub graphql: Outcome,
}

impl Twins {
    pub async fn assemble(profile: Profile) -> Self {
        let [one, other] = TestApp::twins(profile).await;
        Self { casts: [Cast::assemble(one).await, Cast::assemble(other).await], steps: 0 }
    }

    /// Moves both on: what is random in this step is the same in both.
    pub fn step(&mut self, by: TimeDelta) {
        self.steps += 1;
        for cast in &self.casts {
            cast.app().step(self.steps, by);
        }
    }

    /// Somebody who asks, and the arguments of a row on a new thing, in both apps.
    pub async fn case(&mut self, row: &Row, role: &str) -> ([Actor; 2], Value) {
        self.step(TimeDelta::seconds(1));
        let [one, other] = &mut self.casts;
        let actors = [one.actor(role).await, other.actor(role).await];
        let (arguments, same) = (one.arguments(row, &actors[0]).await, other.arguments(row, &actors[1]).await);
        let fault = "is not made of the clock and the entropy of the app alone";
        assert_eq!(arguments, same, "the fixture {} of {} {fault}", row.on, row.operation);
        self.step(TimeDelta::seconds(1));
        (actors, arguments)
    }

    /// Somebody new with this role, in both apps.
    pub async fn newcomers(&mut self, role: &str) -> [Actor; 2] {
        self.step(TimeDelta::seconds(1));
        let name = format!("{role}-{}", self.steps);
        let [one, other] = self.casts.each_ref().map(Cast::app);
        match role {
            "anonymous" => [one.anonymous(), other.anonymous()],
            "editor" => [one.editor(&name).await, other.editor(&name).await],
            "moderator" => [one.moderator(&name).await, other.moderator(&name).await],
            "admin" => [one.admin(&name).await, other.admin(&name).await],
            _ => [one.user(&name).await, other.user(&name).await],
        }
    }

    /// Lets every queue of both go on: newcomers wait for their mail.
    pub async fn open_queues(&self) {
        for cast in &self.casts {
            cast.app().db_run("DELETE FROM queues", vec![]).await;
        }
    }

    /// Runs the jobs that are due in both.
    pub async fn run_jobs(&self) {
        let ran = (self.casts[0].app().run_jobs().await, self.casts[1].app().run_jobs().await);
        assert_eq!(ran.0, ran.1, "as many jobs in both");
    }

    /// What is in both databases.
    pub async fn rows(&self) -> Rows {
        let [one, other] = self.casts.each_ref().map(|cast| cast.app().db_dump());
        let (one, other) = tokio::join!(one, other);
        Rows([one, other])
    }

    pub fn dismiss(self) {
        self.casts.into_iter().for_each(Cast::dismiss);
    }
}

/// What is in the two databases at a moment.
pub struct Rows([Vec<String>; 2]);

impl Rows {
    /// Where they differ; empty when they don't. Once they do, everything after it will.
    pub fn differing(&self) -> Vec<String> {
        let [one, other] = &self.0;
        if one == other {
            return Vec::new();
        }
        let only = |here: &[String], there: &[String], name: &str| {
            here.iter()
                .filter(|row| !there.contains(row))
                .map(|row| format!("  only {name}: {row}"))
                .collect::<Vec<_>>()
        };
        [only(one, other, "in the first"), only(other, one, "in the second")].concat()
    }

    /// Whether neither has changed since. That something was refused may be in the audit log.
    pub fn are_as(&self, before: &Self) -> bool {
        let counted = |rows: &[Vec<String>; 2]| {
            rows.each_ref()
                .map(|rows| rows.iter().filter(|row| !row.starts_with("audit_")).cloned().collect::<Vec<_>>())
        };
        counted(&self.0) == counted(&before.0)
    }
}

/// Sends an operation through REST by one actor and through GraphQL by the other, who is the same person in the other app.
pub async fn through_both(operation: &str, arguments: &Value, [by_rest, by_graphql]: [&Actor; 2]) -> Both {
    let mut rest = by_rest.through(Face::Rest).call(operation, arguments.clone()).await;
    if rest.http.status == 301 {
        // A former address: GraphQL, which has no redirects, answers with the thing itself.
        rest.http = by_rest.get(rest.http.header("location")).await;
        rest.result = Ok(rest.http.json());
    }
    let answer = rest.result.as_ref().unwrap_or(&Value::Null);
    let graphql = by_graphql.call_selecting(operation, arguments, answer).await;
    Both { rest, graphql }
}

impl Both {
    /// How the answers differ; empty when they don't.
    pub fn differences(&self) -> Vec<String> {
        let mut found = Vec::new();
        let (rest, graphql) = (essence(&self.rest), essence(&self.graphql));
        if rest != graphql {
            found.push(format!("  REST answers    {rest}\n  GraphQL answers {graphql}"));
        }
        let statements = (self.rest.http.statements(), self.graphql.http.statements());
        if statements.0 != statements.1 {
            found.push(format!("  REST runs {} statements, GraphQL {}", statements.0, statements.1));
        }
        let points = (self.rest.http.points(), self.graphql.http.points());
        if points.0 != points.1 {
            found.push(format!("  REST is charged {:?} points, GraphQL {:?}", points.0, points.1));
        }
        found
    }
}

/// What counts of an outcome. A refusal is what its problem says, but for the address, which is that of the face.
fn essence(outcome: &Outcome) -> Value {
    match &outcome.result {
        Ok(answer) => json!({ "ok": answer }),
        Err(problem) => {
            let named = |name: &str| problem[name].clone();
            json!({ "status": named("status"), "code": named("code"), "detail": named("detail"), "errors": named("errors") })
        }
    }
}
