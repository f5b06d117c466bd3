//! stub
use crate::Desk;
impl Desk {
    pub(crate) async fn reconcile_rows(&self) {}
}
