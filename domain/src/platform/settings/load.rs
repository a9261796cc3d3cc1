//! From layers to settings: check each, lay them over each other, give them types, validate; report all that is wrong.

use std::{
    collections::{BTreeMap, HashMap},
    ffi::OsString,
    fs,
    hash::BuildHasher,
    slice,
};

use config::{Config, ConfigBuilder, ConfigError, Map, builder::DefaultState};
use serde_json::Value;

use super::{
    Environment, Settings, SettingsError,
    error::Problem,
    explain::Origins,
    layers::{self, Gate, Layer},
    schema::{Schema, leaves},
    typed,
};

const DEFAULTS: (&str, &str) = ("config/default.toml", include_str!("../../../../config/default.toml"));
const ENVIRONMENT: &str = "PRESSWORK_ENV";
const OPERATOR_FILE: &str = "PRESSWORK_CONFIG";

type Variables<'a> = BTreeMap<&'a str, &'a str>;

impl Settings {
    /// Every setting with its default, its variable and its meaning, as Markdown.
    #[must_use]
    pub fn reference() -> String {
        super::reference::of(DEFAULTS.1)
    }

    /// The dotted key of every setting, in alphabetical order.
    #[must_use]
    pub fn keys() -> Vec<String> {
        let defaults = layers::parse(DEFAULTS.0, DEFAULTS.1).unwrap_or_default();
        let mut keys: Vec<String> = leaves(&defaults).into_iter().map(|(key, _)| key).collect();
        keys.sort_unstable();
        keys
    }

    /// Settings from the variables of this process.
    ///
    /// # Errors
    /// All that is wrong with them, see [`Settings::load`].
    pub fn from_process() -> Result<Self, SettingsError> {
        // Not `vars()`, which panics when any variable of the system is not Unicode.
        let variables = std::env::vars_os();
        let lossy =
            |(name, value): (OsString, OsString)| (name.to_string_lossy().into(), value.to_string_lossy().into());
        Self::load(&variables.map(lossy).collect::<HashMap<String, String>>())
    }

    /// Settings from these variables, the compiled-in files, and the file that `PRESSWORK_CONFIG` names.
    ///
    /// # Errors
    /// Every unknown key, wrong type, unacceptable value and unreadable file, at once.
    pub fn load<S: BuildHasher>(env: &HashMap<String, String, S>) -> Result<Self, SettingsError> {
        let env: Variables<'_> = env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut problems = Vec::new();
        let loaded = assemble(&env, &mut problems);
        match loaded {
            Ok(settings) if problems.is_empty() => Ok(settings),
            Ok(_) => Err(SettingsError::new(problems)),
            Err(last) => Err(SettingsError::new(problems.into_iter().chain(last).collect())),
        }
    }
}

/// The settings, as good as the problems allow; or the problem that ends all.
fn assemble(env: &Variables<'_>, problems: &mut Vec<Problem>) -> Result<Settings, Option<Problem>> {
    let environment = environment(env)?;
    let layers = layers(environment, env, problems)?;
    let [defaults, ..] = &layers;
    let (defaults, _) = merge(slice::from_ref(defaults))?;
    let (tree, origins) = merge(&layers)?;
    let mut settings = typed::read(tree, &defaults, &origins, problems).ok_or(None)?;
    settings.environment = environment;
    settings.origins = origins;
    let chosen_by = if env.contains_key(ENVIRONMENT) { ENVIRONMENT } else { "default" };
    settings.origins.insert("environment".to_owned(), chosen_by.to_owned());
    report_faults(&settings, problems);
    Ok(settings)
}

fn environment(env: &Variables<'_>) -> Result<Environment, Problem> {
    let Some(name) = env.get(ENVIRONMENT) else { return Ok(Environment::default()) };
    Environment::named(name)
        .ok_or_else(|| Problem::whole(ENVIRONMENT, format!("expected development, test or production, found {name:?}")))
}

/// The layers, the weakest first.
fn layers(environment: Environment, env: &Variables<'_>, problems: &mut Vec<Problem>) -> Result<[Layer; 5], Problem> {
    let defaults = layers::parse(DEFAULTS.0, DEFAULTS.1)?;
    let (name, text) = environment.file();
    let particular = layers::parse(name, text)?;
    let path = env.get(OPERATOR_FILE).copied().unwrap_or_default();
    let own = operator_file(path).map_err(|problem| problems.push(problem)).unwrap_or_default();
    let mut gate = Gate { schema: &Schema::of(&defaults), problems };
    Ok([
        gate.file(DEFAULTS.0, &defaults),
        gate.file(name, &particular),
        gate.file(path, &own),
        gate.conventional(env),
        gate.variables(env),
    ])
}

fn operator_file(path: &str) -> Result<Map<String, config::Value>, Problem> {
    if path.is_empty() {
        return Ok(Map::new());
    }
    let refusal = |cause| Problem::whole(path, format!("{OPERATOR_FILE} can't be read: {cause}"));
    layers::parse(path, &fs::read_to_string(path).map_err(refusal)?)
}

/// One layer over the other: the values as a tree, and the origin of each.
fn merge(layers: &[Layer]) -> Result<(Value, Origins), Problem> {
    // The cause may quote a value, so it stays out; checked layers give none.
    let refusal = |_: ConfigError| Problem::whole("the settings", "the layers can't be laid over each other");
    let stacked = layers.iter().cloned().fold(Config::builder(), ConfigBuilder::<DefaultState>::add_source);
    let merged = stacked.build().map_err(refusal)?.cache;
    let tips = leaves(&merged.clone().into_table().map_err(refusal)?);
    let origins = tips.into_iter().map(|(key, value)| (key, value.origin().unwrap_or_default().to_owned()));
    Ok((merged.try_deserialize().map_err(refusal)?, origins.collect()))
}

/// What the settings find wrong with themselves, but for keys that were reported before.
fn report_faults(settings: &Settings, problems: &mut Vec<Problem>) {
    let reported: Vec<_> = problems.iter().filter_map(|problem| problem.key.clone()).collect();
    for (key, message) in settings.validate().into_vec() {
        if !reported.iter().any(|other| other == key) {
            let source = settings.origins.get(key).map_or("the settings", String::as_str);
            problems.push(Problem::of(key, source, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::settings::testing::{PRODUCTION, operator_file, problems, settings};

    #[test]
    fn defaults_load_in_every_environment() {
        assert_eq!(settings(&[]).environment, Environment::Development);
        assert_eq!(settings(&[("PRESSWORK_ENV", "test")]).http.port, 0);
        assert_eq!(settings(&PRODUCTION).environment, Environment::Production);
    }

    #[test]
    fn the_reference_is_the_one_that_is_checked_in() {
        let checked_in = include_str!("../../../../docs/CONFIGURATION.md");
        let hint = "run: cargo run -- contract write";
        assert!(checked_in == Settings::reference(), "{hint}");
    }

    #[test]
    fn every_default_has_a_comment() {
        let lines: Vec<&str> = DEFAULTS.1.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[1].contains(" = ") && !pair[1].starts_with('#')) {
            assert!(pair[0].starts_with("# "), "{} has no comment", pair[1]);
        }
    }

    #[test]
    fn the_stronger_layer_wins() {
        let file = operator_file("[http]\nport = 3\n[log]\nfilter = 'debug'\n");
        let path = file.path().to_str().unwrap();
        let mut variables = vec![];
        let layers = [
            ("PRESSWORK_ENV", "test", 0),
            ("PRESSWORK_CONFIG", path, 3),
            ("PORT", "4", 4),
            ("PRESSWORK__HTTP__PORT", "5", 5),
        ];
        assert_eq!(settings(&variables).http.port, 8080);
        for (name, value, port) in layers {
            variables.push((name, value));
            assert_eq!(settings(&variables).http.port, port, "with {name}");
        }
        assert_eq!(settings(&variables).log.filter, "debug");
    }

    #[test]
    fn an_empty_conventional_variable_is_not_set() {
        let file = operator_file("[database]\nurl = 'postgres://db/press'\n");
        let path = file.path().to_str().unwrap();
        let settings = settings(&[("PRESSWORK_CONFIG", path), ("DATABASE_URL", ""), ("REDIS_URL", ""), ("PORT", "")]);
        assert_eq!(settings.database.url.expose(), "postgres://db/press");
        assert!(!settings.redis.is_configured());
    }

    #[test]
    fn variables_that_are_no_settings_are_left_alone() {
        settings(&[("PRESSWORK_REQUIRE_SERVICES", "1"), ("PRESSWORK_SERVICE_HOST", "10.0.0.1"), ("HOME", "/")]);
    }

    #[test]
    fn an_unknown_or_empty_environment_is_refused() {
        let expected = "PRESSWORK_ENV: expected development, test or production, found \"prod\"";
        assert_eq!(problems(&[("PRESSWORK_ENV", "prod")]), expected);
        assert!(problems(&[("PRESSWORK_ENV", "")]).contains("expected development"));
    }
}
