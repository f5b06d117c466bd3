//! Forms that are kept until they are sent.

use crate::tests::harness::*;
use crate::{
    Desk,
    tests::outbox::submit::{rows, step_count},
    view::{Form, RequestState},
};

const DAY: i64 = 24 * 3_600;

#[tokio::test]
async fn a_pin_is_in_no_file() {
    const PIN: &str = "8351";
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let mut draft = set_pin(CARD, PIN);
    draft.values.insert("priority".to_owned(), "REGULAR".to_owned());
    let form = crate::view::Form::from(draft.clone());
    desk.outbox.keep_form(form.clone()).await.unwrap();
    let kept = desk.outbox.kept_form("conax.set-pin".to_owned()).await.unwrap().unwrap().draft;
    assert!(!kept.values.contains_key("pin") && kept.values.contains_key("smartcard_identifier"));
    let checked = desk.outbox.check_form(draft.clone()).await.unwrap();
    assert!(!checked.body.to_string().contains(PIN), "the preview shows dots");
    assert!(!format!("{draft:?}").contains(PIN));

    let sent = desk.outbox.send(form).await.unwrap().key;
    assert_eq!(
        desk.outbox.kept_form("conax.set-pin".to_owned()).await.unwrap(),
        None,
        "a sent form does not come back"
    );
    until(&desk, &sent, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 60);
    until(&desk, &sent, &[RequestState::Completed]).await;
    let lost = desk.outbox.send(set_pin("01900000206", PIN)).await.unwrap().key;
    until(&desk, &lost, &[RequestState::Unknown]).await;
    hold(&desk, 60).await;
    desk.outbox.send(set_pin("01900000003", PIN)).await.unwrap();
    desk.mirror.refresh_requests().await.unwrap();
    for key in [&sent, &lost] {
        let detail = format!("{:?}", desk.requests.request(key.clone()).await.unwrap());
        assert!(!detail.contains(&format!("\"{PIN}\"")), "{detail}");
    }
    // Numbers and ids may contain four such digits by chance; the PIN as a value may not.
    for shape in [format!("\"{PIN}\""), format!(">{PIN}<"), format!("={PIN}")] {
        assert_eq!(files_with(&bed.data_dir(), &shape), Vec::<std::path::PathBuf>::new(), "{shape}");
    }
    assert!(files_with(&bed.data_dir(), CARD).len() > 1, "the search finds what is there");
    desk.shutdown().await;
    assert!(desk.outbox.memory.lock().pins.is_empty());
}

#[tokio::test]
async fn a_draft_keeps_its_key_until_it_becomes_a_row() {
    const OPERATION: &str = "conax.reset-pin";
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let kept = |desk: &Desk| {
        let desk = desk.clone();
        async move { desk.outbox.kept_form(OPERATION.to_owned()).await.unwrap() }
    };
    let form = Form::from(reset_pin(CARD));
    desk.outbox.keep_form(form.clone()).await.unwrap();
    desk.shutdown().await;
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    assert_eq!(kept(&desk).await, Some(form.clone()), "with the key that it had before the start");
    desk.outbox.send(form.clone()).await.unwrap();
    assert_eq!(kept(&desk).await, None);

    // The page saves the draft once more, a moment too late.
    desk.outbox.keep_form(form.clone()).await.unwrap();
    assert_eq!(kept(&desk).await, None, "it is a row");
    // Values typed after the send are another form, and none of them is lost.
    let changed = Form { draft: reset_pin("01900000002"), ..form.clone() };
    desk.outbox.keep_form(changed.clone()).await.unwrap();
    let left = kept(&desk).await.unwrap();
    assert_eq!(left.draft, changed.draft);
    assert_ne!(left.key, form.key);
    assert_eq!(rows(&desk).await, 1);
}

#[tokio::test]
async fn a_field_form_leaves_the_office_draft_untouched() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 60).await;
    let office = Form::from(reset_pin("01900000002"));
    desk.outbox.keep_form(office.clone()).await.unwrap();
    let field = Form::from(reset_pin(CARD));
    for _ in 0..2 {
        assert_eq!(desk.field.send_in_field(field.clone(), None).await.unwrap().key, field.key);
    }
    assert_eq!((rows(&desk).await, step_count(&desk, &field.key)), (1, 1));
    assert_eq!(desk.outbox.kept_form("conax.reset-pin".to_owned()).await.unwrap(), Some(office));
}

#[tokio::test]
async fn a_draft_belongs_to_its_user_and_expires_after_a_week() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let form: crate::view::Form = reset_pin(CARD).into();
    desk.outbox.keep_form(form.clone()).await.unwrap();
    let kept = || async { desk.outbox.kept_form("conax.reset-pin".to_owned()).await.unwrap() };
    assert_eq!(kept().await.unwrap().key, form.key);

    // The session ends under the form, and another user signs in over it; the page saves the draft once more as it
    // goes.
    desk.sessions
        .sign_in(crate::view::SignIn::Password {
            connection: "sandbox".to_owned(),
            username: "supervisor".to_owned(),
            password: "sandbox-2".to_owned(),
            unit: None,
            keep: false,
        })
        .await
        .unwrap();
    desk.outbox.keep_form(form.clone()).await.unwrap();
    assert!(kept().await.is_none(), "it is not the next one's");
    sign_in(&desk, "sandbox", false).await;
    assert_eq!(kept().await.unwrap().draft, form.draft, "and the one who typed it finds it again");

    bed.later_by(6 * DAY);
    desk.retention.purge_old_forms().await;
    assert!(kept().await.is_some());
    bed.later_by(2 * DAY);
    desk.retention.purge_old_forms().await;
    assert!(kept().await.is_none());
    desk.shutdown().await;
}
