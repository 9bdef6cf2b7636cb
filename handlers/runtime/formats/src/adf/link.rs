//! Addresses, which are not for listening.

/// The host of a web address, without `www.`.
pub(super) fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let named = authority.rsplit('@').next()?;
    let host = named.split(':').next()?.trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    Some(host).filter(|host| host.starts_with(char::is_alphanumeric))
}

/// `text` with hosts for its web addresses.
pub(super) fn without_addresses(text: &str) -> String {
    let mut rest = text;
    let mut spoken = String::with_capacity(text.len());
    while let Some(start) = ["https://", "http://"].iter().filter_map(|it| rest.find(it)).min() {
        let (before, from) = rest.split_at(start);
        let length = from.find(|it: char| it.is_whitespace() || "<>\"'`|".contains(it)).unwrap_or(from.len());
        // Punctuation at its end belongs to the sentence.
        let address = from[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}']);
        spoken.push_str(before);
        spoken.push_str(host(address).unwrap_or_default());
        // At least its scheme is passed over.
        rest = &from[address.len().max("http://".len())..];
    }
    spoken + rest
}
