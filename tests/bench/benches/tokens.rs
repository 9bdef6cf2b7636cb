//! What a grant costs in process, over a storage in memory, and beside it what its cryptography alone costs, made by the
//! same library: hashes, random tokens, and for a refresh the sealed reply.

use anyhow::{Context, ensure};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    digest::{SHA256, digest},
    hkdf::{HKDF_SHA256, Salt},
    rand,
};
use divan::Bencher;
use http::{Request, Response};
use sayso_runtime::{Linking, testing::MemoryTokens};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// What every skill has unless its spec says otherwise.
static LINKING: Linking = Linking {
    scope: "account",
    methods: &[],
    code: Duration::from_mins(1),
    access: Duration::from_hours(1),
    refresh_idle: Duration::from_hours(90 * 24),
    refresh_absolute: Duration::from_hours(365 * 24),
    data_keys: Duration::from_mins(5),
};

fn main() -> anyhow::Result<()> {
    // A request that is refused would be answered quickly.
    let (tokens, runtime) = endpoint().context("no runtime")?;
    let reply = redeemed(&tokens, &runtime).context("the code is refused")?;
    ensure!(reply.status() == 200, "the code is answered with {}", reply.status());
    tokens.pass(60);
    let again = runtime.block_on(tokens.handle(&tokens.refresh(&reply)?));
    ensure!(again.status() == 200, "the refresh is answered with {}", again.status());
    divan::main();
    Ok(())
}

fn endpoint() -> Option<(MemoryTokens, Runtime)> {
    Some((MemoryTokens::new(&LINKING), Builder::new_current_thread().enable_all().build().ok()?))
}

fn redeemed(tokens: &MemoryTokens, runtime: &Runtime) -> Option<Response<String>> {
    Some(runtime.block_on(tokens.handle(&tokens.code().ok()?)))
}

/// From the request to the reply: the client, the code, its verifier, the first tokens.
#[divan::bench(sample_count = 100, sample_size = 20)]
fn code(bencher: Bencher<'_, '_>) {
    let Some((tokens, runtime)) = endpoint() else { return };
    bencher
        .with_inputs(|| tokens.code())
        .bench_local_values(|code| code.map(|code| runtime.block_on(tokens.handle(&code))));
}

/// From the request to the reply: the client, the judgement, the next tokens, the reply sealed.
#[divan::bench(sample_count = 100, sample_size = 20)]
fn refresh(bencher: Bencher<'_, '_>) {
    let Some((tokens, runtime)) = endpoint() else { return };
    // Each of a family of its own: one may rotate its tokens a few times a minute only.
    let fresh = || -> Option<Request<Vec<u8>>> { tokens.refresh(&redeemed(&tokens, &runtime)?).ok() };
    bencher
        .with_inputs(fresh)
        .bench_local_values(|request| request.map(|request| runtime.block_on(tokens.handle(&request))));
}

/// Two random tokens, and six hashes: of the client's id and secret, the code, its verifier and both tokens.
#[divan::bench(sample_count = 100, sample_size = 100)]
fn code_cryptography_only(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| (tokens_of_256_bits(), hashes(6)));
}

/// Two random tokens, five hashes, and a reply sealed under a derived key.
#[divan::bench(sample_count = 100, sample_size = 100)]
fn refresh_cryptography_only(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| (tokens_of_256_bits(), hashes(5), sealed()));
}

fn tokens_of_256_bits() -> [[u8; 32]; 2] {
    let mut tokens = [[0; 32]; 2];
    for token in &mut tokens {
        // What fails costs nothing, and would show.
        let _ = rand::fill(token);
    }
    tokens
}

fn hashes(count: usize) -> Vec<[u8; 32]> {
    (0..count).filter_map(|_| digest(&SHA256, &[7; 43]).as_ref().try_into().ok()).collect()
}

fn sealed() -> Option<Vec<u8>> {
    let derived = Salt::new(HKDF_SHA256, &[]).extract(&[7; 43]);
    let key = derived.expand(&[b"bench"], &AES_256_GCM).ok().map(UnboundKey::from)?;
    let (mut reply, mut nonce) = (vec![7; 160], [0; 12]);
    rand::fill(&mut nonce).ok()?;
    let nonce = Nonce::assume_unique_for_key(nonce);
    LessSafeKey::new(key).seal_in_place_append_tag(nonce, Aad::empty(), &mut reply).ok()?;
    Some(reply)
}
