//! The slip that is handed over after the work. It is made from data on this computer, and carries no PIN.

use std::fmt::Write;

use crmcom::ProvisioningRequest;
use qrcode::{Color, QrCode};

use crate::{
    connections::registry::ResolvedConnection,
    error::problem::{Problem, ProblemCode},
    field::Field,
    requests::row::view,
    time::millis,
    view::{EntityKind, EntityRef, Slip},
};

/// Light modules required around a QR code.
const QUIET_ZONE_MODULES: usize = 4;

impl Field {
    /// The slip of a request of the selected connection.
    pub async fn slip(&self, key: String) -> Result<Slip, Problem> {
        let (row, sent) = self.requests.find(&key).await?;
        let known = self.sessions.not_left()?;
        if self.requests.connection_of(sent.as_ref())?.id() != known.id() {
            return Err(Problem::new(ProblemCode::NotFound, ""));
        }
        let told = self.requests.server_object(known.id(), sent.as_ref(), row.server_id.clone()).await?;
        let told: ProvisioningRequest = told.and_then(|told| serde_json::from_value(told).ok()).unwrap_or_default();
        let session = self.sessions.memory.lock().sessions.get(known.id()).map(|live| {
            let identity = &live.identity;
            (identity.tenant.organisation.clone(), identity.unit.clone())
        });
        let (organisation, unit) =
            session.unwrap_or_else(|| (known.stored.organisation.clone(), known.stored.unit.clone()));
        let names = |text: &Option<String>| {
            text.iter().flat_map(|text| text.split(", ")).map(str::to_owned).collect::<Vec<_>>()
        };
        let smartcards = names(&row.smartcard);
        let services = self.services_on(&known, &smartcards).await?;
        let waits = self.requests.waits();
        let person = told.log_information.and_then(|log| log.created_by_user?.person_name);
        let user = || row.user.clone().filter(|_| sent.as_ref().is_none_or(|sent| !sent.identity.is_by_key()));
        Ok(Slip {
            installer: person.or_else(user),
            qr: row.number.as_deref().and_then(qr),
            set_top_boxes: names(&row.set_top_box),
            smartcards,
            services,
            reference_number: told.reference_number,
            connection: known.stored.name.clone(),
            organisation,
            unit,
            time_zone: known.zone().name().to_owned(),
            made: millis(self.core.now()),
            row: view(row, known.id(), &waits),
        })
    }

    /// Names of the services that the cards are known to have.
    async fn services_on(&self, connection: &ResolvedConnection, cards: &[String]) -> Result<Vec<String>, Problem> {
        let mut names = Vec::new();
        for card in cards {
            let of = EntityRef { kind: EntityKind::Smartcard, text: card.clone(), by: None };
            let services = self.entities.assemble_page(connection, &of).await?.services;
            names.extend(services.into_iter().filter(|it| it.active).map(|it| it.name.unwrap_or(it.service)));
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }
}

/// An SVG document of the dark modules alone: the page that shows it chooses the colours, dark on light.
fn qr(number: &str) -> Option<String> {
    let code = QrCode::new(number).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, _) in code.to_colors().iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
        // Writing to a `String` cannot fail.
        let _ = write!(path, "M{} {}h1v1h-1z", place % width + QUIET_ZONE_MODULES, place / width + QUIET_ZONE_MODULES);
    }
    let whole = width + 2 * QUIET_ZONE_MODULES;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" shape-rendering=\"crispEdges\">\
         <path fill=\"currentColor\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_qr_code_with_quiet_zone_and_without_colour() {
        let svg = qr("5001").unwrap();
        // The smallest code has 21 modules a side.
        assert!(svg.contains("viewBox=\"0 0 29 29\"") && svg.contains("currentColor"), "{svg}");
        let code = QrCode::new("5001").unwrap();
        let dark = code.to_colors().iter().filter(|colour| **colour == Color::Dark).count();
        assert_eq!(svg.matches("h1v1h-1z").count(), dark);
        let corner = format!("M{QUIET_ZONE_MODULES} {QUIET_ZONE_MODULES}h1");
        assert!(svg.contains(&corner), "the finder's corner is dark");
        assert!(!svg.contains("M0 ") && !svg.contains("M28 "), "the quiet zone is empty");
    }
}
