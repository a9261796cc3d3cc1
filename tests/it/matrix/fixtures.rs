//! What the operations of the table are done to.

use presswork_tests::{Actor, Face, PASSWORD, TestApp, id_of};
use serde_json::{Value, json};

/// Everybody in the table.
pub struct Cast {
    app: TestApp,
    anonymous: Actor,
    stranger: Actor,
    owner: Actor,
    editor: Actor,
    moderator: Actor,
    admin: Actor,
    /// Counts what has to be new each time.
    count: usize,
}

impl Cast {
    pub async fn assemble(app: TestApp) -> Self {
        Self {
            anonymous: app.anonymous(),
            stranger: app.user("stranger").await,
            owner: app.user("owner").await,
            editor: app.editor("editor").await,
            moderator: app.moderator("mod").await,
            admin: app.admin("boss").await,
            app,
            count: 0,
        }
    }

    /// The actor of a column, with a session of its own that the operation may end.
    pub async fn actor(&self, role: &str) -> Actor {
        let actor = match role {
            "anonymous" => return self.anonymous.clone(),
            "stranger" => &self.stranger,
            "owner" => &self.owner,
            "editor" => &self.editor,
            "moderator" => &self.moderator,
            "admin" => &self.admin,
            _ => panic!("nobody plays {role}"),
        };
        self.log_in(&actor.username).await
    }

    async fn log_in(&self, username: &str) -> Actor {
        let login = json!({ "input": { "login": username, "password": PASSWORD } });
        let tokens = self.anonymous.through(Face::Rest).call("login", login).await.ok();
        self.anonymous.with_tokens(&tokens)
    }

    /// The arguments of an operation on a new thing of this kind, which belongs to the owner.
    pub async fn arguments(&mut self, operation: &str, on: &str) -> Value {
        let owner = self.owner.through(Face::Rest);
        self.count += 1;
        let mut arguments = match on {
            "-" | "account" => json!({}),
            "user" => json!({ "id": owner.id }),
            "draft" => id_of(&owner.draft("Draft").await),
            "published" => id_of(&owner.published("Published").await),
            "tag" => {
                owner.published("Tagged").await;
                json!({ "slug": "rust" })
            }
            "nodes" => json!({ "ids": owner.id }),
            "job" => id_of(&self.job().await),
            "dead" => self.dead_job().await,
            "mail" => self.mail_job().await,
            "queue" => json!({ "name": "bulk" }),
            "worker" => json!({ "id": "worker_nobody" }),
            "schedule" => json!({ "name": "purge-jobs" }),
            _ => panic!("there is no {on}"),
        };
        if let Some(input) = self.input(operation).await {
            arguments["input"] = input;
        }
        arguments
    }

    async fn input(&self, operation: &str) -> Option<Value> {
        let (name, email) = (format!("new-{}", self.count), format!("new-{}@example.org", self.count));
        let account = json!({ "username": name, "email": email, "password": PASSWORD });
        Some(match operation {
            "register" => account,
            "requestEmailVerification" => json!({ "email": email }),
            "confirmEmail" => {
                self.anonymous.through(Face::Rest).call("register", json!({ "input": account })).await.ok();
                self.app.run_jobs().await;
                json!({ "token": self.app.last_mail_to(&email).await.token() })
            }
            "login" => json!({ "login": self.owner.username, "password": PASSWORD }),
            "refresh" => json!({ "refreshToken": self.log_in(&self.owner.username).await.refresh_token }),
            "createPost" | "updatePost" => json!({ "title": "Mine" }),
            _ => return None,
        })
    }

    /// A job that the owner set in motion and that waits.
    async fn job(&self) -> Value {
        let owner = self.owner.through(Face::Rest);
        let draft = owner.draft("Hello").await;
        owner.call("publishPost", id_of(&draft)).await.ok()["job"].clone()
    }

    async fn dead_job(&self) -> Value {
        self.app.run_jobs().await;
        let job = id_of(&self.job().await);
        self.app.db_run("UPDATE jobs SET state = 'dead' WHERE state = 'queued'", vec![]).await;
        job
    }

    /// A job that nobody set in motion who is logged in: the first mail of somebody.
    async fn mail_job(&self) -> Value {
        let jobs = self.admin.through(Face::Rest).call("jobs", json!({ "kind": "mail.send" })).await.ok();
        id_of(&jobs["data"][0])
    }

    /// Lets everything rest.
    pub fn dismiss(self) {
        self.app.abandon_jobs();
    }
}
