//! The image is built from what `.dockerignore` lets through: that has to be all that cargo wants.

use std::{fs, path::Path};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

/// Whether it is let through, or a folder that it lies in.
fn comes(path: &str) -> bool {
    let ignored = read(".dockerignore");
    let mut kept = ignored.lines().filter_map(|line| line.strip_prefix('!'));
    kept.any(|kept| path == kept || path.strip_prefix(kept).is_some_and(|rest| rest.starts_with('/')))
}

#[test]
fn every_member_of_the_workspace_comes_along() {
    let manifest = read("Cargo.toml");
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = [")).unwrap();
    let members: Vec<_> = members.split('"').skip(1).step_by(2).collect();
    assert!(members.len() > 5, "{members:?}");
    for member in members {
        assert!(comes(member), "{member} is no part of what the image is built from");
    }
}

#[test]
fn every_file_that_is_compiled_in_from_elsewhere_comes_along() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<_> = ["api", "cli", "domain", "worker"].map(|it| format!("{it}/src")).into();
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap().path();
            let name = format!("{folder}/{}", entry.file_name().unwrap().to_str().unwrap());
            if entry.is_dir() {
                folders.push(name);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                for path in included(&folder, &read(&name)) {
                    assert!(comes(&path), "{name} includes {path}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 3, "{seen} were found");
}

/// The files that a source in this folder includes, as the root of the project knows them. What tests alone read need not come.
fn included(folder: &str, source: &str) -> Vec<String> {
    let here: Vec<_> = folder.split('/').collect();
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let named = source.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let whole = |name: &str| {
        let above = &here[..here.len() - name.matches("../").count()];
        above.iter().copied().chain([name.trim_start_matches("../")]).collect::<Vec<_>>().join("/")
    };
    named.map(whole).collect()
}
