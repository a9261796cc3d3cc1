//! JSON Merge Patch (RFC 7396): absent, null and a value are three things.

/// What a patch says about one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Not mentioned: leave it.
    #[default]
    Absent,
    /// `null`: clear it.
    Null,
    /// Set it.
    Value(T),
}

impl<T> Patch<T> {
    /// The value, when there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the field is mentioned at all.
    pub const fn is_mentioned(&self) -> bool {
        !matches!(self, Self::Absent)
    }
}
