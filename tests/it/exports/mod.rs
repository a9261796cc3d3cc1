//! What people and admins take along.

mod ending;
mod links;
mod own;
mod sheets;
mod site;

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{SHA256, digest};
use presswork_tests::{Actor, TestApp, id_of};
use serde_json::{Value, json};
use zip::ZipArchive;

/// What an archive has in it.
struct Archive(BTreeMap<String, Vec<u8>>);

impl Archive {
    fn of(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut files = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            files.insert(file.name().unwrap().into_owned(), content);
        }
        Self(files)
    }

    fn text(&self, name: &str) -> String {
        let file = self.0.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.0.keys()));
        String::from_utf8(file.clone()).unwrap()
    }

    /// The objects of a file.
    fn lines(&self, name: &str) -> Vec<Value> {
        self.text(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn manifest(&self) -> Value {
        serde_json::from_str(&self.text("manifest.json")).unwrap()
    }

    /// Every file but the manifest is in it, with its length and its hash.
    fn is_as_its_manifest_says(&self) {
        let manifest = self.manifest();
        let entries = manifest["files"].as_array().unwrap();
        assert_eq!(entries.len() + 1, self.0.len(), "all but the manifest");
        for entry in entries {
            let file = &self.0[entry["path"].as_str().unwrap()];
            assert_eq!((&entry["bytes"], &entry["sha256"]), (&json!(file.len()), &json!(sha256(file))), "{entry}");
        }
    }

    /// All that can be read.
    fn words(&self) -> String {
        self.0.values().map(|file| String::from_utf8_lossy(file)).collect()
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn asked(who: &Actor, kind: &str) -> Value {
    who.call("createDataExport", json!({ "input": { "kind": kind } })).await.ok()
}

/// An export that is ready.
pub async fn taken(app: &TestApp, who: &Actor, kind: &str) -> Value {
    let asked = asked(who, kind).await;
    assert_eq!((&asked["state"], &asked["downloadUrl"]), (&json!("pending"), &Value::Null));
    app.run_jobs().await;
    let export = who.call("dataExport", id_of(&asked)).await.ok();
    assert_eq!(export["state"], "ready", "{export}");
    export
}

/// The bytes of an export, as somebody gets them who has nothing but the address.
pub async fn downloaded(app: &TestApp, export: &Value) -> Vec<u8> {
    let reply = app.anonymous().get(export["downloadUrl"].as_str().unwrap()).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.body
}

/// The files of exports in the store.
fn files(app: &TestApp) -> Vec<PathBuf> {
    below(&app.deps.settings.media_dir().join("exports"))
}

pub fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}
