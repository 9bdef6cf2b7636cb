//! What the Alexa Skills Store shows, and what certification asks.

/// What is the same in every locale.
#[derive(Debug, Clone)]
pub struct Store {
    /// Where the store lists it.
    pub category: String,
    /// What whoever certifies it must know.
    pub testing: Option<String>,
    /// Countries in which it can be had; everywhere where there is none.
    pub countries: Vec<String>,
    /// A PNG image, 108 by 108 pixels.
    pub small_icon: Vec<u8>,
    /// A PNG image, 512 by 512 pixels.
    pub large_icon: Vec<u8>,
    /// What the team declares.
    pub declares: Declarations,
}

/// What the team declares to Amazon.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "they are answers to five independent questions")]
pub struct Declarations {
    /// It is meant for children.
    pub child_directed: bool,
    /// It may be exported.
    pub export_compliant: bool,
    /// It has advertising.
    pub ads: bool,
    /// Users can spend money in it.
    pub purchases: bool,
    /// It collects personal information.
    pub personal_info: bool,
}

/// What the store shows in one locale.
#[derive(Debug, Clone)]
pub struct Listing {
    /// One sentence.
    pub summary: String,
    /// All there is to say.
    pub description: String,
    /// What users may search for.
    pub keywords: Vec<String>,
    /// What a user may say; none where they are made of the samples.
    pub examples: Vec<String>,
    /// The privacy policy's URL, where it is not that of the linking.
    pub privacy: Option<String>,
    /// The terms' URL, where they are not those of the linking.
    pub terms: Option<String>,
}
