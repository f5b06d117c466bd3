//! Bulk retries.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::{CaIdMappingView, CaIdRef, FormDraft, LeftOut, Parameter, RequestRow};

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchRowView {
    pub parent: RequestRow,
    /// Fields that are missing to send it; empty: it can be sent, or was.
    pub missing: Vec<MissingField>,
    pub left_out: Option<LeftOut>,
    pub retry: Option<RequestRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchRows {
    pub rows: Vec<BatchRowView>,
    pub total: u32,
}

/// A CA id that forms of a batch need another identifier for.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaIdQuestion {
    pub of: CaIdRef,
    /// Number of the batch's requests with it.
    pub rows: u32,
    /// The answer; absent: their forms lack the identifier.
    pub mapping: Option<CaIdMappingView>,
}

/// A form prefilled from an earlier request, with the source of each value.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrefilledForm {
    /// Absent: the desk has no operation for the request's type, or several are possible.
    pub draft: Option<FormDraft>,
    /// The possible operations, if it is not certain which one it was.
    pub operations: Vec<String>,
    pub known: Vec<KnownField>,
    /// Fields that the server does not return, so that the user has to type them.
    pub missing: Vec<MissingField>,
    /// Fields whose CA ids have a mapping.
    pub mapped: Vec<MappedField>,
    /// The parameters that the form was prefilled from.
    pub parameters: Vec<Parameter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownField {
    /// Name of the form's input.
    pub field: String,
    pub from: ValueSource,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ValueSource {
    /// This desk sent the request.
    Journal,
    /// The request itself names it.
    Request,
    /// The server was asked for it by its CA id.
    Server,
    /// A user said which entity the CA id belongs to.
    Mapping,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissingField {
    pub field: String,
    pub why: MissingWhy,
    /// The CA id that is known, if naming its entity completes the field.
    #[serde(default)]
    pub of: Option<CaIdRef>,
}

/// A field whose CA id has a mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MappedField {
    pub field: String,
    pub of: CaIdRef,
    /// The server reported another identifier, which the form has.
    pub overruled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MissingWhy {
    /// A PIN is never kept.
    Pin,
    /// Only its CA id is known, and no item could be found for that.
    Identifier,
    /// The request does not contain it.
    NotTold,
    /// The server could not be asked now.
    NotAsked,
}
