//! From OpenMetrics to the text format 0.0.4. The samples are the same; there the family of a counter or an info has the
//! name of its samples, and there are neither units nor an end mark.

use std::fmt::Write;

/// Translates what `prometheus-client` writes: HELP, then TYPE, then perhaps UNIT, then the samples of a family.
pub(super) fn from_open_metrics(text: &str) -> String {
    let mut classic = String::with_capacity(text.len());
    let mut help = "";
    for line in text.lines() {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        // Writing into a String can't fail.
        let _ = match words[..] {
            ["#", "HELP", _, said] => {
                help = said;
                Ok(())
            }
            ["#", "TYPE", name, kind] => {
                let (suffix, kind) = match kind {
                    "counter" => ("_total", kind),
                    "info" => ("_info", "gauge"),
                    kind => ("", kind),
                };
                writeln!(classic, "# HELP {name}{suffix} {help}\n# TYPE {name}{suffix} {kind}")
            }
            ["#", "UNIT", ..] | ["#", "EOF"] => Ok(()),
            _ => writeln!(classic, "{line}"),
        };
    }
    classic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_has_the_name_of_its_samples() {
        let open = "\
# HELP a_seconds How long.
# TYPE a_seconds counter
# UNIT a_seconds seconds
a_seconds_total 1.5
# HELP b What.
# TYPE b info
b_info{version=\"1\"} 1
# HELP c How many.
# TYPE c gauge
c{x=\"# TYPE y counter\"} 2
# EOF
";
        let classic = "\
# HELP a_seconds_total How long.
# TYPE a_seconds_total counter
a_seconds_total 1.5
# HELP b_info What.
# TYPE b_info gauge
b_info{version=\"1\"} 1
# HELP c How many.
# TYPE c gauge
c{x=\"# TYPE y counter\"} 2
";
        assert_eq!(from_open_metrics(open), classic);
    }
}
