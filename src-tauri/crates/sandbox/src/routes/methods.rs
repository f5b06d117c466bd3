//! The GET methods by their paths, and where all methods are.

use crmcom::release::Release;

pub const API_ROOT: &str = "/crmapi/rest/v2/";

/// A GET method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    ConaxShow,
    ConaxList,
    AnyShow,
    InstalledItem,
    ItemByParameter,
    Subscription,
    Products,
    Product,
}

/// Path, method and the first release that has it.
pub const METHODS: [(&str, Method, Release); 8] = [
    ("conax_web_services/provisioning_requests/show", Method::ConaxShow, Release::R4),
    ("conax_web_services/provisioning_requests/list", Method::ConaxList, Release::R4),
    ("provisioning/provisioning_requests/show", Method::AnyShow, Release::R11),
    ("installed_items/show", Method::InstalledItem, Release::R4),
    ("provisioning/installed_items/show", Method::ItemByParameter, Release::R11),
    ("subscriptions/show", Method::Subscription, Release::R4),
    ("products/list", Method::Products, Release::R4),
    ("products/show", Method::Product, Release::R4),
];

/// Whether a path, with or without its root and a final slash, is that of a look-up of an item, a subscription or
/// products.
pub fn is_look_up(path: &str) -> bool {
    let path = path.trim_start_matches(API_ROOT).trim_end_matches('/');
    METHODS.iter().any(|(name, method, _)| {
        *name == path && !matches!(method, Method::ConaxShow | Method::ConaxList | Method::AnyShow)
    })
}
