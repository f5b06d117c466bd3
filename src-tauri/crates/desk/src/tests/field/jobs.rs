//! The day's jobs.

use std::time::Duration;

use sandbox::LookUps;

use super::{CARDS, FieldDesk, job};
use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    view::{EntityKind, JobDraft, RequestState, ResolvedState::NotFound},
};

#[tokio::test]
async fn jobs_are_kept_linked_closed_and_forgotten() {
    let mut van = FieldDesk::new().await;
    let empty = JobDraft { note: Some("lunch".to_owned()), ..JobDraft::default() };
    let day = van.desk.field.add_jobs(vec![job(CARDS[0]), empty, job(CARDS[1]), job(CARDS[0])]).await.unwrap();
    assert_eq!(day.jobs.iter().map(|job| job.place).collect::<Vec<_>>(), [1, 2], "without what is nothing or twice");
    let planned = van.desk.field.plan_jobs(format!("{}\n{}", CARDS[0], CARDS[2])).await.unwrap();
    assert_eq!(planned.jobs.iter().map(|job| job.verdicts.len()).collect::<Vec<_>>(), [1, 0], "it is loaded already");
    let ids: Vec<String> = day.jobs.into_iter().map(|job| job.id).collect();
    let row = van.desk.field.send_in_field(reset_pin(CARDS[0]), Some(ids[0].clone())).await.unwrap();
    van.pending(&row.key).await;
    van.restart().await;
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!(day.jobs[0].row.as_ref().map(|row| row.state), Some(RequestState::Pending));
    let day = van.desk.field.close_job(ids[1].clone(), true).await.unwrap();
    assert!(day.jobs[1].closed && !day.jobs[0].closed);
    assert_eq!(van.desk.field.clear_jobs(false).await.unwrap().jobs.len(), 1, "what is pending is not done");
    van.desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    assert!(van.desk.field.field_day().await.unwrap().jobs.is_empty(), "they are of one connection");
    assert_eq!(van.desk.field.close_job(ids[0].clone(), true).await.unwrap_err().code, ProblemCode::NotFound);
    van.desk.app.select_connection(van.connection.clone()).await.unwrap();
    van.bed.later(&van.desk, 31 * 24 * 3_600);
    van.desk.field.add_jobs(vec![job(CARDS[2])]).await.unwrap();
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!(day.jobs.iter().map(|job| job.draft.clone()).collect::<Vec<_>>(), [job(CARDS[2])], "old ones go");
    assert!(van.desk.field.clear_jobs(true).await.unwrap().jobs.is_empty());
    van.desk.shutdown().await;
}

#[tokio::test]
async fn looks_up_the_entities_of_jobs_beforehand() {
    let van = FieldDesk::new().await;
    let whole = JobDraft {
        subscription: Some("S-nobody-has".to_owned()),
        smartcard: Some("card-nobody-has".to_owned()),
        set_top_box: Some("box-nobody-has".to_owned()),
        note: None,
    };
    van.desk.field.add_jobs(vec![whole, job("other-nobody-has")]).await.unwrap();
    van.desk.field.look_up_jobs().await.unwrap();
    let day = van.desk.field.field_day().await.unwrap();
    let progress = day.progress.unwrap();
    assert_eq!((progress.done, progress.total, progress.running, progress.problem), (2, 2, false, None));
    let told = |number: usize| {
        let parts = day.jobs[number].looked_up.iter();
        parts.map(|part| (part.kind, part.state, part.as_of.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(
        told(0),
        [
            (EntityKind::Smartcard, NotFound, true),
            (EntityKind::SetTopBox, NotFound, true),
            (EntityKind::Subscription, NotFound, true)
        ]
    );
    assert_eq!(told(1), [(EntityKind::Smartcard, NotFound, true)]);
    van.desk.shutdown().await;
}

#[tokio::test]
async fn looking_up_jobs_stops_at_once_and_resumes() {
    let van = FieldDesk::new().await;
    van.desk.field.add_jobs((0..5).map(|number| job(&format!("card-{number}"))).collect()).await.unwrap();
    let control = van.bed.control();
    let progress = async || van.desk.field.field_day().await.unwrap().progress.unwrap();
    let begin = || {
        let desk = van.desk.clone();
        tokio::spawn(async move { desk.field.look_up_jobs().await.unwrap() })
    };
    // The first look-ups begin, and hang.
    control.set_look_ups(LookUps { latency: Duration::from_hours(1), ..LookUps::default() });
    let run = begin();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(progress().await.running);
    van.desk.field.stop_looking_up().await.unwrap();
    run.await.unwrap();
    let stopped = progress().await;
    assert_eq!((stopped.done, stopped.total, stopped.running, stopped.problem), (0, 5, false, None));
    control.set_look_ups(LookUps::default());
    begin().await.unwrap();
    let after = progress().await;
    assert_eq!((after.done, after.total, after.running, after.problem), (5, 5, false, None));
    van.desk.shutdown().await;
}
