//! Over-long sentences, cut where a listener minds least.

/// What a cut text ends in.
const ELLIPSIS: char = '…';

/// Cuts at the last sentence, else at the last word, that fits.
pub(crate) fn text(text: &str, longest: usize) -> String {
    let end = text.char_indices().nth(longest.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let head = text.get(..end).unwrap_or(text);
    let sentence = head.rfind(['.', '!', '?', '。']).filter(|&at| at * 2 > head.len());
    let kept = match sentence {
        Some(at) => head.get(..at + head.get(at..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8)),
        None => head.rfind(' ').and_then(|at| head.get(..at)),
    };
    format!("{}{ELLIPSIS}", kept.unwrap_or(head).trim_end())
}

/// As [`text`], at a word or a tag; tags left open are closed.
pub(super) fn ssml(body: &str, longest: usize) -> String {
    let mut tags = OpenTags::default();
    let (mut at, mut length) = (0, 0);
    // Where to cut: after the last space or tag that fits; within a word only if that is longer than everything.
    let (mut cut_at, mut within) = (0, 0);
    while let Some(token) = body.get(at..).and_then(token) {
        tags.follow(token);
        length += token.chars().count();
        if length + 1 + tags.closing().chars().count() > longest {
            break;
        }
        at += token.len();
        within = at;
        if token.starts_with(char::is_whitespace) || token.starts_with('<') {
            cut_at = at;
        }
    }
    let kept = body.get(..if cut_at == 0 { within } else { cut_at }).unwrap_or_default();
    let mut tags = OpenTags::default();
    let mut at = 0;
    while let Some(token) = kept.get(at..).and_then(token) {
        tags.follow(token);
        at += token.len();
    }
    format!("{}{ELLIPSIS}{}", kept.trim_end(), tags.closing())
}

/// The tags that are open at some place.
#[derive(Default)]
struct OpenTags<'a>(Vec<&'a str>);

impl<'a> OpenTags<'a> {
    fn follow(&mut self, token: &'a str) {
        let Some(tag) = token.strip_prefix('<').and_then(|tag| tag.strip_suffix('>')) else { return };
        if tag.starts_with('/') {
            self.0.pop();
        } else if !tag.ends_with('/') {
            self.0.push(tag.split(' ').next().unwrap_or(tag));
        }
    }

    fn closing(&self) -> String {
        self.0.iter().rev().fold(String::new(), |closing, name| closing + "</" + name + ">")
    }
}

/// The next tag, entity or character.
fn token(ssml: &str) -> Option<&str> {
    let first = ssml.chars().next()?;
    let end = match first {
        '<' => ssml.find('>').map(|at| at + 1),
        '&' => ssml.find(';').map(|at| at + 1),
        _ => None,
    };
    ssml.get(..end.unwrap_or(first.len_utf8()))
}
