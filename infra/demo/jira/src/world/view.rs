//! Who sees what.

use super::{Board, Issue, IssueType, Project, Right, Sprint, User, World};

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
            Some(username) => project.allows(Right::Browse, username),
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

    /// A sprint of a board that the viewer may see.
    pub(crate) fn sprint_of(&self, id: &str, viewer: &Viewer) -> Option<&Sprint> {
        let sprint = self.sprints.iter().find(|sprint| sprint.id.to_string() == id)?;
        self.boards_of(viewer).any(|board| board.id == sprint.board).then_some(sprint)
    }

    /// Whether the viewer may do something in the project of a key.
    pub(crate) fn allows(&self, right: Right, project: &str, viewer: &Viewer) -> bool {
        let username = viewer.username.as_deref();
        self.project(project, viewer).is_some_and(|it| username.is_some_and(|name| it.allows(right, name)))
    }

    /// Who can be assigned issues of a project.
    pub(crate) fn assignable<'a>(&'a self, project: &'a Project) -> impl Iterator<Item = &'a User> {
        self.users.iter().filter(|user| !user.inactive && project.allows(Right::BeAssigned, &user.username))
    }

    /// The user whom the viewer's product calls so.
    pub(crate) fn user_called(&self, name: &str, viewer: &Viewer) -> Option<&User> {
        self.users.iter().find(|user| match viewer.product {
            Product::Cloud { .. } => user.account_id == name,
            Product::Server => user.username == name,
        })
    }

    /// What the issues of a project can be.
    pub(crate) fn types_of(&self, project: &Project) -> Vec<&IssueType> {
        let types = self.types.iter();
        types.filter(|it| project.types.is_empty() || project.types.contains(&it.name)).collect()
    }
}
