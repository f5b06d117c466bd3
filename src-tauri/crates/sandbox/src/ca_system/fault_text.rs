//! Generates the error texts of a CA system's client without an answer: a page of text that differs each time.

use chrono::NaiveDateTime;

use crate::{ca_system::answer::Rejection, rng::Chance};

const STACK_FRAMES: [&str; 10] = [
    "example.ca.client.FaultBuilder.build(FaultBuilder.java",
    "example.ca.client.SoapParser.endElement(SoapParser.java",
    "example.ca.client.Channel.invoke(Channel.java",
    "example.ca.client.Session.renew(Session.java",
    "example.ca.client.ProvisioningStub.call(ProvisioningStub.java",
    "example.crm.provisioning.Adapter.send(Adapter.java",
    "example.crm.provisioning.RequestRun.send(RequestRun.java",
    "example.crm.jobs.Worker.step(Worker.java",
    "java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java",
    "java.base/java.lang.Thread.run(Thread.java",
];

/// CRM.COM is not signed in to the CA system: the most frequent fault in operation.
pub fn not_logged_in(at: NaiveDateTime, chance: &mut Chance) -> Rejection {
    let said = format!("not_logged_in: session {} is not known", chance.uuid());
    fault("not_logged_in", "txt_not_logged_in", &said, at, chance)
}

/// CRM.COM's session with the CA system has expired.
pub fn session_expired(at: NaiveDateTime, chance: &mut Chance) -> Rejection {
    let said = format!("session_expired: idle for {} s", 1_800 + chance.below(600));
    fault("session_expired", "txt_session_expired", &said, at, chance)
}

/// A raw fault in SOAP 1.1 format.
pub fn soap11(code: &str, words: &str, at: NaiveDateTime, chance: &mut Chance) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">\n <soapenv:Body>\n  <soapenv:Fault>\n   \
         <faultcode>soapenv:{code}</faultcode>\n   <faultstring>{words}</faultstring>\n   <detail><transactionId>{}</transactionId>\
         <timestamp>{}</timestamp></detail>\n  </soapenv:Fault>\n </soapenv:Body>\n</soapenv:Envelope>",
        chance.uuid(),
        at.format("%d/%m/%Y %I:%M:%S %p")
    )
}

/// A raw fault in SOAP 1.2 format, in one line and in two languages.
pub fn soap12(subcode: &str, words: &str, chance: &mut Chance) -> String {
    format!(
        "<env:Envelope xmlns:env=\"http://www.w3.org/2003/05/soap-envelope\"><env:Body><env:Fault><env:Code>\
         <env:Value>env:Receiver</env:Value><env:Subcode><env:Value>ca:{subcode}</env:Value></env:Subcode></env:Code><env:Reason>\
         <env:Text xml:lang=\"el\">Η λειτουργία δεν είναι διαθέσιμη</env:Text><env:Text xml:lang=\"en\">{words}</env:Text></env:Reason>\
         <env:Node>http://ca-ws-{}.sandbox.example/</env:Node></env:Fault></env:Body></env:Envelope>",
        1 + chance.below(4)
    )
}

fn fault(code: &str, words: &str, said: &str, at: NaiveDateTime, chance: &mut Chance) -> Rejection {
    let host = format!("ca-ws-{}.sandbox.example", 1 + chance.below(4));
    let mut lines = vec![
        "AxisFault".to_owned(),
        format!(" faultCode: {code}"),
        " faultSubcode: ".to_owned(),
        format!(" faultString: {words}"),
        " faultActor: ".to_owned(),
        " faultNode: ".to_owned(),
        " faultDetail: ".to_owned(),
        format!("\t{{http://sandbox.example/fault}}stackTrace: {said}, {}", at.format("%Y-%m-%dT%H:%M:%S%.3f")),
    ];
    for _ in 0..24 + chance.below(20) {
        lines.push(format!("\tat {}:{})", STACK_FRAMES[chance.below(STACK_FRAMES.len())], 20 + chance.below(1_400)));
    }
    lines.push(format!("\t... {} more", 2 + chance.below(30)));
    lines.push(format!("\t{{http://sandbox.example/fault}}hostname: {host}"));
    ("AxisFault".to_owned(), lines.join("\n"))
}
