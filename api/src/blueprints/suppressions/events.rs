//! `/v1/mail-events`: whoever delivers the mails reports what became of them. The signature is of the bytes, so that they are looked at
//! before they are read.

use actix_web::{
    HttpRequest, post,
    web::{Bytes, Data},
};
use presswork_domain::{
    platform::Settings,
    suppressions::{self, Signed},
};

use super::dto::MailEvent;
use crate::{
    answer::{Answer, no_content},
    body,
    cx::Cx,
    media::accepted_type,
};

/// Reports that a mail did not arrive, or that its reader complained. A bounce that is permanent, and a complaint, suppress the address:
/// only letters about the security of an account go there any more. Signed as Standard Webhooks has it, with the secret of the settings
/// (`newsletters.mail_events_secret`); where there is none, no reports are taken (404). A repeat of one that was received is answered
/// alike and changes nothing.
#[utoipa::path(
    operation_id = "reportMail", tag = "suppressions",
    params(
        ("webhook-id" = String, Header, description = "The name of the report: 1 to 200 ASCII signs. Each is received once.",
            example = "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp" = String, Header, description = "When it was sent, in seconds; at most five minutes from now.",
            example = "1614265330"),
        ("webhook-signature" = String, Header, description = "One or more `v1` signatures, between spaces.",
            example = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ),
    request_body = inline(MailEvent),
    responses(
        (status = 204, description = "It was received."), (status = 404),
        (status = 401, description = "The signature is wrong, or too old."),
    ),
    extensions(("x-transport-bound" = json!("the signature is of the bytes of the body, in headers that senders of webhooks send")))
)]
#[post("/mail-events")]
pub(super) async fn report(cx: Cx, request: HttpRequest, settings: Data<Settings>, body: Bytes) -> Answer {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let signed = Signed {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: &body,
    };
    let verified = suppressions::verify(&cx, &signed)?;
    accepted_type(&request)?;
    let event: MailEvent = body::parse(&body, settings.http.json_depth)?;
    suppressions::receive(&cx, &verified, &event.into()).await?;
    Ok(no_content())
}
