//! Tables: with or without a heading, as Markdown has them. Cells and rows end with signs that no text has, since such signs are taken out
//! of a text before; a table puts them in order. htmd has tables of its own, padded so that one long cell makes all of a column long.

#![expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "htmd calls handlers so")]

use htmd::{
    Element,
    element_handler::{HandlerResult, Handlers},
};

use crate::imports::translation::Links;

/// Begins a cell of a heading.
const HEADING: char = '\u{1d}';
/// Ends a row, or what stands above a table.
const ROW: char = '\u{1e}';
/// Ends a cell.
const CELL: char = '\u{1f}';

fn words(handlers: &dyn Handlers, element: &Element<'_>) -> String {
    let content = handlers.walk_children(element.node).content;
    content.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn cell(_: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let words = words(handlers, &element).replace('|', "\\|");
    let heading = if element.tag == "th" { HEADING.to_string() } else { String::new() };
    Some(format!("{heading}{words}{CELL}").into())
}

pub(super) fn row(_: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    Some(format!("{}{ROW}", words(handlers, &element)).into())
}

pub(super) fn rows(_: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    Some(handlers.walk_children(element.node))
}

fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.split_terminator(CELL).map(|cell| cell.trim().trim_start_matches(HEADING))
}

pub(super) fn table(_: &Links, handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let parts = content.split(ROW).map(str::trim).filter(|part| !part.is_empty());
    let (rows, above): (Vec<&str>, Vec<&str>) = parts.partition(|part| part.contains(CELL));
    let has_heading = rows.first().is_some_and(|row| row.starts_with(HEADING));
    let columns = rows.iter().map(|row| row.matches(CELL).count()).max().unwrap_or_default();
    if columns < 2 && !has_heading {
        // What one column is for is where things stand.
        let parts = above.into_iter().chain(rows).map(|part| part.trim_end_matches(CELL));
        return Some(format!("\n\n{}\n\n", parts.collect::<Vec<_>>().join("\n\n")).into());
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
    let (heading, body) = rows.split_at(usize::from(has_heading));
    let heading = heading.first().map(|row| cells(row).collect::<Vec<_>>()).unwrap_or_default();
    let heading = line(&mut heading.into_iter().chain(std::iter::repeat("")).take(columns));
    let rule = line(&mut std::iter::repeat_n("-", columns));
    let body: String = body.iter().map(|row| line(&mut cells(row))).collect();
    let above = above.join("\n\n");
    Some(format!("\n\n{above}\n\n{heading}{rule}{body}\n").into())
}
