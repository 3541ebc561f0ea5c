//! Answering a request that its handler has lost.

use std::net::SocketAddr;

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, Uri, Version};
use actix_web::test::TestRequest;
use actix_web::{HttpResponse, http::uri::PathAndQuery};

/// The parts of a request that are kept while its handler has it. No handle on the request
/// itself may be kept: inner services change it, which panics if there are two handles.
pub(super) struct Asked {
    method: Method,
    uri: Uri,
    version: Version,
    peer: Option<SocketAddr>,
}

impl Asked {
    pub(super) fn of(request: &ServiceRequest) -> Self {
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            version: request.version(),
            peer: request.peer_addr(),
        }
    }

    /// A response needs its request, and that is gone with the handler that has failed. actix
    /// makes another one nowhere but in its module for tests; middleware further out, such as
    /// loggers, finds there what was asked.
    pub(super) fn respond(self, response: HttpResponse) -> ServiceResponse {
        let target = self.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let request = TestRequest::default()
            .method(self.method)
            .uri(target)
            .version(self.version);
        let request = match self.peer {
            Some(peer) => request.peer_addr(peer),
            None => request,
        };
        ServiceResponse::new(request.to_http_request(), response)
    }
}
