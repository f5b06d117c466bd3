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

fn of_group(group: &str) -> RejectedView {
    RejectedView { group: Some(group.to_owned()), ..RejectedView::default() }
}

fn saying<'a>(page: &'a RejectedPage, line: &str) -> Vec<&'a RejectedGroup> {
    page.groups.iter().filter(|group| group.line.as_deref().is_some_and(|it| it.contains(line))).collect()
}
