//! A backup of PostgreSQL as docs/OPERATIONS.md has it, taken while the API runs, restored beside it, and used.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Command,
};

use presswork_tests::{Face, Process, Profile, TestApp, not_covered, program, run};
use url::Url;

const OPERATIONS: &str = include_str!("../../docs/OPERATIONS.md");
const MARK: &str = "<!-- postgres -->\n```sh\n";

#[test]
fn a_dump_of_postgres_is_restored_beside_it_and_whole() {
    run(Profile::Services, Face::Rest, &[], there_and_back);
}

async fn there_and_back(app: TestApp) {
    let Some(tools) = program("pg_dump").and_then(|tool| Some(tool.parent()?.to_owned())) else {
        return not_covered("a backup of PostgreSQL", "no pg_dump");
    };
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    ada.comment(&post, "Well said.").await;
    app.run_jobs().await;
    let restored = Restored::of(&app, &tools);
    restored.remove();
    restored.run(&script());

    let mut environment = app.environment();
    environment.insert("DATABASE_URL".to_owned(), restored.url.to_string());
    let prefix = format!("{}-restored", environment["PRESSWORK__REDIS__PREFIX"]);
    environment.insert("PRESSWORK__REDIS__PREFIX".to_owned(), prefix);
    for command in [&["doctor"][..], &["audit", "verify"]] {
        let output =
            Command::new(presswork_tests::binary()).args(command).env_clear().envs(&environment).output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stdout));
    }
    let mut api = Process::start_ready("api", &environment).await;
    let told = api.anonymous().get("/v1/posts/hello?include=comments").await.expect(200);
    assert_eq!((&told["title"], &told["commentCount"]), (&"Hello".into(), &1.into()), "{told}");
    let me = api.anonymous().with_token(ada.token.as_deref().unwrap()).get("/v1/me").await;
    assert_eq!(me.expect(200)["username"], "ada", "who was logged in still is");
    api.stop().await;
    restored.remove();
}

/// What the document tells to type.
fn script() -> String {
    OPERATIONS.split(MARK).nth(1).and_then(|rest| rest.split("```").next()).unwrap().to_owned()
}

/// A database beside that of an app.
struct Restored {
    url: Url,
    name: String,
    environment: HashMap<&'static str, String>,
    folder: PathBuf,
}

impl Restored {
    fn of(app: &TestApp, tools: &Path) -> Self {
        let from = app.environment()["DATABASE_URL"].clone();
        let mut url = Url::parse(&from).unwrap();
        let name = format!("{}_restored", url.path().trim_start_matches('/'));
        url.set_path(&name);
        let path = format!("{}:/usr/bin:/bin", tools.display());
        let environment = HashMap::from([("PATH", path), ("DATABASE_URL", from), ("RESTORED_URL", url.to_string())]);
        Self { url, name, environment, folder: app.deps.settings.storage.data_dir.clone() }
    }

    fn run(&self, script: &str) {
        let script = script.replace(" restored\n", &format!(" {}\n", self.name));
        let mut command = Command::new("bash");
        command.args(["-e", "-c", &script]).env_clear().envs(&self.environment).current_dir(&self.folder);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    }

    fn remove(&self) {
        self.run("dropdb --if-exists --force --maintenance-db=\"$DATABASE_URL\" restored\n");
    }
}
