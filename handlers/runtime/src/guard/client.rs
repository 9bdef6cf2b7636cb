//! How a guarded client is made.

use crate::tls;
use reqwest::{Certificate, Client, ClientBuilder, dns::Resolve, redirect, retry};
use std::{sync::Arc, time::Duration};

/// The longest that a request may take, from the look-up of its host to the end of the answer: no function lives longer.
/// Each call has a time of its own that ends sooner.
const TOTAL: Duration = Duration::from_secs(7);
/// Connections idle for longer are not used again: a frozen process finds them dead.
const IDLE: Duration = Duration::from_secs(20);

/// A client that connects only to what `resolver` answers. Each of these would lead around it: a redirect, a proxy
/// from the environment. Bodies are never decompressed, also where another member's features would: a body's limit
/// then is one of what comes over the wire and of what is read.
pub(super) fn guarded(resolver: Arc<dyn Resolve>, ca: Option<&[Certificate]>) -> ClientBuilder {
    let builder = Client::builder()
        .dns_resolver(resolver)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .timeout(TOTAL)
        .pool_idle_timeout(IDLE)
        .tcp_nodelay(true)
        .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")));
    match ca {
        // Only this authority: the public ones have no say about a private host.
        Some(ca) => builder.tls_certs_only(ca.iter().cloned()),
        None => tls::trusting_the_system(builder),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::{calls::Http, guard::resolver::Pinned};
    use std::{
        env,
        io::{ErrorKind, Read as _, Write as _},
        net::{SocketAddr, TcpListener},
        process::Command,
        thread,
    };

    const HERE: &str = "guard::client::tests::ask_in_an_environment_that_names_a_proxy";
    const ASKED: &str = "SAYSO_ASKED_BY_A_TEST";

    #[tokio::test]
    #[ignore = "`proxies_of_the_environment_are_not_used` runs it, in an environment of its own"]
    async fn ask_in_an_environment_that_names_a_proxy() {
        let address: SocketAddr = env::var(ASKED).unwrap().parse().unwrap();
        let usual = Http::default();
        usual.client().unwrap().get(format!("http://{address}/")).send().await.unwrap();
        let pinned = Pinned { host: "pinned.test".to_owned(), addresses: vec![address] };
        let guarded = guarded(Arc::new(pinned), None).build().unwrap();
        guarded.get(format!("http://pinned.test:{}/", address.port())).send().await.unwrap();
    }

    #[test]
    fn proxies_of_the_environment_are_not_used() {
        let (asked, proxy) =
            (TcpListener::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
        proxy.set_nonblocking(true).unwrap();
        let (address, url) = (asked.local_addr().unwrap(), format!("http://{}", proxy.local_addr().unwrap()));
        let answers = thread::spawn(move || {
            for _ in 0..2 {
                let (mut stream, _) = asked.accept().unwrap();
                assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
                stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").unwrap();
            }
        });
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", HERE, "--ignored"]).env(ASKED, address.to_string());
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            child.env(name, &url);
        }
        let output = child.env_remove("NO_PROXY").env_remove("no_proxy").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "it did not run");
        answers.join().unwrap();
        assert_eq!(proxy.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "the proxy was asked");
    }
}
