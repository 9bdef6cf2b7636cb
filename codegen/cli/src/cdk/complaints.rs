//! What the `cdk` command says where something of the environment is missing, and what to do about it.

/// A known failure.
struct Known {
    /// Any of these is said.
    signs: &'static [&'static str],
    /// What it means and what to do.
    means: &'static str,
}

/// What each means is tried with what the pinned version says. The first whose sign is said applies; what is more exact stands first.
const KNOWN: &[Known] = &[
    Known {
        signs: &["Has the environment been bootstrapped", "CDKToolkit", "BootstrapStackVersion"],
        means: "this account and region are not prepared for the CDK; run once, as an administrator: \
                `npx --prefix infra/app cdk bootstrap aws://ACCOUNT/REGION`, and in us-east-1, too, for a stage with \
                `waf` or `domain`",
    },
    Known {
        signs: &[
            "ExpiredToken",
            "token included in the request is expired",
            "session associated with this profile",
        ],
        means: "the AWS credentials have expired; sign in again (`aws sso login`) or renew them",
    },
    Known {
        signs: &[
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "security token included in the request is invalid",
            "SignatureDoesNotMatch",
            "AuthFailure",
        ],
        means: "AWS does not accept these credentials; see `aws sts get-caller-identity`",
    },
    Known {
        signs: &["Could not assume role", "could not be used to assume", "sts:AssumeRole"],
        means: "these credentials may not assume the CDK's roles (`cdk-…-deploy-role-…`), which the bootstrap stack of \
                the account and region made; let their role `sts:AssumeRole` on `arn:aws:iam::*:role/cdk-*`",
    },
    Known {
        signs: &[
            "Unable to resolve AWS account",
            "no credentials have been configured",
            "Could not load credentials",
            "CredentialsProviderError",
        ],
        means: "the CDK can't find out which AWS account this is: there are no credentials, AWS does not accept them, or it \
                can't be reached; see `aws sts get-caller-identity`",
    },
    Known {
        signs: &["ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "ETIMEDOUT", "ENETUNREACH"],
        means: "AWS can't be reached from here",
    },
];

/// What to do, where what was said is known to be about the environment.
pub(super) fn explain(said: &str) -> Option<&'static str> {
    let known = KNOWN.iter().find(|known| known.signs.iter().any(|sign| said.contains(sign)));
    known.map(|known| known.means)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_the_environment_lacks_is_told_apart() {
        for (said, means) in [
            (
                "Unable to resolve AWS account to use. It must be either configured when you define your CDK Stack, or \
                 through the environment",
                "which AWS account",
            ),
            (
                "❌ hello-dev failed: hello-dev: SSM parameter /cdk-bootstrap/hnb659fds/version not found. Has the \
                 environment been bootstrapped? Please run 'cdk bootstrap'",
                "cdk bootstrap aws://",
            ),
            (
                "current credentials could not be used to assume 'arn:aws:iam::1:role/cdk-hnb659fds-deploy-role-1-us-east-1', \
                 but are for the right account. Proceeding anyway.\nExpiredToken: The security token included in the \
                 request is expired",
                "have expired",
            ),
            (
                "Could not assume role in target account using current credentials (which are for account 1) User: \
                 arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/x",
                "may not assume",
            ),
            ("The security token included in the request is invalid.", "does not accept"),
            ("getaddrinfo ENOTFOUND cloudformation.us-east-1.amazonaws.com", "can't be reached"),
        ] {
            assert!(explain(said).unwrap().contains(means), "{said}");
        }
        assert_eq!(explain("hello-dev | UPDATE_ROLLBACK_COMPLETE | AWS::CloudFormation::Stack"), None);
    }
}
