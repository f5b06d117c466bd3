//! Groups, triage, knowledge and handover of rejected requests.

mod compare;
mod groups;
mod handover;
mod regroup;
mod shared_file;
mod shared_file_import;
mod triage;

use crate::{
    Desk,
    view::{RejectedGroup, RejectedPage, RejectedQuery, RejectedView},
};

async fn open(desk: &Desk) -> RejectedPage {
    desk.rejected.rejected_page(RejectedQuery::default()).await.unwrap()
}

pub(super) fn of_group(group: &RejectedGroup) -> RejectedView {
    RejectedView { groups: group.groups.clone(), ..RejectedView::default() }
}
