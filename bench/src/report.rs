//! The report: every goal with its figure, what it is measured against, and whether it is met.

use std::{fs, io::Write, path::Path};

use crate::{Result, figures::number, machine::machine};

/// What was measured.
pub(crate) struct Report {
    title: &'static str,
    about: &'static [&'static str],
    machine: String,
    settings: String,
    servers: Option<String>,
    date: Option<String>,
    sections: Vec<Section>,
}

struct Section {
    title: String,
    rows: Vec<[String; 5]>,
}

/// What a figure should be.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// Nothing: it is there to compare.
    None,
    AtLeast(f64),
    Under(f64),
}

impl Report {
    /// An empty one: its title, lines on how it was made, the settings of what is measured, and whether the sizes are tiny.
    pub(crate) fn new(title: &'static str, about: &'static [&'static str], settings: &str, tiny: bool) -> Self {
        let debug = if cfg!(debug_assertions) { "; A DEBUG BUILD: these figures say nothing" } else { "" };
        let tiny = if tiny { "; tiny sizes: these figures say nothing" } else { "" };
        let settings = format!("{settings}{debug}{tiny}");
        Self { title, about, machine: machine(), settings, servers: None, date: None, sections: Vec::new() }
    }

    pub(crate) fn measured_on(&mut self, servers: String) {
        self.servers = Some(servers);
    }

    pub(crate) fn measured_at(&mut self, date: String) {
        self.date = Some(date);
    }

    /// Begins a table.
    pub(crate) fn section(&mut self, title: &str) {
        self.sections.push(Section { title: title.to_owned(), rows: Vec::new() });
    }

    /// Adds a figure to it.
    pub(crate) fn figure(&mut self, what: &str, value: f64, unit: &str, against: &str, goal: Goal) {
        let (wanted, met) = match goal {
            Goal::None => (String::new(), ""),
            Goal::AtLeast(least) => (format!("≥ {}", number(least)), yes(value >= least)),
            Goal::Under(limit) => (format!("< {}", number(limit)), yes(value < limit)),
        };
        let figure = format!("{}{unit}", number(value));
        crate::say(&format!("  {what}: {figure} {wanted} {met}"));
        let row = [what.to_owned(), figure, against.to_owned(), wanted, met.to_owned()];
        if let Some(section) = self.sections.last_mut() {
            section.rows.push(row);
        }
    }

    /// Prints it, and writes it to a file when there is one.
    pub(crate) fn write(&self, file: Option<&Path>) -> Result<()> {
        let text = self.text();
        std::io::stdout().write_all(text.as_bytes())?;
        if let Some(file) = file {
            fs::write(file, text)?;
        }
        Ok(())
    }

    fn text(&self) -> String {
        let date = self.date.as_deref().unwrap_or("no date");
        let mut lines = vec![format!("# {}", self.title), String::new()];
        lines.extend(self.about.iter().map(|line| (*line).to_owned()));
        lines.extend([String::new(), format!("- {date}"), format!("- {}", self.machine)]);
        lines.extend(self.servers.iter().map(|servers| format!("- {servers}")));
        lines.push(format!("- {}", self.settings));
        for Section { title, rows } in &self.sections {
            lines.extend([String::new(), format!("## {title}"), String::new()]);
            lines.extend(["| what | figure | against | goal | met |", "|---|---|---|---|---|"].map(str::to_owned));
            lines.extend(rows.iter().map(|row| format!("| {} |", row.join(" | "))));
        }
        lines.join("\n") + "\n"
    }
}

const fn yes(met: bool) -> &'static str {
    if met { "yes" } else { "**no**" }
}
