//! Custom fields: the same things have other numbers on each site, and may have other names.

use super::{Product, Viewer, World};
use serde::Deserialize;

/// What is in custom fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Custom {
    Points,
    Sprint,
    Flagged,
    CostCentre,
}

/// The custom fields of a site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomFields {
    /// Some sites do without.
    pub(crate) points: Option<CustomField>,
    pub(crate) sprint: CustomField,
    pub(crate) flagged: CustomField,
    pub(crate) cost_centre: Option<CustomField>,
}

/// A custom field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomField {
    pub(crate) number: u32,
    pub(crate) name: String,
}

impl CustomField {
    /// What it is called in an issue.
    pub(crate) fn id(&self) -> String {
        format!("customfield_{}", self.number)
    }

    /// What a query calls it.
    pub(crate) fn clause(&self) -> String {
        format!("cf[{}]", self.number)
    }
}

impl CustomFields {
    pub(crate) fn get(&self, custom: Custom) -> Option<&CustomField> {
        match custom {
            Custom::Points => self.points.as_ref(),
            Custom::Sprint => Some(&self.sprint),
            Custom::Flagged => Some(&self.flagged),
            Custom::CostCentre => self.cost_centre.as_ref(),
        }
    }

    /// Those that there are.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Custom, &CustomField)> {
        let all = [Custom::Points, Custom::Sprint, Custom::Flagged, Custom::CostCentre];
        all.into_iter().filter_map(|custom| Some((custom, self.get(custom)?)))
    }
}

impl World {
    /// The custom fields as the viewer's product has them.
    pub(crate) fn custom_fields(&self, viewer: &Viewer) -> &CustomFields {
        let site = match &viewer.product {
            Product::Server => None,
            Product::Cloud { site } => self.sites.iter().find(|it| it.id == *site),
        };
        site.map_or(&self.server_fields, |site| &site.fields)
    }
}
