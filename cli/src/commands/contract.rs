//! `presswork contract`: the documents that describe both faces, their errors, and the settings. They follow from the code alone.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    io::{self, ErrorKind},
    path::Path,
};

use presswork_domain::platform::Settings;

use crate::{Failure, args::Contract, out};

/// The documents of both faces.
const DOCUMENTS: [&str; 2] = ["openapi.json", "schema.graphql"];
/// The folder of those of the last release.
const RELEASED: &str = "released";
/// The SQL of a release, one statement a line, for each engine.
const STATEMENTS: [&str; 2] = ["postgres.sql", "sqlite.sql"];
/// The folder of it, among what was released.
const GATHERED: &str = "statements";
/// The keys of its settings.
const SETTINGS: &str = "settings.txt";
/// What announces breaks of the next major version; a release brings it.
const ANNOUNCED: &str = "MAJOR.md";
/// What no release has yet.
const UNRELEASED: &str = "UNRELEASED.md";

pub(crate) fn run(action: &Contract) -> Result<(), Failure> {
    match action {
        Contract::Write { folder, configuration, errors } => write(folder, configuration, errors),
        Contract::Release { folder, statements } => release(folder, statements),
    }
}

fn write(folder: &Path, configuration: &Path, errors: &Path) -> Result<(), Failure> {
    // No setting of this process has a say.
    let settings = Settings::load(&HashMap::from([("PRESSWORK_ENV".to_owned(), "development".to_owned())]))?;
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let texts = [presswork_api::openapi_json(), presswork_api::schema_sdl(&settings)];
    for (name, text) in DOCUMENTS.iter().zip(&texts) {
        put(&folder.join(name), text)?;
    }
    list_unreleased(folder, &texts[0])?;
    put(errors, &presswork_api::codes::reference())?;
    put(configuration, &Settings::reference())
}

/// Copies what is there: a test sees to it that it is what this build makes.
fn release(folder: &Path, gathered: &Path) -> Result<(), Failure> {
    let [postgres, sqlite] = STATEMENTS.map(|name| statements(&gathered.join(name)));
    let texts = [postgres?, sqlite?];
    let released = folder.join(RELEASED);
    let of_sql = released.join(GATHERED);
    fs::create_dir_all(&of_sql).map_err(|error| failed(&of_sql, &error))?;
    for (name, text) in STATEMENTS.iter().zip(&texts) {
        put(&of_sql.join(name), text)?;
    }
    let keys: String = Settings::keys().iter().flat_map(|key| [key.as_str(), "\n"]).collect();
    put(&released.join(SETTINGS), &keys)?;
    for name in DOCUMENTS {
        put(&released.join(name), &read(&folder.join(name))?)?;
    }
    list_unreleased(folder, &read(&folder.join(DOCUMENTS[0]))?)?;
    let announced = folder.join(ANNOUNCED);
    match fs::remove_file(&announced) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(&announced, &error)),
        _ => Ok(()),
    }
}

/// What was gathered, each once and in order, so that two runs write the same.
fn statements(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        let what = "the SQL of this release can't be read; run tests/previous/gather first";
        Failure::new(format!("{}: {what}: {error}", path.display()))
    })?;
    let lines: BTreeSet<&str> = text.lines().collect();
    Ok(lines.into_iter().flat_map(|line| [line, "\n"]).collect())
}

/// Before the first release nothing is compared.
fn list_unreleased(folder: &Path, openapi: &str) -> Result<(), Failure> {
    let released = folder.join(RELEASED).join(DOCUMENTS[0]);
    if !released.exists() {
        return Ok(());
    }
    let list = presswork_api::unreleased(&read(&released)?, openapi);
    let list = list.map_err(|error| Failure::new(format!("{} is no JSON: {error}", released.display())))?;
    put(&folder.join(UNRELEASED), &list)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::new(format!("{} can't be read: {error}", path.display())))
}

fn put(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| failed(path, &error))?;
    out::print(&format!("wrote {}\n", path.display()))
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{} can't be written: {error}", path.display()))
}
