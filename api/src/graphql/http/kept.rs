//! Public answers of GraphQL that are kept, as those of REST are (`crate::kept`): by document, variables and media type.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    http::header::{HeaderName, HeaderValue},
    web::Data,
};
use async_graphql::{Response, parser::types::OperationType};
use presswork_domain::{
    Actor,
    platform::{db::statements_so_far, freshness::record_reads},
};

use super::{
    super::stream::Caller,
    accept::Accepted,
    answer::answer,
    count::RootFields,
    prepare::{Endpoint, Prepared},
    request::Asked,
    told::{Manner, Told},
};
use crate::{
    call::REPLAYED,
    kept::{Answers, Kept, Key, Question},
};

/// A document that is about to run, and for whom.
pub struct Execution<'a> {
    pub endpoint: &'a Endpoint,
    pub caller: Caller,
    pub asked: Asked,
    pub prepared: Prepared,
    pub roots: Option<RootFields>,
    pub manner: Manner<'a>,
    pub accepted: Accepted,
}

/// The answer: one that was kept, or the one that is made now.
pub async fn shown_or_made(request: &HttpRequest, execution: Execution<'_>) -> HttpResponse {
    let answers = request.app_data::<Data<Answers>>().map(|answers| Arc::clone(answers));
    let Some((answers, key)) = answers.filter(|answers| answers.is_on()).zip(execution.key()) else {
        return execution.run().await.0;
    };
    let flight = match answers.find_or_wait(&key).await {
        Ok(kept) => return execution.show(&kept),
        Err(flight) => flight,
    };
    let meter = Arc::clone(&execution.caller.cx.meter);
    let (read, before) = (answers.stamp(), statements_so_far());
    let ((response, is_whole), reads) = record_reads(execution.run()).await;
    let marks = reads.known(statements_so_far() - before);
    let response = match marks.filter(|_| is_whole) {
        Some(marks) => {
            let (head, body) = response.into_parts();
            let body = body.try_into_bytes().unwrap_or_default();
            answers.keep(key, Kept::new(head.headers(), body.clone(), meter.spent(), (read, marks)));
            head.set_body(BoxBody::new(body))
        }
        None => response,
    };
    drop(flight);
    response
}

impl Execution<'_> {
    /// What is asked, when everybody who asks it gets the same.
    fn key(&self) -> Option<Key> {
        let public = matches!(self.caller.cx.actor, Actor::Anonymous)
            && self.asked.is(OperationType::Query, &self.prepared.document);
        let parts = [self.prepared.text.as_bytes(), &self.asked.particulars(), self.accepted.media_type().as_bytes()];
        public.then(|| Question(parts).key())
    }

    /// Runs it, and tells whether the answer is whole.
    async fn run(self) -> (HttpResponse, bool) {
        let (deps, meter) = (Arc::clone(&self.caller.cx.deps), Arc::clone(&self.caller.cx.meter));
        let order = self.endpoint.order(&self.asked, &self.prepared);
        let request = self.caller.equip(self.asked.into_request(&self.prepared));
        let began = Instant::now();
        let response = self.endpoint.schema.execute(request).await;
        if let Some(roots) = self.roots {
            roots.count(&response, &deps.metrics.web, began.elapsed());
            meter.operations(roots.run(&response));
        }
        let is_whole = response.errors.is_empty();
        let is_replayed = response.http_headers.contains_key(REPLAYED);
        let mut answer = answer(&Told::of(response, self.manner).in_order(&order), self.accepted);
        if is_replayed {
            answer.headers_mut().insert(HeaderName::from_static(REPLAYED), HeaderValue::from_static("true"));
        }
        (answer, is_whole)
    }

    /// The answer that was kept, counted and paid for like one that is made.
    fn show(&self, kept: &Kept) -> HttpResponse {
        let cx = &self.caller.cx;
        cx.meter.kept(kept.points);
        if let Some(roots) = &self.roots {
            roots.count(&Response::new(async_graphql::Value::Null), &cx.deps.metrics.web, Duration::ZERO);
        }
        kept.answer()
    }
}
