//! Dates that no server should return, from the answer to the screen: none of them ends the process.

use chrono::{DateTime, NaiveDateTime};
use chrono_tz::Tz;
use crmcom::{LogInformation, ProvisioningRequest, catalogue::Provider};
use proptest::{prelude::*, test_runner::Config};
use store::settings::Settings;

use crate::{
    requests::from_server,
    tests::harness::*,
    time::millis,
    view::{Export, ExportColumn, ExportFormat, RejectedView, RequestColumn, RequestFilter, RequestQuery},
};

const ZONES: [&str; 5] = ["America/New_York", "Atlantic/Azores", "Europe/Athens", "UTC", "Pacific/Kiritimati"];

/// Any readable date, with more weight on both ends of the range and on the present.
fn date() -> impl Strategy<Value = NaiveDateTime> {
    let (first, last) = (NaiveDateTime::MIN.and_utc().timestamp(), NaiveDateTime::MAX.and_utc().timestamp());
    let day = 24 * 3_600_i64;
    let seconds =
        prop_oneof![first..=first + 2 * day, last - 2 * day..=last, first..=last, 1_700_000_000..1_900_000_000_i64];
    seconds.prop_map(|at| DateTime::from_timestamp(at, 0).unwrap().naive_utc())
}

fn told_at(id: usize, dates: [NaiveDateTime; 4]) -> ProvisioningRequest {
    let [created, updated, scheduled, executed] = dates;
    ProvisioningRequest {
        id: id.to_string(),
        life_cycle_state: Some("REJECTED".to_owned()),
        error_description: Some("card is not known".to_owned()),
        scheduled_date: Some(scheduled),
        executed_date: Some(executed),
        log_information: Some(LogInformation {
            created_date: Some(created),
            updated_date: Some(updated),
            ..LogInformation::default()
        }),
        ..ProvisioningRequest::default()
    }
}

#[test]
fn no_date_of_a_server_ends_the_process() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (bed, desk, connections) = runtime.block_on(async {
        let bed = Bed::new();
        let desk = bed.open().await;
        let mut connections = Vec::new();
        for zone in ZONES {
            let id = own_connection_named(&desk, bed.sandbox.url(), zone).await;
            let change = |settings: &mut Settings| {
                let known = settings.connections.iter_mut().find(|known| known.id == id).unwrap();
                zone.clone_into(&mut known.time_zone);
            };
            desk.core.settings.lock().change(change).unwrap();
            session_over(&desk, &id);
            connections.push((id, zone.parse::<Tz>().unwrap()));
        }
        (bed, desk, connections)
    });
    let count = std::cell::Cell::new(0_usize);
    proptest!(Config::with_cases(40), |(dates in [date(), date(), date(), date()])| {
        count.set(count.get() + 1);
        let request = told_at(count.get(), dates);
        for (id, zone) in &connections {
            let mirrored = from_server::mirrored(&request, Provider::Conax, *zone);
            let (created, updated) = (mirrored.created, mirrored.updated);
            desk.core.cache.mirror(id, &[mirrored]).unwrap();
            desk.connections.memory.lock().selected.clone_from(id);
            let shown = runtime.block_on(desk.requests.request(format!("server-{}", count.get()))).unwrap();
            prop_assert_eq!(shown.row.created, created.map(millis));
            prop_assert_eq!(shown.row.updated, updated.map(millis));
        }
    });
    // All of them together, in every place that calculates with times.
    for (id, zone) in &connections {
        desk.connections.memory.lock().selected.clone_from(id);
        runtime.block_on(async {
            let rows =
                desk.requests.request_page(RequestQuery { limit: 500, ..RequestQuery::default() }).await.unwrap().rows;
            assert_eq!(rows.len(), count.get(), "{zone}");
            desk.rejected.rejected_page(crate::view::RejectedQuery::default()).await.unwrap();
            desk.rejected.rejected_requests(RejectedView::default(), 0, 500).await.unwrap();
            for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
                let path = bed.dir.path().join(format!("{}.{format:?}", zone.name().replace('/', "-")));
                let columns = [RequestColumn::Created, RequestColumn::Updated];
                let columns = columns.map(|column| ExportColumn { column, heading: String::new() });
                let export = Export {
                    filter: RequestFilter::default(),
                    sort: RequestColumn::Created,
                    ascending: true,
                    keys: Vec::new(),
                    columns: columns.to_vec(),
                    state_words: [].into(),
                    cause_words: [].into(),
                    format,
                };
                desk.requests.export_requests(path, export).await.unwrap();
            }
        });
    }
    for from in [f64::MIN, -9e18, -8.64e15, -1.0, 0.0, 1.7e12, 8.64e15, 9e18, f64::MAX, f64::INFINITY, f64::NAN] {
        for (id, zone) in &connections {
            desk.connections.memory.lock().selected.clone_from(id);
            let overview = runtime.block_on(desk.rejected.rejected_overview(from)).unwrap();
            assert!(overview.days.len() <= 366 * count.get(), "{zone}, from {from}");
            let query = crate::view::RejectedQuery { from: Some(from), ..crate::view::RejectedQuery::default() };
            runtime.block_on(desk.rejected.rejected_page(query)).unwrap();
        }
    }
    runtime.block_on(desk.shutdown());
}
