//! The columns of tables in an archive: what they are called there, and where they come from.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{DbErr, QueryResult, TryGetable, Value as Bound};
use serde_json::{Value, json};
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

use crate::{Error, Result, media::MediaVariant};

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holds {
    /// An id.
    Id(IdForm),
    /// An id or nothing.
    IdOrNothing(IdForm),
    /// A text.
    Text,
    /// A text or nothing.
    TextOrNothing,
    /// A time.
    Time,
    /// A time or nothing.
    TimeOrNothing,
    /// A number of 32 bits.
    Int,
    /// A number of 32 bits or nothing.
    IntOrNothing,
    /// A number of 64 bits.
    BigInt,
    /// A number of 64 bits or nothing.
    BigIntOrNothing,
    /// True or false.
    Flag,
    /// The files of a picture.
    Variants,
}

/// An id of a type, as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdForm {
    kind: &'static str,
    /// Writes it.
    pub write: fn(Uuid) -> String,
    /// Reads it; nothing where it is none of this type.
    pub read: fn(&str) -> Option<Uuid>,
}

impl IdForm {
    const fn of<T: StaticType>() -> Self {
        Self { kind: T::TYPE, write: written::<T>, read: read::<T> }
    }

    /// The table that has what it points at.
    pub(crate) fn table(self) -> &'static str {
        match self.kind {
            "user" => "users",
            "post" => "posts",
            "comment" => "comments",
            "tag" => "tags",
            _ => "media",
        }
    }

    /// Whether both are ids of the same things.
    pub(super) fn is_like(self, other: Self) -> bool {
        self.kind == other.kind
    }
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Its name in the archive.
    pub name: &'static str,
    /// Where it comes from.
    pub sql: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether a text, or a number as text, can stand in it.
    pub fits: fn(&str) -> bool,
}

fn written<T: StaticType>(id: Uuid) -> String {
    TypeSafeId::<T>::from_uuid(id).to_string()
}

fn read<T: StaticType>(text: &str) -> Option<Uuid> {
    text.parse::<TypeSafeId<T>>().ok().map(|id| id.uuid())
}

const fn anything(_: &str) -> bool {
    true
}

/// An id of a type.
pub(super) const fn id<T: StaticType>(name: &'static str, sql: &'static str) -> Column {
    col(name, sql, Holds::Id(IdForm::of::<T>()))
}

/// An id of a type or nothing.
pub(super) const fn id_or_nothing<T: StaticType>(name: &'static str, sql: &'static str) -> Column {
    col(name, sql, Holds::IdOrNothing(IdForm::of::<T>()))
}

/// Anything else.
pub(super) const fn col(name: &'static str, sql: &'static str, holds: Holds) -> Column {
    Column { name, sql, holds, fits: anything }
}

/// A time as archives have it.
fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn get<T: TryGetable>(row: &QueryResult, at: usize) -> Result<T, DbErr> {
    row.try_get_by_index(at)
}

impl Column {
    /// The same with a condition for what comes from an archive.
    pub(super) const fn fit(self, fits: fn(&str) -> bool) -> Self {
        Self { fits, ..self }
    }

    /// What a row has in it, `at` being its place among the columns.
    ///
    /// # Errors
    /// `internal` when the row has something else.
    pub(crate) fn read(&self, row: &QueryResult, at: usize) -> Result<Value> {
        Ok(match self.holds {
            Holds::Id(form) => (form.write)(get(row, at)?).into(),
            Holds::IdOrNothing(form) => get::<Option<Uuid>>(row, at)?.map(form.write).into(),
            Holds::Text => get::<String>(row, at)?.into(),
            Holds::TextOrNothing => get::<Option<String>>(row, at)?.into(),
            Holds::Time => time(get(row, at)?).into(),
            Holds::TimeOrNothing => get::<Option<DateTime<Utc>>>(row, at)?.map(time).into(),
            Holds::Int => get::<i32>(row, at)?.into(),
            Holds::IntOrNothing => get::<Option<i32>>(row, at)?.into(),
            Holds::BigInt => get::<i64>(row, at)?.into(),
            Holds::BigIntOrNothing => get::<Option<i64>>(row, at)?.into(),
            Holds::Flag => get::<bool>(row, at)?.into(),
            Holds::Variants => variants(&get::<String>(row, at)?)?,
        })
    }

    /// The same as a value to compare others with. Keys are ids, texts and numbers.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(super) fn key(&self, row: &QueryResult, at: usize) -> Result<Bound> {
        Ok(match self.holds {
            Holds::Id(_) => get::<Uuid>(row, at)?.into(),
            Holds::Text => get::<String>(row, at)?.into(),
            Holds::Int => get::<i32>(row, at)?.into(),
            Holds::BigInt => get::<i64>(row, at)?.into(),
            _ => return Err(Error::internal(format!("{} is no part of a key", self.name))),
        })
    }
}

/// The files of a picture, without where this store has them.
fn variants(renditions: &str) -> Result<Value> {
    let variants: Vec<MediaVariant> = serde_json::from_str(renditions).map_err(Error::internal)?;
    let file = |it: &MediaVariant| {
        json!({
            "name": it.name, "mediaType": it.media_type, "width": it.width, "height": it.height, "bytes": it.bytes,
            "sha256": it.hash,
        })
    };
    Ok(variants.iter().map(file).collect())
}
