//! The pages, in the order of their codes.

/// Includes the page of each code.
macro_rules! pages {
    ($($code:literal)+) => {
        /// Codes and their pages.
        pub(super) const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!($code, ".md")))),+];
    };
}

pages! {
    "SAY001"
    "SAY002"
    "SAY003"
    "SAY004"
    "SAY005"
    "SAY006"
    "SAY007"
    "SAY008"
    "SAY009"
    "SAY010"
    "SAY011"
    "SAY012"
    "SAY013"
    "SAY014"
    "SAY101"
    "SAY102"
    "SAY103"
    "SAY104"
    "SAY105"
    "SAY106"
    "SAY107"
    "SAY108"
    "SAY109"
    "SAY110"
    "SAY601"
    "SAY602"
    "SAY603"
    "SAY604"
    "SAY605"
    "SAY606"
    "SAY607"
    "SAY608"
    "SAY609"
    "SAY610"
    "SAY611"
    "SAY612"
    "SAY613"
    "SAY614"
    "SAY615"
    "SAY616"
    "SAY621"
    "SAY622"
    "SAY623"
    "SAY624"
    "SAY625"
}
