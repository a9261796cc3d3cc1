//! Backups and the doctor, as an operator meets them.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails by panicking")]

mod online;

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

fn presswork(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presswork"));
    command.env_clear().env("PRESSWORK_ENV", "test").env("PRESSWORK__STORAGE__DATA_DIR", data).args(args);
    command
}

fn ran(data: &Path, args: &[&str]) -> Output {
    presswork(data, args).output().unwrap()
}

/// A data folder with a migrated database, a key and a picture, and the place of a backup of it.
fn backed_up(folder: &TempDir) -> (std::path::PathBuf, std::path::PathBuf) {
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    assert!(ran(&data, &["migrate", "up"]).status.success());
    assert!(ran(&data, &["keys", "rotate"]).status.success());
    fs::create_dir_all(data.join("media/ab")).unwrap();
    fs::write(data.join("media/ab/picture"), b"picture").unwrap();
    let made = ran(&data, &["backup", backup.to_str().unwrap()]);
    assert!(made.status.success(), "{made:?}");
    (data, backup)
}

#[test]
fn a_backup_is_restored_whole_into_an_empty_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = backed_up(&folder);
    let anew = folder.path().join("anew");
    let restored = ran(&anew, &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{restored:?}");
    assert_eq!(fs::read(anew.join("media/ab/picture")).unwrap(), b"picture");
    let status = |data: &Path| ran(data, &["migrate", "status"]).stdout;
    assert_eq!(status(&anew), status(&data));
    assert_eq!(ran(&anew, &["keys", "list"]).status.code(), Some(0));
    let keys = |data: &Path| fs::read_dir(data.join("keys")).unwrap().count();
    assert_eq!(keys(&anew), keys(&data));
}

#[test]
fn a_damaged_backup_and_a_folder_in_use_are_refused_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = backed_up(&folder);
    let refused = |data: &Path, words: &str| {
        let output = ran(data, &["restore", backup.to_str().unwrap()]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(words), "{told}");
    };
    refused(&data, "move the folder away first");
    for part in ["presswork.db-wal", "presswork.db-shm"] {
        let left = folder.path().join(part);
        fs::create_dir(&left).unwrap();
        fs::write(left.join(part), b"of the one that is gone").unwrap();
        refused(&left, &format!("has a database ({part}): move the folder away first"));
        assert!(!left.join("presswork.db").exists() && !left.join("media").exists());
    }
    fs::write(backup.join("media/ab/picture"), b"another").unwrap();
    let anew = folder.path().join("anew");
    refused(&anew, "media/ab/picture is not what was backed up");
    assert!(!anew.join("presswork.db").exists() && !anew.join("media").exists());
    fs::write(backup.join("manifest.json"), b"{").unwrap();
    refused(&anew, "manifest.json can't be read");
}

#[test]
fn a_backup_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = backed_up(&folder);
    let again = ran(&data, &["backup", backup.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8(again.stderr).unwrap().contains("is there already"));
}

/// The paths of a backup, as its manifest has them.
fn paths(backup: &Path) -> Vec<String> {
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(backup.join("manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_array().unwrap();
    files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn backups_in_the_data_folder_are_no_part_of_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = backed_up(&folder);
    let inside = data.join("backups");
    fs::create_dir_all(inside.join("broken.partial")).unwrap();
    fs::write(inside.join("broken.partial/presswork.db"), b"half of it").unwrap();
    for name in ["one", "two"] {
        let made = ran(&data, &["backup", inside.join(name).to_str().unwrap()]);
        assert!(made.status.success(), "{made:?}");
        assert_eq!(paths(&inside.join(name)), paths(&backup));
    }
}

#[test]
fn nothing_that_is_there_is_removed_for_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = backed_up(&folder);
    let precious = |name: &str| {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("precious"), b"precious").unwrap();
    };
    precious("site.partial");
    precious("site.v3.partial");
    let backup = |name: &str| ran(&data, &["backup", folder.path().join(name).to_str().unwrap()]);
    assert!(backup("site.v2").status.success());
    let refused = backup("site.v3");
    let told = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(told.contains("site.v3.partial is there already"), "{told}");
    for name in ["site.partial", "site.v3.partial"] {
        assert!(folder.path().join(name).join("precious").exists(), "{name}");
    }
}

#[test]
fn who_only_looks_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = backed_up(&folder);
    let anew = folder.path().join("anew");
    fs::create_dir(&anew).unwrap();
    let looked = ran(&anew, &["doctor"]);
    let told = String::from_utf8(looked.stdout).unwrap();
    assert!(looked.status.success() && told.contains("the first start makes one; if there should be one"), "{told}");
    for arguments in [&["backup", "elsewhere"][..], &["jobs", "list"], &["audit", "verify"]] {
        let refused = ran(&anew, arguments);
        let told = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        assert!(told.starts_with("error: there is no database "), "{told}");
    }
    assert!(!anew.join("presswork.db").exists() && !Path::new("elsewhere").exists());
    let restored = ran(&anew, &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{restored:?}");
    assert_eq!(ran(&anew, &["migrate", "status"]).stdout, ran(&data, &["migrate", "status"]).stdout);
}

#[test]
fn a_database_of_another_name_is_in_a_backup_once_and_comes_back_to_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let [data, anew, backup] = ["data", "anew", "backup"].map(|name| folder.path().join(name));
    let own = |data: &Path, arguments: &[&str]| {
        let url = format!("sqlite://{}/community.db?mode=rwc", data.display());
        presswork(data, arguments).env("DATABASE_URL", url).output().unwrap()
    };
    fs::create_dir(&data).unwrap();
    assert!(own(&data, &["migrate", "up"]).status.success());
    assert!(own(&data, &["backup", backup.to_str().unwrap()]).status.success());
    assert_eq!(paths(&backup), ["presswork.db"]);
    let restored = own(&anew, &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{restored:?}");
    assert!(anew.join("community.db").exists() && !anew.join("presswork.db").exists());
    assert_eq!(own(&anew, &["migrate", "status"]).stdout, own(&data, &["migrate", "status"]).stdout);
    let again = own(&anew, &["restore", backup.to_str().unwrap()]);
    assert!(String::from_utf8(again.stderr).unwrap().contains("has a database (community.db)"));
}

#[test]
fn the_doctor_finds_a_sound_installation_sound() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = backed_up(&folder);
    let output = ran(&data, &["doctor"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.lines().all(|line| line.starts_with("ok ")), "{told}");
    assert!(told.contains("SQLite, sound") && told.contains("the database has the schema of this binary"), "{told}");
}

#[test]
fn the_doctor_names_each_fault_and_what_to_do_without_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let output = presswork(&folder.path().join("data"), &["doctor"])
        .env("DATABASE_URL", format!("postgres://ann:hunter2@127.0.0.1:{port}/press"))
        .env("REDIS_URL", format!("redis://:hunter2@127.0.0.1:{port}/0"))
        .env("PRESSWORK__MAIL__SMTP_URL", format!("smtp://ann:hunter2@127.0.0.1:{port}"))
        .env("PRESSWORK__STORAGE__S3__BUCKET", "pictures")
        .env("PRESSWORK__STORAGE__S3__ENDPOINT", format!("http://127.0.0.1:{port}"))
        .env("PRESSWORK__STORAGE__S3__ACCESS_KEY_ID", "ann")
        .env("PRESSWORK__STORAGE__S3__SECRET_ACCESS_KEY", "hunter2")
        .output()
        .unwrap();
    let (told, end) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(1));
    for (part, advice) in
        [("database", "DATABASE_URL"), ("redis", "REDIS_URL"), ("storage", "storage.s3"), ("mail", "mail.smtp_url")]
    {
        let line = told.lines().find(|line| line.starts_with("WRONG") && line.contains(part)).unwrap();
        assert!(line.contains(advice), "{line}");
    }
    assert!(end.contains("4 of") && !format!("{told}{end}").contains("hunter2"), "{told}{end}");
}
