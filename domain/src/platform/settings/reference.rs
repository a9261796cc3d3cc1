//! The reference of all settings, for `docs/CONFIGURATION.md`: written from `default.toml`, so that there is no second text.

use std::fmt::Write;

const HEAD: &str = "# Configuration

Written from `config/default.toml` by `cargo run -- contract write`; edit the comments there.

From the weakest to the strongest: `config/default.toml`, `config/{development,test,production}.toml` by `PRESSWORK_ENV`, a file of
your own (`PRESSWORK_CONFIG=/etc/presswork.toml`), then `DATABASE_URL`, `REDIS_URL`, `PORT` and those of OpenTelemetry that `otlp` names,
then a variable per setting. Durations are texts such as `200ms`, `15m`, `7days`; lists in variables are separated by commas.

`presswork check-config` prints every value that holds and where it came from, with secrets masked. A wrong or unknown setting stops
the start, all of them at once, with the key, the source and what was expected. `presswork doctor` looks at what the settings name.
";

/// The defaults as Markdown: a heading per section, and a row per setting.
pub(super) fn of(defaults: &str) -> String {
    let mut reference = HEAD.to_owned();
    let (mut section, mut comment) = ("", Vec::new());
    for line in defaults.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            let _ = write!(reference, "\n## {name}\n\n| setting | default | variable | meaning |\n|---|---|---|---|\n");
            comment.clear();
        } else if let Some(words) = line.strip_prefix('#') {
            comment.push(words.trim());
        } else if let Some((key, value)) = line.split_once(" = ").filter(|_| !section.is_empty()) {
            let variable = format!("PRESSWORK__{}__{}", section.replace('.', "__"), key).to_uppercase();
            let meaning = comment.join(" ").replace('|', "\\|");
            let _ = writeln!(reference, "| `{key}` | `{value}` | `{variable}` | {meaning} |");
            comment.clear();
        } else if line.is_empty() {
            comment.clear();
        }
    }
    reference
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_setting_is_told_with_its_default_its_variable_and_its_meaning() {
        let told = of("# Head\n\n[a.b]\n# What it\n# means.\nkey_one = \"x\"\n");
        assert!(told.contains("\n## a.b\n"), "{told}");
        assert!(told.ends_with("| `key_one` | `\"x\"` | `PRESSWORK__A__B__KEY_ONE` | What it means. |\n"), "{told}");
    }
}
