//! The content security policy of each page: nothing, and then what the page really uses.
//!
//! No page has inline scripts or `eval`. None may be framed, except the HTML part of a mail, by its own mail. No page sends a
//! form but the one that ends mails, to this server (the login of the explorers is a request of their script, so that a password never
//! gets into an address), and `base-uri 'none'` keeps injected markup from bending relative links.

/// Only our own style sheet and icon.
pub const PLAIN: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The same with one form, which is sent here.
pub const UNSUBSCRIBE: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// GraphiQL asks `/graphql` by fetch and WebSocket. Its dialogs and menus insert a style element to stop the page behind
/// them from scrolling, hence inline styles; descriptions in a schema may carry images.
pub const GRAPHIQL: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

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
