//! Converts a CRM.COM provisioning request into the types of journal, mirror and window.

use chrono_tz::Tz;
use crmcom::{LifeCycleState, LogInformation, ProvisioningRequest, Unit, User, catalogue::Provider};
use serde_json::Value;
use store::{RequestState, ServerRequest};

use crate::time::instant;

/// Parameters with cards, the one that identifies the request's card first (reference section 4.3).
const CARD_PARAMETERS: [&str; 2] = ["smartcard_ca_id", "existing_smartcard_ca_id"];

pub(crate) fn state_of(request: &ProvisioningRequest) -> RequestState {
    match request.state() {
        // A request that was just made, and has no state in the answer, is pending.
        None | Some(LifeCycleState::Pending) => RequestState::Pending,
        Some(LifeCycleState::Completed) => RequestState::Completed,
        Some(LifeCycleState::Rejected) => RequestState::Rejected,
        Some(LifeCycleState::Other(_)) => RequestState::Other,
    }
}

pub(crate) fn is_final(state: RequestState) -> bool {
    matches!(state, RequestState::Completed | RequestState::Rejected)
}

/// Members of other objects in an answer that are stored: those that pages show, or that comparison and prefill need.
const STORED_MEMBERS: [(&str, &[&str]); 2] =
    [("subscription", &["id", "number"]), ("provisioning_provider", &["id", "name", "alternative_code"])];

/// The part of a request that is stored on the disk: members that pages show, or that comparison and prefill need.
/// Other data of households and people stays with the server.
fn kept(request: &ProvisioningRequest) -> ProvisioningRequest {
    let extra = STORED_MEMBERS.into_iter().filter_map(|(object, members)| {
        let told = request.extra.get(object)?.as_object()?;
        let told = told.iter().filter(|(name, _)| members.contains(&name.as_str()));
        Some((object.to_owned(), Value::Object(told.map(|(name, value)| (name.clone(), value.clone())).collect())))
    });
    ProvisioningRequest {
        id: request.id.clone(),
        number: request.number.clone(),
        type_: request.type_.clone(),
        priority: request.priority.clone(),
        life_cycle_state: request.life_cycle_state.clone(),
        process_immediately: request.process_immediately,
        scheduled_date: request.scheduled_date,
        executed_date: request.executed_date,
        request: request.request.clone(),
        response: request.response.clone(),
        reference_number: request.reference_number.clone(),
        error_code: request.error_code.clone(),
        error_description: request.error_description.clone(),
        provider_error_code: request.provider_error_code.clone(),
        provider_error_description: request.provider_error_description.clone(),
        process_name: request.process_name.clone(),
        parameters: request.parameters.clone(),
        empty_parameters: request.empty_parameters.clone(),
        log_information: request.log_information.as_ref().map(|log| LogInformation {
            created_date: log.created_date,
            updated_date: log.updated_date,
            created_by_user: log.created_by_user.as_ref().map(user),
            updated_by_user: log.updated_by_user.as_ref().map(user),
            created_by_unit: log.created_by_unit.as_ref().map(unit),
            ..LogInformation::default()
        }),
        extra: extra.collect(),
        ..ProvisioningRequest::default()
    }
}

fn user(told: &User) -> User {
    User { username: told.username.clone(), person_name: told.person_name.clone(), ..User::default() }
}

fn unit(told: &Unit) -> Unit {
    Unit { name: told.name.clone(), ..Unit::default() }
}

/// The JSON text for the disk.
pub(crate) fn text(request: &ProvisioningRequest) -> String {
    // Cannot fail: its members are texts, numbers, lists and maps with text keys.
    serde_json::to_string(&kept(request)).unwrap_or_default()
}

pub(crate) fn word_of(provider: Provider) -> &'static str {
    provider.word()
}

/// Values of parameters that may occur more than once, as in a set.
fn all(request: &ProvisioningRequest, names: &[&str]) -> Option<String> {
    let values: Vec<&str> = names
        .iter()
        .flat_map(|name| request.parameters.iter().filter(move |parameter| parameter.name == *name))
        .filter_map(|parameter| parameter.value.as_deref())
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// Converts a request for the mirror.
pub(crate) fn mirrored(request: &ProvisioningRequest, provider: Provider, zone: Tz) -> ServerRequest {
    let state = state_of(request);
    let log = request.log_information.as_ref();
    ServerRequest {
        id: request.id.clone(),
        number: request.number.clone(),
        provider: word_of(provider).to_owned(),
        request_type: request.type_.clone(),
        state,
        state_text: request.life_cycle_state.clone().filter(|_| state == RequestState::Other),
        smartcard: all(request, &CARD_PARAMETERS),
        set_top_box: all(request, &["stb_ca_id"]),
        service: all(request, &["service_ca_id"]),
        subscription: request.subscription_number().map(str::to_owned),
        created: request.created().map(|at| instant(at, zone)),
        updated: log.and_then(|log| log.updated_date).map(|at| instant(at, zone)),
        unit: log.and_then(|log| log.created_by_unit.as_ref()?.name.clone()),
        user: request.created_by().map(str::to_owned),
        priority: request.priority.clone(),
        error_code: request.failure_code().map(str::to_owned),
        error_text: None,
        description: request.failure_description().map(str::to_owned),
        server: text(request),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rejected_request_is_mirrored_with_its_reason_and_its_cards() {
        let request: ProvisioningRequest = serde_json::from_value(json!({
            "id": "A1", "number": "5001", "type": "CREATE_PAIRING", "life_cycle_state": "REJECTED",
            "error_code": "AxisFault", "error_description": "AxisFault\n faultString: txt_not_logged_in\n at x.y",
            "parameters_set": [
                {"id": "1", "stb_ca_id": "STB-1"}, {"id": "2", "smartcard_ca_id": "01900000001"},
                {"id": "3", "smartcard_ca_id": "01900000002"}, {"id": "4"}],
            "log_information": {"created_date": "2026-01-15T12:00:00", "updated_date": "2026-01-15T12:00:09",
                "created_by_user": {"username": "bob"}, "created_by_unit": {"id": "U1", "name": "Head office"}}
        }))
        .unwrap();
        let mirrored = mirrored(&request, Provider::Conax, "Europe/Athens".parse().unwrap());
        assert_eq!(mirrored.state, RequestState::Rejected);
        assert_eq!(
            mirrored.description.and_then(|words| store::fault_line(&words)).as_deref(),
            Some("txt_not_logged_in")
        );
        assert_eq!(mirrored.smartcard.as_deref(), Some("01900000001, 01900000002"));
        assert_eq!(mirrored.created, Some(1_768_471_200_000));
        assert_eq!(mirrored.updated, Some(1_768_471_209_000));
        assert_eq!((mirrored.user.as_deref(), mirrored.unit.as_deref()), (Some("bob"), Some("Head office")));
    }

    #[test]
    fn keeps_only_the_listed_members_of_a_request() {
        let named = json!({
            "id": "A1", "number": "5001", "type": "CREATE_PAIRING", "priority": "1", "life_cycle_state": "REJECTED",
            "process_immediately": true, "scheduled_date": "2026-01-15T12:00:00", "executed_date": "2026-01-15T12:00:00",
            "request": "sent", "response": "heard", "reference_number": "R1", "error_code": "E", "error_description": "words",
            "provider_error_code": "P", "provider_error_description": "more words", "process_name": "pairing",
            "parameters_set": [{"id": "1", "stb_ca_id": "STB-1"}, {"id": "4"}],
            "log_information": {"created_date": "2026-01-15T12:00:00", "created_by_user": {"username": "bob"}},
            "subscription": {"number": "S1"},
        });
        let mut told = named.clone();
        for name in ["name", "sequence_number", "process_id", "a_member_of_next_year"] {
            told[name] = "9".into();
        }
        told["subscription"]["phone"] = "9".into();
        let read = |value| serde_json::from_value::<ProvisioningRequest>(value).unwrap();
        let kept: ProvisioningRequest = serde_json::from_str(&text(&read(told))).unwrap();
        assert_eq!(kept, read(named));
    }

    #[test]
    fn an_unknown_state_keeps_the_servers_word() {
        let request: ProvisioningRequest =
            serde_json::from_value(json!({"id": "A1", "life_cycle_state": "ON_HOLD"})).unwrap();
        let mirrored = mirrored(&request, Provider::Conax, Tz::UTC);
        assert_eq!((mirrored.state, mirrored.state_text.as_deref()), (RequestState::Other, Some("ON_HOLD")));
    }
}
