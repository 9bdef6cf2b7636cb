//! New comments.

use super::Writer;
use crate::{request::Reply, shapes::Shapes, world::Right};

pub(super) fn add(writer: &mut Writer<'_>, key: &str) -> Result<Reply, Reply> {
    let key =
        writer.allowed(key, Right::Comment, "You do not have the permission to comment on this issue.")?;
    let body = writer.body(&["body", "visibility", "properties"])?;
    if body.get("visibility").or(body.get("properties")).is_some() {
        return Err(Reply::error(501, ["This demo does not restrict or mark comments."]));
    }
    let text = writer.text(&body["body"], "comment")?;
    if text.text.trim().is_empty() {
        return Err(Reply::fields([("comment".to_owned(), "Comment body can not be empty!".to_owned())]));
    }
    let at = writer.world.comment(&key, &writer.by, text);
    let shapes = Shapes { world: writer.world, viewer: writer.viewer };
    let issue = writer.issue(&key)?;
    let comment = at.and_then(|at| Some((at, issue.comments.get(at)?)));
    let (at, comment) = comment.ok_or_else(|| Reply::error(500, ["The comment is lost."]))?;
    Ok(Reply::json(201, shapes.comment(issue, at, comment, shapes.is_cloud())))
}
