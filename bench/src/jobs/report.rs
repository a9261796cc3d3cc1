//! The report: every goal with its figure, what it is measured against, and whether it is met.

use std::{fs, io::Write, path::Path};

use super::Args;
use crate::{Result, figures::number, machine::machine};

/// What was measured.
pub(crate) struct Report {
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
    pub(crate) fn new(args: &Args) -> Self {
        let concurrency =
            args.concurrency.map_or_else(|| "as shipped".to_owned(), |jobs| format!("{jobs} jobs at once"));
        let debug = if cfg!(debug_assertions) { "; A DEBUG BUILD: these figures say nothing" } else { "" };
        let tiny = if args.tiny { "; tiny sizes: these figures say nothing" } else { "" };
        let settings = format!("{concurrency}{debug}{tiny}");
        Self { machine: machine(), settings, servers: None, date: None, sections: Vec::new() }
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
        let mut lines = vec![
            "# The job engine, measured".to_owned(),
            String::new(),
            "By `bench/jobs/run`. Figures and ceilings are of the same run, measured in turns; rates are medians of the".to_owned(),
            "repetitions, ratios are medians of the pairs. What each one means: [README.md](README.md).".to_owned(),
            String::new(),
            format!("- {date}"),
            format!("- {}", self.machine),
        ];
        lines.extend(self.servers.iter().map(|servers| format!("- {servers}")));
        lines.push(format!("- workers: {}", self.settings));
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
