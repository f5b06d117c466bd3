//! Parses the parameters of a GET: `name=value`, identifiers as `name=field=value`, lists with commas.

use crmcom::release::Release;
use url::form_urlencoded;

use crate::{
    envelope::Refusal,
    inventory::Identifier,
    options::{Lists, Paging},
    routes::body,
};

/// The decoded parameters in their order.
#[derive(Debug, Default)]
pub struct Query(Vec<(String, String)>);

/// The requested part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub offset: usize,
    pub number_of_results: Option<usize>,
}

impl Query {
    pub fn read(raw: &str) -> Self {
        // Splits at the first `=` before decoding, so an identifier's second one may be bare or `%3D`.
        Self(form_urlencoded::parse(raw.as_bytes()).into_owned().collect())
    }

    /// The value of a parameter; an empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The single identifier `name`, with a field out of `by`.
    pub fn identifier(&self, name: &str, by: &[&str]) -> Result<Identifier, Refusal> {
        if self.0.iter().filter(|(it, _)| it == name).count() > 1 {
            return Err(Refusal::only_one(by));
        }
        let value = self.get(name).ok_or_else(|| Refusal::missing(name))?;
        let Some((field, value)) = value.split_once('=') else {
            return Err(Refusal::invalid(name, format!("Expected {name}=field=value with one of {}.", by.join(", "))));
        };
        body::known_field(name, by, field)?;
        if value.is_empty() {
            return Err(Refusal::missing(&format!("{name}.{field}")));
        }
        Ok(Identifier { field: field.to_owned(), value: value.to_owned() })
    }

    /// The only one of `names` that is present.
    pub fn exactly_one<'a>(&self, names: &[&'a str]) -> Result<&'a str, Refusal> {
        let mut there = names.iter().filter(|name| self.get(name).is_some());
        match (there.next(), there.next()) {
            (Some(name), None) => Ok(name),
            (None, _) => Err(Refusal::one_of_missing(names)),
            _ => Err(Refusal::only_one(names)),
        }
    }

    pub fn fields(&self) -> Option<Vec<String>> {
        Some(self.get("fields_set")?.split(',').map(|name| name.trim().to_owned()).collect())
    }

    /// The requested page. Releases before R13 ignore the two parameters and return everything.
    pub fn page(&self, release: Release, lists: Lists) -> Result<Page, Refusal> {
        let number = |name: &str| match self.get(name) {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| Refusal::invalid(name, "Expected a number.")),
        };
        if release < Release::R13 {
            return Ok(Page { offset: 0, number_of_results: None });
        }
        let (offset, asked) = (number("offset")?.unwrap_or(0), number("number_of_results")?);
        let number_of_results = asked.into_iter().chain(lists.most).min();
        Ok(match lists.paging {
            Paging::Obeyed => Page { offset, number_of_results },
            Paging::Ignored => Page { offset: 0, number_of_results: None },
            Paging::First => Page { offset: 0, number_of_results },
        })
    }

    /// Every value that may be a sentinel.
    pub fn identifying_values(&self) -> impl Iterator<Item = &str> {
        let identifying =
            |name: &str| name.ends_with("_identifier") || ["reference_number", "parameter_value"].contains(&name);
        let values = self.0.iter().filter(move |(name, _)| identifying(name));
        values.map(|(_, value)| value.split_once('=').map_or(value.as_str(), |(_, value)| value))
    }

    /// Validates an optional date such as `as_of_date_valid`.
    pub fn optional_date(&self, name: &str) -> Result<(), Refusal> {
        match self.get(name) {
            Some(text) if body::read_date(text).is_none() => {
                Err(Refusal::invalid(name, "Expected yyyy-MM-ddTHH:mm:ss."))
            }
            _ => Ok(()),
        }
    }
}

impl Page {
    pub fn of<T>(self, rows: impl Iterator<Item = T>) -> Vec<T> {
        rows.skip(self.offset).take(self.number_of_results.unwrap_or(usize::MAX)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::code;

    const IDENTIFIERS: &[&str] = &["id", "number"];

    fn identifier(raw: &str) -> Result<Identifier, Refusal> {
        Query::read(raw).identifier("it", IDENTIFIERS)
    }

    #[test]
    fn the_second_equals_sign_may_be_encoded() {
        let expected = Identifier { field: "number".to_owned(), value: "S 1=0".to_owned() };
        assert_eq!(identifier("token=T&it=number=S%201%3D0"), Ok(expected.clone()));
        assert_eq!(identifier("it=number%3DS+1=0"), Ok(expected));
    }

    #[test]
    fn an_identifier_has_exactly_one_known_field() {
        let code_for = |raw| identifier(raw).unwrap_err().code;
        assert_eq!(code_for("token=T"), code::MANDATORY);
        assert_eq!(code_for("it=number="), code::MANDATORY);
        assert_eq!(code_for("it=number=1&it=id=2"), code::ONLY_ONE);
        assert_eq!(code_for("it=serial=1"), code::INVALID_VALUE);
        assert_eq!(code_for("it=1"), code::INVALID_VALUE);
    }

    #[test]
    fn pages_exist_from_r13() {
        let query = Query::read("offset=2&number_of_results=1");
        let rows = |release| query.page(release, Lists::default()).unwrap().of(1..=4);
        assert_eq!(rows(Release::R13), [3]);
        assert_eq!(rows(Release::R12), [1, 2, 3, 4], "older servers ignore paging");
        assert!(Query::read("offset=x").page(Release::R13, Lists::default()).is_err());
    }

    #[test]
    fn a_server_may_shorten_or_ignore_pages() {
        let query = Query::read("offset=1&number_of_results=3");
        let rows = |most, paging| query.page(Release::R13, Lists { most, paging }).unwrap().of(1..=6);
        assert_eq!(rows(None, Paging::Obeyed), [2, 3, 4]);
        assert_eq!(rows(Some(2), Paging::Obeyed), [2, 3], "shorter than asked, and not the end");
        assert_eq!(rows(Some(9), Paging::Obeyed), [2, 3, 4]);
        assert_eq!(rows(None, Paging::Ignored), [1, 2, 3, 4, 5, 6]);
        assert_eq!(rows(Some(2), Paging::First), [1, 2]);
        let all = Query::read("").page(Release::R13, Lists { most: Some(2), ..Lists::default() }).unwrap();
        assert_eq!(all.of(1..=6), [1, 2]);
    }
}
