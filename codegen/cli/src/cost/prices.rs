//! What AWS asks, in US dollars: list prices of us-east-1 without any free tier, as AWS's price pages
//! (<https://aws.amazon.com/pricing/>) and those who watch them had them in 2026. Other regions ask up to a third more.

/// A month of a customer's key (<https://aws.amazon.com/kms/pricing/>). Rotations add a dollar each, up to two.
pub(super) const KEY: f64 = 1.00;
/// A use of a key.
pub(super) const KEY_USE: f64 = 0.03 / 10_000.0;
/// A month of a secret (<https://aws.amazon.com/secrets-manager/pricing/>).
pub(super) const SECRET: f64 = 0.40;
/// A month of a firewall (<https://aws.amazon.com/waf/pricing/>).
pub(super) const FIREWALL: f64 = 5.00;
/// … of each rule or group of rules in it.
pub(super) const FIREWALL_RULE: f64 = 1.00;
/// A request that it looks at.
pub(super) const FIREWALL_REQUEST: f64 = 0.60 / MILLION;
/// A month of one metric that an alarm watches (<https://aws.amazon.com/cloudwatch/pricing/>).
pub(super) const ALARM_METRIC: f64 = 0.10;
/// … more often than once a minute.
pub(super) const ALARM_METRIC_FAST: f64 = 0.30;
/// A month of a dashboard.
pub(super) const DASHBOARD: f64 = 3.00;
/// A gigabyte of logs taken in.
pub(super) const LOGS_TAKEN_IN: f64 = 0.50;
/// A request of a function (<https://aws.amazon.com/lambda/pricing/>).
pub(super) const FUNCTION_REQUEST: f64 = 0.20 / MILLION;
/// A gigabyte of memory for a second.
pub(super) const FUNCTION_GB_SECOND: f64 = 0.000_016_666_7;
/// … on Graviton.
pub(super) const FUNCTION_GB_SECOND_ARM: f64 = 0.000_013_333_4;
/// A request of an HTTP API (<https://aws.amazon.com/api-gateway/pricing/>).
pub(super) const API_REQUEST: f64 = 1.00 / MILLION;
/// An HTTPS request at CloudFront (<https://aws.amazon.com/cloudfront/pricing/>).
pub(super) const CDN_REQUEST: f64 = 0.0100 / 10_000.0;
/// A run of a CloudFront function.
pub(super) const CDN_FUNCTION: f64 = 0.10 / MILLION;
/// A read unit of DynamoDB on demand (<https://aws.amazon.com/dynamodb/pricing/on-demand/>).
pub(super) const TABLE_READ: f64 = 0.125 / MILLION;
/// A write unit.
pub(super) const TABLE_WRITE: f64 = 0.625 / MILLION;

/// What prices of requests are told for.
pub(super) const MILLION: f64 = 1_000_000.0;

/// Kinds of resources that cost nothing by being there, and nothing by themselves when they are used.
pub(super) const FREE: &[&str] = &[
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Stage",
    "AWS::CDK::Metadata",
    "AWS::CertificateManager::Certificate",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::OriginRequestPolicy",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::KMS::Alias",
    "AWS::Lambda::Permission",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::WAFv2::WebACLAssociation",
];

/// Kinds of resources that cost by what is in them or by what they send: next to nothing here, and nothing when idle.
pub(super) const BY_SIZE: &[&str] = &[
    "AWS::ApiGatewayV2::Api",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::DynamoDB::Table",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
];
