//! Who sees what.

use super::{Board, Issue, Project, World};

/// Who looks, and through which product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Viewer {
    /// A username; nobody where the request is anonymous.
    pub(crate) username: Option<String>,
    pub(crate) product: Product,
}

/// Which of the two is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Product {
    /// A site of Cloud, by its id.
    Cloud { site: String },
    /// Data Center.
    Server,
}

impl World {
    /// The projects that the viewer may see.
    pub(crate) fn projects_of(&self, viewer: &Viewer) -> impl Iterator<Item = &Project> {
        let site = match &viewer.product {
            Product::Cloud { site } => site.clone(),
            Product::Server => self.sites.first().map(|site| site.id.clone()).unwrap_or_default(),
        };
        let here = self.projects.iter().filter(move |project| project.site == site);
        here.filter(|project| match &viewer.username {
            Some(username) => project.browse.contains(username),
            None => project.public && viewer.product == Product::Server,
        })
    }

    /// A project by key or id, where the viewer may see it.
    pub(crate) fn project(&self, key_or_id: &str, viewer: &Viewer) -> Option<&Project> {
        self.projects_of(viewer)
            .find(|project| project.key.eq_ignore_ascii_case(key_or_id) || project.id == key_or_id)
    }

    /// The issues that the viewer may see.
    pub(crate) fn issues_of(&self, viewer: &Viewer) -> impl Iterator<Item = &Issue> {
        let projects: Vec<&str> = self.projects_of(viewer).map(|project| project.key.as_str()).collect();
        self.issues.iter().filter(move |issue| projects.contains(&issue.project()))
    }

    /// An issue by key or id, where the viewer may see it.
    pub(crate) fn issue(&self, key_or_id: &str, viewer: &Viewer) -> Option<&Issue> {
        self.issues_of(viewer).find(|issue| {
            issue.key.eq_ignore_ascii_case(key_or_id) || self.issue_id(issue).to_string() == key_or_id
        })
    }

    /// The boards of the projects that the viewer may see.
    pub(crate) fn boards_of(&self, viewer: &Viewer) -> impl Iterator<Item = &Board> {
        let projects: Vec<&str> = self.projects_of(viewer).map(|project| project.key.as_str()).collect();
        self.boards.iter().filter(move |board| projects.contains(&board.project.as_str()))
    }
}
