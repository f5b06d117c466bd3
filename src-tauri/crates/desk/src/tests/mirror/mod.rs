//! The copy of the server's lists.

mod completed;
mod read;
mod sync;

use crmcom::Release;

use crate::tests::harness::*;
use crate::{
    Desk,
    tests::distorting_proxy::{DistortingProxy, Distortion},
    view::{RequestFilter, RequestQuery, RequestState},
};

/// Ids of others' pending requests.
pub(super) async fn pending(desk: &Desk) -> Vec<String> {
    let filter = RequestFilter { states: vec![RequestState::Pending], ..RequestFilter::default() };
    let page =
        desk.requests.request_page(RequestQuery { filter, limit: 500, ..RequestQuery::default() }).await.unwrap();
    page.rows.into_iter().filter(|row| !row.unwatched).filter_map(|row| row.id).collect()
}

/// A desk with distorted lists.
pub(super) async fn distorted_lists(backlog: u32, how: Distortion) -> (Bed, DistortingProxy, Desk) {
    let bed = Bed::with_backlog(Release::R13, backlog);
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    way.distort(how);
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), Release::R13).await;
    sign_in(&desk, &id, false).await;
    (bed, way, desk)
}
