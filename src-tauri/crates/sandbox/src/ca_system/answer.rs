//! Simulates the two CA systems behind CRM.COM, as far as a request shows them: the message sent and the answer.
//!
//! They know the seeded cards and boxes and keep no state: pairing a paired card completes again. Texts and codes are
//! invented in the format of the examples; the Conax status codes are those in public clients.

use chrono::NaiveDateTime;
use crmcom::catalogue::Provider;

use crate::{
    inventory::{Class, Inventory},
    requests::{Fate, LifeCycleState, Request},
    rng::Chance,
    sentinel,
    users::{Author, SYSTEM_USER},
};

/// A code and a description, as in `error_code` and `error_description`.
pub type Rejection = (String, String);

/// Sends a pending request to its CA system and stores the answer in it.
pub fn process(request: &mut Request, inventory: &Inventory, now: NaiveDateTime, reject: u8, chance: &mut Chance) {
    let rejection = rejection(request, inventory).or_else(|| chance.happens(reject).then(|| system_error(request)));
    conclude(request, rejection, now, chance);
}

/// Ends a request as completed, or as rejected for the given reason.
pub fn conclude(request: &mut Request, rejection: Option<Rejection>, now: NaiveDateTime, chance: &mut Chance) {
    request.executed = Some(now);
    request.updated = now;
    request.updated_by = Author::of(SYSTEM_USER);
    request.sent = Some(sent(request));
    request.state = if rejection.is_none() { LifeCycleState::Completed } else { LifeCycleState::Rejected };
    // After a fault of the connection there is no answer, and therefore no reference.
    let answered = rejection.as_ref().is_none_or(|(code, _)| !code.contains("Fault"));
    if answered {
        let reference = chance.uuid();
        let code = rejection.as_ref().map(|(code, _)| code.as_str());
        request.response = Some(match request.draft.provider {
            Provider::Conax => format!("{}{reference}", code.unwrap_or("OK")),
            Provider::Nagravision => format!("{} {reference}", if code.is_none() { "ACK" } else { "NACK" }),
        });
        request.reference_number = Some(reference);
    }
    request.error = rejection;
}

/// The values sent, without markup as in the examples. A PIN is not stored, so it cannot be included.
fn sent(request: &Request) -> String {
    let names = ["existing_smartcard_ca_id", "smartcard_ca_id", "stb_ca_id", "service_ca_id"];
    let values = names.iter().flat_map(|name| request.values(name));
    match request.draft.provider {
        Provider::Conax => values.collect(),
        Provider::Nagravision => values.fold(request.draft.request_type.to_owned(), |text, value| text + " " + value),
    }
}

fn rejection(request: &Request, inventory: &Inventory) -> Option<Rejection> {
    let provider = request.draft.provider;
    if request.draft.fate == Fate::Rejected {
        return Some(fault(provider));
    }
    let cards = ["smartcard_ca_id", "existing_smartcard_ca_id"].into_iter().flat_map(|name| request.values(name));
    let boxes = request.values("stb_ca_id").map(|ca_id| (ca_id, Class::SetTopBox));
    let stranger = |(ca_id, class): (&str, Class)| match inventory.item_by_ca_id(ca_id, provider) {
        Some(item) if item.class == class => None,
        Some(_) => Some(wrong_kind(provider, ca_id)),
        None if sentinel::of(ca_id).is_some() || made_up_card(request, ca_id) => None,
        None => Some(unknown(provider, ca_id)),
    };
    cards.map(|ca_id| (ca_id, Class::Smartcard)).chain(boxes).find_map(stranger)
}

/// Whether the CA id belongs to an invented card: a Nagravision CA id is truncated before the ending that marks a
/// sentinel, and CRM.COM had accepted the card.
fn made_up_card(request: &Request, ca_id: &str) -> bool {
    request.draft.provider == Provider::Nagravision && request.values("smartcard_ca_id").any(|value| value == ca_id)
}

pub fn unknown(provider: Provider, ca_id: &str) -> Rejection {
    match provider {
        Provider::Conax => rejected("CLIENT_NOT_FOUND", format!("No client with the identifier {ca_id} exists.")),
        Provider::Nagravision => rejected("NACK_UNKNOWN_UA", format!("The unique address {ca_id} is not known.")),
    }
}

fn wrong_kind(provider: Provider, ca_id: &str) -> Rejection {
    match provider {
        Provider::Conax => rejected("INPUT_VALIDATION_ERROR", format!("{ca_id} is not of the expected client type.")),
        Provider::Nagravision => rejected("NACK_BAD_PARAMETER", format!("{ca_id} is not of the expected kind.")),
    }
}

pub fn unmanaged(ca_id: &str) -> Rejection {
    rejected("CLIENT_NOT_MANAGED_BY_SMS", format!("The client {ca_id} is managed by another subscriber system."))
}

fn system_error(request: &Request) -> Rejection {
    match request.draft.provider {
        Provider::Conax => busy(),
        Provider::Nagravision => rejected("NACK_GATEWAY_BUSY", "The gateway cannot take the command now."),
    }
}

/// Conax's rejection when it is temporarily unable to process a request.
pub fn busy() -> Rejection {
    rejected("SYSTEM_ERROR", "The request could not be carried out. Try again later.")
}

/// A rejection of many lines, as the SOAP faults in real operation.
pub fn fault(provider: Provider) -> Rejection {
    let (code, lines): (_, &[&str]) = match provider {
        Provider::Conax => (
            "AxisFault",
            &[
                "AxisFault",
                " faultCode: session_expired",
                " faultSubcode: ",
                " faultString: txt_session_expired",
                " faultActor: ",
                " faultNode: ",
                " faultDetail: ",
                "\t{http://sandbox.example/fault}stackTrace: session_expired",
                "\tat example.ca.client.FaultBuilder.build(FaultBuilder.java:222)",
                "\tat example.ca.client.SoapParser.endElement(SoapParser.java:129)",
                "\tat example.ca.client.ProvisioningStub.call(ProvisioningStub.java:1087)",
                "\tat example.crm.provisioning.RequestRun.send(RequestRun.java:311)",
                "\tat example.crm.provisioning.RequestRun.run(RequestRun.java:87)",
            ],
        ),
        Provider::Nagravision => (
            "GatewayFault",
            &[
                "GatewayFault",
                " faultCode: connection_reset",
                " faultString: txt_gateway_closed_the_connection",
                " faultDetail: ",
                "\tat example.ca.gateway.Channel.read(Channel.java:140)",
                "\tat example.ca.gateway.Command.await(Command.java:58)",
                "\tat example.crm.provisioning.RequestRun.run(RequestRun.java:87)",
            ],
        ),
    };
    rejected(code, lines.join("\n"))
}

fn rejected(code: &str, description: impl Into<String>) -> Rejection {
    (code.to_owned(), description.into())
}
