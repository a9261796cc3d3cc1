//! Pages of a list: keyset cursors, forwards and backwards, the same in both faces.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Context, Error, Result, fault::Faults, fault::Refusal, platform::Sql};

/// How many items a page has when nobody says.
pub const PAGE_DEFAULT: u32 = 20;
/// How many items a page may have.
pub const PAGE_MAX: u32 = 100;
/// Counting a whole list costs as much as bringing so many of its items.
pub const TOTAL_THINGS: u32 = PAGE_MAX;

/// What a caller sends: the Relay arguments, unchecked.
#[derive(Debug, Clone, Default)]
pub struct PageArgs {
    /// Items from the start, 1 to 100.
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// Items from the end, 1 to 100.
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
}

/// Where in a list an item stands: its sort key, and its id to break ties.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The sort key.
    pub key: Key,
    /// The tie breaker.
    pub id: Uuid,
}

/// A sort key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// A time.
    Time(DateTime<Utc>),
    /// A number.
    Number(i64),
    /// A text, in byte order.
    Text(String),
}

/// Which way a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first: newest, for times.
    Descending,
}

/// One list: its name is bound into its cursors, so that a cursor of one list is refused by another.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// Stable name, such as `posts.published`.
    pub name: &'static str,
    /// The column of the sort key; the id's own for a list in the order of ids, which is that of their making.
    pub key: &'static str,
    /// The column of the id.
    pub id: &'static str,
    /// Which way it is sorted.
    pub order: Order,
}

/// What to fetch: checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest {
    limit: u32,
    backward: bool,
    after: Option<Position>,
    before: Option<Position>,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items with their cursors, in the list's order.
    pub edges: Vec<Edge<T>>,
    /// Whether there is more after the last item.
    pub has_next_page: bool,
    /// Whether there is more before the first item.
    pub has_previous_page: bool,
    /// How many items the whole list has, once it was asked.
    pub total_count: Option<i64>,
    whole: Whole,
}

/// A whole list, of which there is a page: its statement, without keyset, order and limit.
#[derive(Debug, Clone, Default)]
pub struct Whole(Option<Sql>);

#[derive(FromQueryResult)]
struct Counted {
    place: i32,
    count: i64,
}

/// How many items lists have at this moment, one statement for all of them.
///
/// # Errors
/// `not_counted` for a list that has not said what its whole is; the database's.
pub async fn count(cx: &Context, lists: &[&Whole]) -> Result<Vec<i64>> {
    let mut sql = Sql::default();
    for (place, Whole(whole)) in lists.iter().enumerate() {
        let whole = whole.clone().ok_or_else(|| Error::malformed("not_counted", "this list is not counted"))?;
        sql.push(if place == 0 { "" } else { " UNION ALL " });
        sql.push(&format!("SELECT {place} AS place, COUNT(*) AS count FROM ("));
        sql.append(whole).push(&format!(") AS q{place}"));
    }
    cx.meter.things(lists.len() * TOTAL_THINGS as usize);
    let mut counts = vec![0; lists.len()];
    for row in sql.all::<Counted>(cx.deps.db.reader()).await? {
        if let Some(count) = usize::try_from(row.place).ok().and_then(|place| counts.get_mut(place)) {
            *count = row.count;
        }
    }
    Ok(counts)
}

/// An item and its place.
#[derive(Debug, Clone)]
pub struct Edge<T> {
    /// Opaque; hand it back as `after` or `before`.
    pub cursor: String,
    /// The item.
    pub node: T,
}

impl PageRequest {
    /// Checks the arguments; all faults are reported together.
    ///
    /// # Errors
    /// `validation_failed` for a size out of range or `first` beside `last`; `invalid_cursor` for a forged one.
    pub fn parse(cx: &Context, list: List, args: &PageArgs) -> Result<Self> {
        let mut faults = Faults::default();
        let from_start = args.first.map(|n| faults.take("/first", size(n)));
        let from_end = args.last.map(|n| faults.take("/last", size(n)));
        if from_start.is_some() && from_end.is_some() {
            faults.push("/last", "conflicting", "ask for first or for last, not for both");
        }
        let limit = from_start.or(from_end).map_or(Some(PAGE_DEFAULT), |given| given);
        let limit = faults.finish(limit)?;
        let open = |text: &Option<String>| text.as_deref().map(|t| cx.deps.cursors.open(list.name, t)).transpose();
        Ok(Self { limit, backward: from_end.is_some(), after: open(&args.after)?, before: open(&args.before)? })
    }

    /// What the caller has seen: only what comes after it is wanted.
    #[must_use]
    pub const fn after(&self) -> Option<&Position> {
        self.after.as_ref()
    }

    /// Adds the keyset condition, order and limit to a statement that already has a `WHERE`.
    pub fn apply(&self, list: List, sql: &mut Sql) {
        let (beyond, short_of) = match list.order {
            Order::Ascending => (">", "<"),
            Order::Descending => ("<", ">"),
        };
        for (position, operator) in [(&self.after, beyond), (&self.before, short_of)] {
            if let Some(position) = position {
                sql.push(&format!(" AND ({}, {}) {operator} (", list.key, list.id));
                match &position.key {
                    _ if list.key == list.id => sql.bind(position.id),
                    Key::Time(at) => sql.bind(*at),
                    Key::Number(n) => sql.bind(*n),
                    Key::Text(text) => sql.bind(text.as_str()),
                };
                sql.push(", ").bind(position.id).push(")");
            }
        }
        let way = self.way(list.order);
        // A literal: a bound LIMIT makes PostgreSQL plan the statement again at every execution.
        sql.push(&format!(" ORDER BY {} {way}, {} {way} LIMIT {}", list.key, list.id, self.limit + 1));
    }

    /// The same place in a list, of which only the first item is wanted.
    #[must_use]
    pub fn nearest(&self) -> Self {
        Self { limit: 0, ..self.clone() }
    }

    /// The same place in a list in which up to so many rows stand for an item.
    #[must_use]
    pub fn with_rows(&self, rows: usize) -> Self {
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        Self { limit: (self.limit + 1).saturating_mul(rows).saturating_sub(1), ..self.clone() }
    }

    /// Which way rows are fetched of a list in this order, as SQL writes it: of a page that is asked for from its end, backwards.
    #[must_use]
    pub fn way(&self, order: Order) -> &'static str {
        if (order == Order::Ascending) == self.backward { "DESC" } else { "ASC" }
    }

    /// Makes the page from the rows that [`Self::apply`] fetched: at most one more than the page holds.
    pub fn page<T>(&self, cx: &Context, list: List, rows: Vec<T>, position: impl Fn(&T) -> Position) -> Page<T> {
        let page = self.one_of_many(cx, list, rows, position);
        cx.meter.things(page.edges.len());
        page
    }

    /// The same of one of many lists that are fetched together, for which the caller pays.
    pub fn one_of_many<T>(
        &self,
        cx: &Context,
        list: List,
        mut rows: Vec<T>,
        position: impl Fn(&T) -> Position,
    ) -> Page<T> {
        let more = rows.len() > self.limit as usize;
        rows.truncate(self.limit as usize);
        if self.backward {
            rows.reverse();
        }
        let seal = |node: T| Edge { cursor: cx.deps.cursors.seal(list.name, &position(&node)), node };
        Page {
            edges: rows.into_iter().map(seal).collect(),
            has_next_page: if self.backward { self.before.is_some() } else { more },
            has_previous_page: if self.backward { more } else { self.after.is_some() },
            total_count: None,
            whole: Whole::default(),
        }
    }
}

impl<T> Page<T> {
    /// The same page of other items.
    pub fn map<U>(mut self, mut change: impl FnMut(T) -> U) -> Page<U> {
        let edges = std::mem::take(&mut self.edges).into_iter();
        let edges = edges.map(|e| Edge { cursor: e.cursor, node: change(e.node) }).collect();
        self.with(edges)
    }

    /// The same page without the items for which there is nothing any more.
    pub fn filter_map<U>(mut self, mut change: impl FnMut(T) -> Option<U>) -> Page<U> {
        let kept = |e: Edge<T>| change(e.node).map(|node| Edge { cursor: e.cursor, node });
        let edges = std::mem::take(&mut self.edges).into_iter().filter_map(kept).collect();
        self.with(edges)
    }

    fn with<U>(self, edges: Vec<Edge<U>>) -> Page<U> {
        let Self { has_next_page, has_previous_page, total_count, whole, .. } = self;
        Page { edges, has_next_page, has_previous_page, total_count, whole }
    }

    /// The same page, with the statement of the list that it is a page of, for who wants to know how long that is.
    #[must_use]
    pub fn of(self, whole: Sql) -> Self {
        Self { whole: Whole(Some(whole)), ..self }
    }

    /// The same page, with the length of its list when that is wanted.
    ///
    /// # Errors
    /// As [`count`].
    pub async fn counted(mut self, cx: &Context, wanted: bool) -> Result<Self> {
        if wanted {
            self.total_count = count(cx, &[&self.whole]).await?.first().copied();
        }
        Ok(self)
    }

    /// The list that this is a page of.
    #[must_use]
    pub const fn whole(&self) -> &Whole {
        &self.whole
    }

    /// The items, to be changed in place.
    pub fn nodes_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.edges.iter_mut().map(|edge| &mut edge.node)
    }
}

fn size(n: i64) -> Result<u32, Refusal> {
    u32::try_from(n)
        .ok()
        .filter(|n| (1..=PAGE_MAX).contains(n))
        .ok_or_else(|| Refusal::new("out_of_range", format!("a page has 1 to {PAGE_MAX} items")))
}

impl Error {
    /// A cursor that is not ours, not of this list, or was changed on the way.
    #[must_use]
    pub fn invalid_cursor() -> Self {
        Self::malformed("invalid_cursor", "this cursor is not one of this list; start from the first page")
    }
}
