//! Query parameters where there are none. Operations that take some refuse the others themselves, see `query`; of those that take
//! none the document knows.

use actix_web::{
    Error, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ResourceDef, ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Data,
};
use presswork_domain::{Error as DomainError, fault::Fault};
use utoipa::openapi::{
    OpenApi, RefOr,
    path::{Operation, ParameterIn},
};

use crate::{meta, problem::ApiError};

/// Which operations take query parameters, by their addresses; addresses without variables first.
pub struct Parameters(Vec<(ResourceDef, Vec<(Method, bool)>)>);

impl Parameters {
    /// Reads the document.
    pub fn new(document: &OpenApi) -> Self {
        let mut paths: Vec<_> = document.paths.paths.iter().collect();
        paths.sort_by_key(|(path, _)| path.matches('{').count());
        let known = paths.into_iter().map(|(path, item)| {
            let methods = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            let methods = methods.into_iter().filter_map(|(method, it)| Some((method, takes_any(it.as_ref()?))));
            (ResourceDef::new(path.as_str()), methods.collect())
        });
        let index = (ResourceDef::new(meta::INDEX), vec![(Method::GET, false)]);
        Self(std::iter::once(index).chain(known).collect())
    }

    /// Whether there is an operation here, and it takes none.
    fn are_refused(&self, method: &Method, path: &str) -> bool {
        let mut here = self.0.iter().filter(|(template, _)| template.is_match(path));
        let taken = here.find_map(|(_, methods)| methods.iter().find(|(known, _)| known == method));
        taken.is_some_and(|(_, taken)| !taken)
    }
}

fn takes_any(operation: &Operation) -> bool {
    let in_query = |it: &RefOr<_>| {
        matches!(it, RefOr::T(utoipa::openapi::path::Parameter { parameter_in: ParameterIn::Query, .. }))
    };
    operation.parameters.iter().flatten().any(in_query)
}

/// Refuses parameters that nobody reads: who sends them believes that they say something.
pub async fn refuse_unread(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let refused =
        request.app_data::<Data<Parameters>>().is_some_and(|it| it.are_refused(request.method(), request.path()));
    let sent = url::form_urlencoded::parse(request.query_string().as_bytes()).next().map(|(name, _)| name.into_owned());
    let Some(name) = sent.filter(|_| refused) else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    let fault = Fault::new(format!("/{name}"), "unknown_parameter", "this operation takes no parameters");
    let error = ApiError::from(DomainError::Invalid(vec![fault]));
    Ok(request.into_response(error.error_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_says_which_operations_take_none() {
        let parameters = Parameters::new(&crate::openapi::document());
        let refused = |method: Method, path| parameters.are_refused(&method, path);
        assert!(
            refused(Method::GET, "/v1/nodes/x") && refused(Method::POST, "/v1/posts") && refused(Method::GET, "/v1")
        );
        assert!(refused(Method::PATCH, "/v1/posts/hello") && !refused(Method::GET, "/v1/posts/hello"));
        assert!(!refused(Method::GET, "/v1/posts") && !refused(Method::GET, "/v1/nothing"));
        assert!(!refused(Method::OPTIONS, "/v1/nodes/x"));
    }
}
