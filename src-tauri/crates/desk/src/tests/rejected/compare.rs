//! A rejected request beside one that worked.

use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{RejectedView, RequestState},
};

#[tokio::test]
async fn a_request_is_compared_with_the_last_one_that_worked() {
    let bed = Bed::with_rejected(400);
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let view = RejectedView { text: Some("client".to_owned()), ..RejectedView::default() };
    let rows = desk.rejected.rejected_requests(view, 0, 500).await.unwrap().rows;
    assert!(rows.len() > 40);
    let (mut swapped, mut same_card) = (0, 0);
    for row in rows {
        let compared = desk.rejected.compare(row.row.key.clone()).await.unwrap();
        assert!(!compared.rows.is_empty() && compared.card.iter().any(|other| other.key == row.row.key));
        let Some(worked) = compared.worked else {
            assert!(compared.rows.iter().all(|it| !it.differs), "beside nothing, nothing differs");
            continue;
        };
        assert_eq!((worked.state, &worked.request_type), (RequestState::Completed, &row.row.request_type));
        if let Some(two_digits) = compared.swapped {
            swapped += 1;
            assert_eq!(Some(&two_digits.now), row.row.smartcard.as_ref());
            assert_eq!(Some(&two_digits.worked), worked.smartcard.as_ref());
            let differs = compared.rows.iter().filter(|it| it.differs && it.name.ends_with("_ca_id"));
            assert_eq!(differs.map(|it| &it.name).collect::<Vec<_>>(), [&two_digits.name]);
        }
        same_card += u32::from(worked.smartcard == row.row.smartcard);
    }
    assert!(swapped >= 5, "{swapped} with two digits in the other order");
    assert!(same_card >= 5, "{same_card} of a card with which it worked");
    assert_eq!(desk.rejected.compare("server-none".to_owned()).await.unwrap_err().code, ProblemCode::NotFound);
    desk.shutdown().await;
}
