//! The certificate authority that vouches for pinned hosts in stage `local`, and for nothing else: no system trusts it,
//! a function is told of it in `pinned-hosts.json`.

use crate::{problem::Problem, state};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use serde::{Deserialize, Serialize};
use std::{fs, io::ErrorKind, path::Path, sync::Arc};
use tokio_rustls::rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// The version of the file.
const FORMAT: u32 = 1;

/// A certificate authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    format: u32,
    /// PEM.
    certificate: String,
    /// PEM, PKCS #8.
    key: String,
}

impl Authority {
    /// The authority in `file`, which is made where it is missing.
    pub fn open(file: &Path) -> Result<Self, Problem> {
        let failed = |error: String| {
            Problem::project(
                format!("the certificate authority can't be used: {error}"),
                format!("delete `{}`; a new one is made", file.display()),
            )
        };
        let stored = match fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| failed(format!("the file is not readable at line {}", error.line())))?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let made = make().map_err(|error| failed(error.to_string()))?;
                let bytes = serde_json::to_vec_pretty(&made).map_err(|error| failed(error.to_string()))?;
                state::replace(file, &bytes).map_err(|error| failed(error.to_string()))?;
                made
            }
            Err(error) => return Err(failed(error.to_string())),
        };
        let Stored { format, certificate, key } = stored;
        if format != FORMAT {
            return Err(failed(format!("its format is {format}, not {FORMAT}")));
        }
        let key = KeyPair::from_pem(&key).map_err(|error| failed(error.to_string()))?;
        let params = params().map_err(|error| failed(error.to_string()))?;
        Ok(Self { issuer: Issuer::new(params, key), certificate })
    }

    /// Its certificate, as PEM.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// What a server needs to be `host`: a key and a certificate of its own, in memory only.
    pub fn server(&self, host: &str) -> Result<Arc<ServerConfig>, Problem> {
        let failed = |error: String| {
            Problem::project(
                format!("no certificate can be made for the pinned host `{host}`: {error}"),
                "pin a host name of letters, digits, hyphens and dots",
            )
        };
        let key = KeyPair::generate().map_err(|error| failed(error.to_string()))?;
        let certificate = leaf(host)
            .and_then(|params| params.signed_by(&key, &self.issuer))
            .map_err(|error| failed(error.to_string()))?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into())
            .with_safe_default_protocol_versions()
            .and_then(|config| {
                config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)
            });
        let mut config = config.map_err(|error| failed(error.to_string()))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn make() -> Result<Stored, rcgen::Error> {
    let key = KeyPair::generate()?;
    let certificate = params()?.self_signed(&key)?.pem();
    Ok(Stored { format: FORMAT, certificate, key: key.serialize_pem() })
}

/// The same ones whenever it is opened: they are the issuer that leaves name.
fn params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, "sayso, stage local");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    Ok(params)
}

fn leaf(host: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(vec![host.to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, host);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}
