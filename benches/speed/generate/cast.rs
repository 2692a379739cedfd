//! Who appears in the made-up log: routes, visitors, their programs. All of them are invented.

use crate::random::Random;

/// An application behind the proxy.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) id: &'static str,
    pub(crate) host: &'static str,
    pub(crate) cluster: &'static str,
    pub(crate) checksum: &'static str,
    /// Paths that are asked for; marks in them are filled in for every line.
    pub(crate) paths: &'static [&'static str],
}

/// Somebody who is signed in.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) ip: String,
    pub(crate) user: String,
    pub(crate) email: String,
    pub(crate) session: String,
}

impl Visitor {
    pub(crate) fn new(random: &mut Random) -> Self {
        let name = random.pick(&NAMES);
        let net = random.pick(&["192.0.2", "198.51.100", "203.0.113", "10.0.4"]);
        let (high, low) = (random.next(), random.next());
        Self {
            ip: format!("{net}.{}", 1 + random.below(254)),
            user: format!("user-{name}"),
            email: format!("{name}@example.com"),
            session: format!(
                "{:08x}-{:04x}-4{:03x}-9{:03x}-{:012x}",
                high >> 32,
                high >> 16 & 0xffff,
                high & 0xfff,
                low >> 52,
                low & 0xffff_ffff_ffff
            ),
        }
    }
}

/// Some of their paths speak of errors, as those of any issue tracker do.
pub(crate) const ROUTES: [Route; 7] = [
    Route {
        id: "app",
        host: "app.example.com",
        cluster: "route-eee65f53e9421ce5",
        checksum: "17214551439670648037",
        paths: &["/", "/explore", "/api/items", "/api/items/<p5>", "/assets/app.<p6>.js", "/ping"],
    },
    Route {
        id: "grafana",
        host: "grafana.example.com",
        cluster: "route-0211670eae679f02",
        checksum: "149013575433166594",
        paths: &[
            "/api/dashboards/home",
            "/api/dashboards/uid/d<p7>",
            "/api/annotations/<p4>/errors",
            "/public/build/app.<p6>.css",
            "/api/live/ws",
        ],
    },
    Route {
        id: "wiki",
        host: "wiki.example.com",
        cluster: "route-e8d28a79023c39c2",
        checksum: "16776623814241696194",
        paths: &[
            "/wiki/Home",
            "/wiki/Page_<p4>",
            "/runbooks/x509-certificate-signed-by-unknown-authority",
            "/runbooks/shared-secret-mismatch",
            "/docs/connection-refused.md",
        ],
    },
    Route {
        id: "git",
        host: "git.example.com",
        cluster: "route-9d7e44115c1f0b2a",
        checksum: "8371204650921774416",
        paths: &[
            "/team/app.git/info/refs",
            "/team/app.git/git-upload-pack",
            "/team/pomerium/issues/<p4>",
            "/team/app/blob/main/errors/fatal.go",
            "/team/app/commit/<p7><p7><p7>",
        ],
    },
    Route {
        id: "search",
        host: "search.example.com",
        cluster: "route-4f1c2a9b7d3e6058",
        checksum: "2900413377125890021",
        paths: &["/find", "/find/page/<p3>", "/suggest", "/opensearch.xml"],
    },
    Route {
        id: "shop",
        host: "shop.example.com",
        cluster: "route-71bd03c5aa94e8f6",
        checksum: "11890445207733610954",
        paths: &[
            "/cart",
            "/checkout/<p6>/payment-failed-retry",
            "/products/<p6>",
            "/img/products/<p6>/large.webp",
            "/api/v2/stock/<p7>",
        ],
    },
    Route {
        id: "registry",
        host: "registry.example.com",
        cluster: "route-b8f60c9916d2a47e",
        checksum: "5541028366409127733",
        paths: &["/v2/", "/v2/team/app/manifests/1.<p3>", "/v2/team/app/blobs/sha256:<hex>"],
    },
];

const NAMES: [&str; 16] = [
    "kemal", "ines", "yusuf", "marta", "chidi", "lena", "oskar", "priya", "tomas", "amara", "wei",
    "sofia", "jonas", "noor", "elif", "ci",
];

pub(crate) const AGENTS: [&str; 10] = [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 Edg/125.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Go-http-client/2.0",
    "curl/8.5.0",
    "kube-probe/1.31",
    "git/2.45.1",
    "error-budget-bot/1.2 (+https://status.example.com/errors)",
];

/// Method, status and digits of the size of answers that go well.
pub(crate) const ANSWERS: [(&str, &str, usize); 10] = [
    ("GET", "200", 3),
    ("GET", "200", 4),
    ("GET", "200", 4),
    ("GET", "200", 5),
    ("GET", "200", 6),
    ("GET", "304", 2),
    ("GET", "404", 3),
    ("POST", "200", 4),
    ("POST", "201", 3),
    ("PATCH", "204", 2),
];

/// Criteria of policies that let somebody in.
pub(crate) const ALLOWED: [&str; 6] =
    ["email-ok", "domain-ok", "groups-ok", "claim-ok", "user-ok", "pomerium-route"];
