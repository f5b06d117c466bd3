//! Identifiers of objects: one kind of identifier with its value. Exactly one identifier is ever sent.

/// A member name and its value.
pub(crate) trait Identifier {
    fn field(&self) -> &'static str;
    fn value(&self) -> &str;
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $field:literal),+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($variant(String)),+
        }

        impl Identifier for $name {
            fn field(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $field),+
                }
            }

            fn value(&self) -> &str {
                match self {
                    $(Self::$variant(value))|+ => value,
                }
            }
        }
    };
}

identifier!(
    /// Of a provisioning request.
    RequestIdentifier { Id = "id", Number = "number" }
);
identifier!(SubscriptionIdentifier { Id = "id", Number = "number" });
identifier!(
    /// Of a smartcard or a set-top box. A CA id is none of them.
    InstalledItemIdentifier { Id = "id", SerialNumber = "serial_number", AlternativeCode = "alternative_code" }
);
identifier!(
    /// Of a product, and so of a service.
    ProductIdentifier { Id = "id", Code = "code", AlternativeCode = "alternative_code" }
);
identifier!(
    /// Of a product's type, brand, family or category.
    NamedIdentifier { Id = "id", Name = "name", AlternativeCode = "alternative_code" }
);
identifier!(
    /// Of a provisioning provider: a CA system as configured in CRM.COM.
    ProviderIdentifier { Id = "id", Name = "name", AlternativeCode = "alternative_code" }
);

/// The query of a GET, without the token.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(String);

impl Query {
    pub(crate) fn text(mut self, name: &str, value: &str) -> Self {
        self.push(name, &encode(value));
        self
    }

    /// `name=field=value`: the second `=` is not encoded, as in all known clients.
    pub(crate) fn identifier(mut self, name: &str, identifier: &impl Identifier) -> Self {
        self.push(name, &format!("{}={}", identifier.field(), encode(identifier.value())));
        self
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn push(&mut self, name: &str, encoded: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(encoded);
    }
}

/// Percent-encodes with a space as `%20`, because some servers read the form encoding's `+` as a plus.
fn encode(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_an_identifier_except_for_its_equals_sign() {
        let serial = InstalledItemIdentifier::SerialNumber("A=1 & B+2/ü".to_owned());
        let query = Query::default().identifier("installed_item_identifier", &serial);
        assert_eq!(query.as_str(), "installed_item_identifier=serial_number=A%3D1%20%26%20B%2B2%2F%C3%BC");
    }
}
