//! Extracts the text of an error page that answered in CRM.COM's place: one line, without repetitions.

/// Number of bytes of a page that are read: the message is at its start.
const MAX_PAGE_BYTES: usize = 64 << 10;
/// Elements with invisible text.
const INVISIBLE_ELEMENTS: [&str; 2] = ["script", "style"];
/// Attributes with text: some XML has no other.
const TEXT_ATTRIBUTES: [&str; 8] = ["code", "errorcode", "message", "msg", "text", "reason", "description", "detail"];
const HEADING_ELEMENTS: [&str; 3] = ["h1", "h2", "h3"];

/// Title, first heading and body of a page. Gateways often repeat one as the other, shortened or extended; the longer
/// is used.
pub(crate) fn words(html: &str) -> String {
    let mut said = PageText::read(&html[..html.floor_char_boundary(MAX_PAGE_BYTES)]);
    let (title, heading) = (said.title.to_lowercase(), said.heading.to_lowercase());
    if title.contains(&heading) {
        said.heading.clear();
    } else if !title.is_empty() && heading.contains(&title) {
        said.title = std::mem::take(&mut said.heading);
    }
    let body = on_one_line(&format!("{} {} {}", said.before, said.heading, said.after));
    // The body repeats the title without a heading.
    let again = body.to_lowercase().starts_with(&said.title.to_lowercase());
    if again { body } else { on_one_line(&format!("{} {body}", said.title)) }
}

pub(crate) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct PageText {
    title: String,
    before: String,
    heading: String,
    after: String,
}

impl PageText {
    fn read(html: &str) -> Self {
        let mut said = Self::default();
        // The element that contains the text: a heading ends the part before it and occurs once.
        let (mut open, mut headed): (Option<String>, bool) = (None, false);
        let mut rest = html;
        while !rest.is_empty() {
            let (text, tagged) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            let part = match open.as_deref() {
                Some("title") => &mut said.title,
                Some(_) => &mut said.heading,
                None if headed => &mut said.after,
                None => &mut said.before,
            };
            part.push_str(text);
            part.push(' ');
            let (tag, behind) = split_tag(tagged);
            let name = tag_name(tag);
            if name != "body" && !name.starts_with('!') {
                says(tag, part);
            }
            rest = behind;
            if INVISIBLE_ELEMENTS.contains(&&*name) {
                rest = behind_end(behind, &name);
            } else if open.is_none() && (name == "title" || !headed && HEADING_ELEMENTS.contains(&&*name)) {
                headed |= name != "title";
                open = Some(name);
            } else if open.as_ref().is_some_and(|open| name.strip_prefix('/') == Some(open)) {
                open = None;
            }
        }
        for part in [&mut said.title, &mut said.before, &mut said.heading, &mut said.after] {
            *part = on_one_line(part);
        }
        said
    }
}

/// A tag or a comment, and the text after it. An unterminated one is the rest of the text.
fn split_tag(text: &str) -> (&str, &str) {
    let (end, length) = if text.starts_with("<!--") { (text.find("-->"), 3) } else { (text.find('>'), 1) };
    text.split_at(end.map_or(text.len(), |end| end + length))
}

fn tag_name(tag: &str) -> String {
    let name = tag.trim_start_matches('<');
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/' && !name.starts_with(c));
    let end = end.unwrap_or(name.len());
    name[..end].to_ascii_lowercase()
}

/// Adds the texts in the attributes of a tag.
fn says(mut tag: &str, said: &mut String) {
    while let Some((before, after)) = tag.split_once('=') {
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
            tag = after;
            continue;
        };
        let (value, more) = after[1..].split_once(quote).unwrap_or((&after[1..], ""));
        let name = before.split_whitespace().next_back().unwrap_or_default();
        if TEXT_ATTRIBUTES.iter().any(|saying| name.eq_ignore_ascii_case(saying)) {
            said.push_str(value);
            said.push(' ');
        }
        tag = more;
    }
}

fn behind_end<'a>(text: &'a str, name: &str) -> &'a str {
    let end = text.to_ascii_lowercase().find(&format!("</{name}"));
    end.map_or("", |end| &text[end..])
}

#[cfg(test)]
mod tests {
    use super::{MAX_PAGE_BYTES, words};

    #[test]
    fn only_the_beginning_of_a_long_page_is_read() {
        let long = format!("<title>503</title>{}", "<script><p>Σ".repeat(100_000));
        assert!(words(&long).starts_with("503"));
        assert!(words(&format!("<p>{}", "Σ".repeat(100_000))).len() <= MAX_PAGE_BYTES);
    }

    #[test]
    fn text_repeated_in_title_and_heading_appears_once() {
        for (page, told) in [
            (
                "<html>\r\n<head><title>503 Service Unavailable</title></head>\n<body><center><h1>503 Service  \
                 Unavailable</h1></center><hr><center>nginx/1.18.0</center></body></html>",
                "503 Service Unavailable nginx/1.18.0",
            ),
            (
                "<!DOCTYPE HTML PUBLIC '-//IETF//DTD HTML 2.0//EN'><html><head><title>503 Service Unavailable</title>\
                 </head><body><h1>Service Unavailable</h1><p>Please try again<br>later.</p></body></html>",
                "503 Service Unavailable Please try again later.",
            ),
            ("<TITLE>Error</TITLE><H1>ERROR: no upstream</H1>", "ERROR: no upstream"),
            ("<title>Blocked</title><body>blocked by policy 7</body>", "blocked by policy 7"),
            (
                "<html><body><h1>503 Service Unavailable</h1>\nNo server</body></html>",
                "503 Service Unavailable No server",
            ),
            ("<title>Kestrel</title><h1>Maintenance until 06:00</h1>", "Kestrel Maintenance until 06:00"),
            ("<title>503</title><p>Service Unavailable</p>", "503 Service Unavailable"),
            ("<title>Σφάλμα 502</title><h2>ΣΦΆΛΜΑ 502</h2>", "Σφάλμα 502"),
            ("<title>502</title><h1><b>502</b></h1><h1>502</h1>", "502"),
            ("<p>before</p><h1>Heading</h1>", "before Heading"),
            (
                "<title>Error</title><style>body {color:red}</style><script>var a = '<h1>';</script><!-- <h1>x</h1> -->\
                 <h1 class='x'>Error</h1>",
                "Error",
            ),
            ("<title>cut", "cut"),
            ("<h1>cut <b", "cut"),
            ("<title></title><h1></h1>", ""),
            ("<>< >a</ ><//>", "a"),
        ] {
            assert_eq!(words(page), told, "{page}");
        }
    }
}
