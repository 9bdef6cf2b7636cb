//! Sets of projects, most of them hard to keep apart by ear.

/// A project: its key and its name.
pub type Project = (&'static str, &'static str);

/// What makes a set hard, and its projects.
pub const WORLDS: &[(&str, &[Project])] = &[
    ("of the demo", &[("OPS", "Operations"), ("WEB", "Website"), ("PAY", "Payments")]),
    (
        "OPS and OBS",
        &[("OPS", "Operations"), ("OBS", "Observability"), ("OBZ", "Objects"), ("UPS", "Power Supply")],
    ),
    (
        "PAY and PEA",
        &[
            ("PAY", "Payments"),
            ("PEA", "Peanut"),
            ("PIE", "Charts"),
            ("TEA", "Tea Kitchen"),
            ("BAY", "Harbour"),
        ],
    ),
    ("WEB and WAB", &[("WEB", "Website"), ("WAB", "Wabash"), ("VEB", "Venture"), ("WEP", "Weapons")]),
    (
        "two letters",
        &[("AB", "Atlas"), ("AP", "Apollo"), ("AD", "Adverts"), ("HA", "Harvest"), ("KA", "Karma")],
    ),
    (
        "one letter more or less",
        &[("OP", "Opera"), ("OPS", "Operations"), ("OPSS", "Osprey"), ("APP", "Apps"), ("AP", "Apollo")],
    ),
    (
        "keys with digits",
        &[
            ("B2B", "Trade"),
            ("S3", "Storage"),
            ("K8S", "Clusters"),
            ("Q12", "Quarters"),
            ("OPS", "Operations"),
            ("OPS2", "Second Operations"),
        ],
    ),
    (
        "keys that are words",
        &[
            ("BUG", "Bug Bash"),
            ("IT", "Computers"),
            ("HR", "Human Resources"),
            ("FIX", "Hot Fixes"),
            ("TEN", "Tenants"),
            ("THE", "Theatre"),
            ("MAIL", "Post Office"),
        ],
    ),
    (
        "names alike",
        &[
            ("MOB", "Mobile App"),
            ("MBE", "Mobile Backend"),
            ("MWS", "Mobile Web"),
            ("APM", "App Metrics"),
            ("MET", "Metrics"),
        ],
    ),
    (
        "names that are the same",
        &[("PLA", "Platform"), ("PLT", "Platform"), ("CORE", "Core"), ("KERN", "Core")],
    ),
    ("m and n", &[("MNM", "Minimum"), ("NMN", "Nominal"), ("MMM", "Momentum"), ("NNN", "Nonstop")]),
    (
        "words in German",
        &[
            ("VER", "Vertrieb"),
            ("WER", "Werbung"),
            ("FER", "Fertigung"),
            ("BER", "Berlin"),
            ("PER", "Personal"),
        ],
    ),
    (
        "long keys",
        &[
            ("INFRA", "Infrastructure"),
            ("INFO", "Information"),
            ("DEVOPS", "Delivery"),
            ("DEV", "Development"),
            ("PLATFORM", "Base"),
        ],
    ),
    (
        "double letters",
        &[("WP", "Blog"), ("UUP", "Uploads"), ("UP", "Updates"), ("SSL", "Certificates"), ("ESL", "English")],
    ),
    ("a, j, k and h", &[("JAK", "Jackets"), ("KAH", "Kayaks"), ("HAJ", "Hangar"), ("AHA", "Surprises")]),
    (
        "many",
        &[
            ("ACC", "Accounting"),
            ("CRM", "Customers"),
            ("DOC", "Documentation"),
            ("FIN", "Finance"),
            ("HLP", "Help Desk"),
            ("JOB", "Recruiting"),
            ("LEG", "Legal"),
            ("NET", "Networks"),
            ("PRD", "Products"),
            ("SEC", "Security"),
            ("VID", "Videos"),
            ("XPL", "Experiments"),
            ("ZEN", "Wellbeing"),
        ],
    ),
];
