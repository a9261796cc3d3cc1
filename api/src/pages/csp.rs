//! The content security policy of each page: nothing, and then what the page really uses.
//!
//! No page has inline scripts, `eval` or, but for mails, inline styles of anybody's choice. None may be framed, except the HTML part of a mail, by its own mail. No page sends a
//! form but the one that ends mails, to this server (the login of the explorers is a request of their script, so that a password never
//! gets into an address), and `base-uri 'none'` keeps injected markup from bending relative links.

/// Only our own style sheet and icon.
pub const PLAIN: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The same with one form, which is sent here.
pub const UNSUBSCRIBE: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// GraphiQL asks `/graphql` by fetch and WebSocket. Its dialogs and menus insert a style element to stop the page behind
/// them from scrolling, which has the nonce of the page. Style attributes are those five that its editor (a field and a hint of
/// the dialog that goes to a line) and its Markdown (the columns of a table) have, by their hashes; descriptions in a
/// schema may carry images.
pub fn graphiql(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-hashes' {STYLE_ATTRIBUTES}; img-src 'self' data:; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
}

/// The SHA-256 of `width: 10em`, `color: #888` and of `text-align:` with `left`, `center` and `right`.
const STYLE_ATTRIBUTES: &str = "'sha256-H22cvujYHDQPJvzf4ie16OHKC3HsNj7RmRT3jO07Y/U=' \
     'sha256-Eaamrrh0b5a/naRsV/zg7s6+kGvexMXZQARWP6ukkg4=' 'sha256-De7agAeYqm6ANIVvRRW6HFWi52AJW8inhFE0gSdgXnI=' \
     'sha256-kFAIUwypIt04FgLyVU63Lcmp2AQimPh/TdYjy04Flxs=' 'sha256-XzJlZKVo+ff9ozww9Sr2p/2TbJXITZuaWMZ9p53zN1U='";

/// Swagger UI asks `/openapi.json` and the API itself. Its icons are `data:` images in its style sheet.
pub const SWAGGER: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
     img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The operators' page and the setup page ask the API itself, by fetch. Their forms are read by a script and sent nowhere.
pub const OPS: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// A mail: our own page, with the mail's HTML in a frame.
pub const MAIL: &str = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The HTML part of a mail, which is somebody else's page: an origin of its own, no scripts, no forms, and no request to
/// anywhere. Mail is styled inline. Links open in a new window.
pub const MAIL_HTML: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
     sandbox allow-popups allow-popups-to-escape-sandbox; \
     frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// A file that is looked at and never run.
pub const INERT: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
