//! What can be wrong with a part of an input.

/// The codes of faults with what they mean.
pub const FAULTS: &[(&str, &str)] = &[
    ("required", "missing, empty, or `null` where something has to be"),
    ("too_short", "characters, words; the sentence has the limit"),
    ("too_long", "characters; the sentence has the limit"),
    ("too_many", "items of a list"),
    ("too_weak", "a password that is easy to guess"),
    ("invalid_format", "not of the form the field has"),
    ("invalid_id", "in a body: not an id, or one of another type"),
    ("unknown", "nobody here has this name: the author of what an import takes in"),
    ("invalid_character", "a control character; in a line, an invisible one or a mark of direction"),
    ("invalid_type", "another JSON type than expected, or an unknown value of an enum"),
    ("unknown_field", "no such member"),
    ("duplicate_field", "a member that is sent twice"),
    ("unknown_parameter", "no such query parameter"),
    ("invalid_parameter", "a query parameter whose value does not fit"),
    ("unknown_event_type", "not one of `eventTypes`"),
    ("forbidden_address", "an address or port that the server does not ask"),
    ("unknown_media", "no such medium that is ready and may be the cover"),
    ("unknown_relation", "no such relation in `include`"),
    ("unknown_tag", "no such tag to merge into"),
    ("unknown_comment", "no such comment on this post to answer"),
    ("deleted_comment", "one that was deleted can't be answered"),
    ("hidden_comment", "one that moderators took out of sight can't be answered"),
    ("wrong_subject", "moderators don't do this to things of this kind"),
    ("not_chosen", "what moderators do is always told"),
    (
        "too_complex",
        "Markdown that would take too long or become too long: more than 100 quotes, lists, links and emphases in each other, \
         20,000 cells of tables (with those that are filled in) or 1,000 references to footnotes; HTML of more than 64 KiB and 20 \
         times the source; thousands of addresses without blanks between them, or of empty lines in deep lists. It is told once \
         the rest of the input is in order, and the sentence says which",
    ),
    ("too_many_mentions", "a comment names more than `community.mentions_max` people"),
    ("unchanged", "a new mail address that is the present one"),
    ("out_of_range", "a number or a time beyond its limits"),
    ("unsupported_media_type", "a type of file that is not taken"),
    ("conflicting", "two parts that exclude each other: `first` and `last`, `type` and `author` of a search"),
    ("reserved", "a name that is kept for the site"),
    ("beyond_role", "a scope that one's own role does not reach"),
];
