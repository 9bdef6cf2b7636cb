//! What stands in a line: marks go, links and pictures become what is said of them.

use serde_json::{Value, json};

/// Marks around text: `*bold*`. Longer ones first.
const MARKS: [&str; 8] = ["??", "*", "_", "-", "+", "^", "~", "{{"];
/// The longest reference to a picture.
const LONGEST_PICTURE: usize = 500;
/// Signs, by what editors call them.
const SIGNS: [(&str, &str); 18] = [
    ("---", "—"),
    ("--", "–"),
    ("(/)", ":check_mark:"),
    ("(x)", ":cross_mark:"),
    ("(!)", ":warning:"),
    ("(i)", ":info:"),
    ("(?)", ":question_mark:"),
    ("(+)", ":plus:"),
    ("(-)", ":minus:"),
    ("(on)", ":light_bulb_on:"),
    ("(off)", ":light_bulb_off:"),
    ("(*)", ":star:"),
    ("(y)", ":thumbs_up:"),
    ("(n)", ":thumbs_down:"),
    (":)", "🙂"),
    (":(", "🙁"),
    (":D", "😃"),
    (";)", "😉"),
];
/// What editors write for signs that would be markup.
const ENTITIES: [(&str, &str); 6] =
    [("&nbsp;", " "), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#92;", "\\")];

/// The nodes of a line.
pub(super) fn read(line: &str) -> Vec<Value> {
    let mut reader = Reader { line, at: 0, nodes: Vec::new(), text: String::new(), marks: [Mark::Free; 8] };
    while reader.at < line.len() {
        reader.step();
    }
    reader.flush();
    reader.nodes
}

/// The macro at the beginning of `text`, `{name}` or `{name:arguments}`: its name, its arguments and its length.
pub(super) fn macro_at(text: &str) -> Option<(&str, &str, usize)> {
    let within = text.strip_prefix('{')?;
    let end = within.find(['{', '}', '\n'])?;
    let within = within.get(..end).filter(|_| text[1 + end..].starts_with('}'))?;
    let (name, arguments) = within.split_once(':').unwrap_or((within, ""));
    Some((name, arguments, end + 2))
}

/// What is known of a mark.
#[derive(Clone, Copy)]
enum Mark {
    /// It is not open.
    Free,
    /// It is open, and closed there.
    Until(usize),
    /// Nothing closes it in the rest of the line.
    Never,
}

struct Reader<'t> {
    line: &'t str,
    at: usize,
    nodes: Vec<Value>,
    /// Text that is no node yet.
    text: String,
    marks: [Mark; 8],
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.line[self.at..]
    }

    fn before(&self) -> Option<char> {
        self.line[..self.at].chars().next_back()
    }

    /// Reads what is next.
    fn step(&mut self) {
        let Some(next) = self.rest().chars().next() else { return };
        let length = match next {
            '\\' => self.escaped(),
            '[' => self.link(),
            '!' => self.picture(),
            '{' => self.in_braces(),
            '&' => self.entity(),
            _ => None,
        };
        if let Some(length) = length.or_else(|| self.sign()).or_else(|| self.mark()) {
            self.at += length;
        } else {
            self.text.push(next);
            self.at += next.len_utf8();
        }
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.nodes.push(json!({"type": "text", "text": std::mem::take(&mut self.text)}));
        }
    }

    fn push(&mut self, node: Value) {
        self.flush();
        self.nodes.push(node);
    }

    /// `\\` breaks the line; `\*` is no mark.
    fn escaped(&mut self) -> Option<usize> {
        let after = self.rest()[1..].chars().next()?;
        if after == '\\' {
            self.push(json!({"type": "hardBreak"}));
            return Some(2);
        }
        after.is_ascii_punctuation().then(|| {
            self.text.push(after);
            2
        })
    }

    /// `[words|address]`, `[address]`, `[~user]`, `[^file]`, `[#place]`. Other text in brackets is text.
    fn link(&mut self) -> Option<usize> {
        let within = &self.rest()[1..];
        let end = within.find(['[', ']']).filter(|end| within[*end..].starts_with(']'))?;
        let within = &within[..end];
        if let Some(user) = within.strip_prefix('~') {
            // An id is nobody's name.
            let name = if user.starts_with("accountid:") { "" } else { user };
            self.push(json!({"type": "mention", "attrs": {"text": name}}));
        } else if let Some((words, _)) = within.split_once('|').filter(|(words, _)| !words.trim().is_empty())
        {
            self.flush();
            self.nodes.extend(read(words.trim()));
        } else {
            let address = within.trim_start_matches('|').split('|').next().unwrap_or_default().trim();
            let is_local = address.starts_with(['#', '^']);
            let spoken = address.trim_start_matches("mailto:").trim_start_matches(['#', '^']);
            if !is_local && !address.starts_with("mailto:") && !address.contains("://") {
                return None;
            }
            self.text.push_str(spoken);
        }
        Some(end + 2)
    }

    /// `!address!`, `!file.png|alt=words!`.
    fn picture(&mut self) -> Option<usize> {
        let within = &self.rest()[1..];
        let within = &within[..within.floor_char_boundary(LONGEST_PICTURE)];
        let within = &within[..within.find('!')?];
        let (name, arguments) = within.split_once('|').unwrap_or((within, ""));
        let is_name = name.contains('.') && name.trim() == name && !name.ends_with('.');
        if !is_name || self.before().is_some_and(char::is_alphanumeric) {
            return None;
        }
        let described = arguments.split([',', '|']).find_map(|it| it.trim().strip_prefix("alt="));
        let described = described.unwrap_or_default().trim_matches('"');
        self.push(json!({"type": "mediaInline", "attrs": {"alt": described, "url": name}}));
        Some(within.len() + 2)
    }

    /// Macros that stand in a line, and marks in braces, which also hold within words: `{*}un{*}do`.
    fn in_braces(&mut self) -> Option<usize> {
        let (name, _, length) = macro_at(self.rest())?;
        (matches!(name, "color" | "anchor" | "code" | "noformat") || MARKS.contains(&name)).then_some(length)
    }

    fn entity(&mut self) -> Option<usize> {
        let (entity, spoken) = ENTITIES.iter().find(|(entity, _)| self.rest().starts_with(entity))?;
        self.text.push_str(spoken);
        Some(entity.len())
    }

    /// A sign that stands by itself.
    fn sign(&mut self) -> Option<usize> {
        if self.before().is_some_and(|it| !it.is_whitespace()) {
            return None;
        }
        let (sign, name) = SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign))?;
        if self.rest()[sign.len()..].starts_with(char::is_alphanumeric) {
            return None;
        }
        self.push(json!({"type": "emoji", "attrs": {"shortName": name}}));
        Some(sign.len())
    }

    /// A mark that opens or closes something, and the text in `{{…}}`, where nothing else is a mark.
    fn mark(&mut self) -> Option<usize> {
        let number = MARKS.iter().position(|mark| self.rest().starts_with(mark))?;
        let mark = MARKS[number];
        match self.marks[number] {
            Mark::Until(end) if end == self.at => {
                self.marks[number] = Mark::Free;
                return Some(mark.len());
            }
            Mark::Until(end) if end > self.at => return None,
            Mark::Never => return None,
            // What should have closed it was part of something else.
            Mark::Free | Mark::Until(_) => {}
        }
        let begins = !self.before().is_some_and(char::is_alphanumeric) || mark == "{{";
        let after = &self.rest()[mark.len()..];
        if !begins || after.starts_with(char::is_whitespace) {
            return None;
        }
        let closing = if mark == "{{" { "}}" } else { mark };
        let Some(end) = closed(after, closing) else {
            // What closes nothing here may close nothing later either.
            self.marks[number] = Mark::Never;
            return None;
        };
        if mark == "{{" {
            self.text.push_str(&unescaped(&after[..end]));
            return Some(end + 4);
        }
        self.marks[number] = Mark::Until(self.at + mark.len() + end);
        Some(mark.len())
    }
}

/// Where a mark closes what stands before it: it follows a word, and none follows it.
fn closed(text: &str, mark: &str) -> Option<usize> {
    text.match_indices(mark).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + mark.len()..].chars().next();
        let follows = before.is_some_and(|it| !it.is_whitespace() && it != '\\');
        follows && (mark == "}}" || !after.is_some_and(char::is_alphanumeric))
    })
}

/// Without the backslashes before what would be markup. Others are text: `C:\temp`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let escapes = signs.peek().is_some_and(|it| it.is_ascii_punctuation() && *it != '\\');
        if sign != '\\' || !escapes {
            plain.push(sign);
        }
    }
    plain
}
