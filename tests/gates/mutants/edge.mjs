// CloudFront.

const distribution = (name, change) => ({
  name, of: 'Distribution', type: 'AWS::CloudFront::Distribution', change: ({ Properties }) => change(Properties.DistributionConfig),
});
const api = (config) => config.Origins.find(({ CustomOriginConfig }) => CustomOriginConfig);
const behaviour = (config, path) => config.CacheBehaviors.find(({ PathPattern }) => PathPattern === path);
const headers = (of, name, change) => ({
  name, of, change: ({ Properties }) => change(Properties.ResponseHeadersPolicyConfig),
});

export default [
  distribution('credentials are taken over HTTP', (config) => { behaviour(config, '/oauth/*').ViewerProtocolPolicy = 'allow-all'; }),
  distribution('the page is served over HTTP', (config) => { config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all'; }),
  distribution('old TLS before the edge', (config) => { config.ViewerCertificate.MinimumProtocolVersion = 'TLSv1'; }),
  distribution('old TLS behind the edge', (config) => { api(config).CustomOriginConfig.OriginSSLProtocols = ['TLSv1', 'TLSv1.2']; }),
  distribution('HTTP behind the edge', (config) => { api(config).CustomOriginConfig.OriginProtocolPolicy = 'http-only'; }),
  distribution('`Host` is forwarded', (config) => {
    // AllViewer.
    for (const one of config.CacheBehaviors) one.OriginRequestPolicyId = '216adef6-5c7f-47e4-b989-5492eafa07d3';
  }),
  distribution('`Authorization` is dropped', (config) => { delete behaviour(config, '/oauth/*').OriginRequestPolicyId; }),
  distribution('answers are cached', (config) => {
    // CachingOptimized.
    behaviour(config, '/link/*').CachePolicyId = '658327ea-f89d-4fab-a63d-7e88639e58f6';
  }),
  distribution('answers with nonces are compressed', (config) => { behaviour(config, '/link/*').Compress = true; }),
  distribution('errors are cached as CloudFront likes', (config) => { delete config.CustomErrorResponses; }),
  distribution('one error is cached', (config) => { config.CustomErrorResponses[1].ErrorCachingMinTTL = 10; }),
  distribution('a page takes the place of an error', (config) => {
    Object.assign(config.CustomErrorResponses[1], { ResponsePagePath: '/index.html', ResponseCode: 200 });
  }),
  distribution('`.well-known` is not forwarded', (config) => {
    config.CacheBehaviors = config.CacheBehaviors.filter(({ PathPattern }) => !PathPattern.startsWith('/.well-known'));
  }),
  distribution('everything is forwarded', (config) => { behaviour(config, '/link/*').PathPattern = '/*'; }),
  distribution('the origin secret is not shown', (config) => { delete api(config).OriginCustomHeaders; }),
  distribution('the origin secret is in the template', (config) => { api(config).OriginCustomHeaders[0].HeaderValue = 'bqLr2UoXyZc8Ge1dPn0TfWmKs5VhJt7A'; }),
  distribution('the bucket is read without access control', (config) => {
    delete config.Origins.find(({ S3OriginConfig }) => S3OriginConfig).OriginAccessControlId;
  }),
  distribution('access logs hold codes', (config) => { config.Logging = { Bucket: 'logs.s3.amazonaws.com', IncludeCookies: true }; }),
  distribution('code at the edge sees every credential', (config) => {
    behaviour(config, '/oauth/*').LambdaFunctionAssociations = [{ EventType: 'viewer-request', LambdaFunctionARN: 'arn:aws:lambda:us-east-1:123456789012:function:spy:1' }];
  }),
  distribution('the firewall is not used', (config) => { delete config.WebACLId; }),
  distribution('the page has no headers', (config) => { delete config.DefaultCacheBehavior.ResponseHeadersPolicyId; }),
  {
    name: 'origin access control signs nothing',
    of: 'DistributionOrigin1S3OriginAccessControl',
    change: ({ Properties }) => { Properties.OriginAccessControlConfig.SigningBehavior = 'never'; },
  },
  headers('PageHeaders', 'the page has no CSP', (config) => { delete config.SecurityHeadersConfig.ContentSecurityPolicy; }),
  headers('PageHeaders', 'the page’s CSP allows inline scripts', (config) => {
    const { ContentSecurityPolicy } = config.SecurityHeadersConfig;
    ContentSecurityPolicy.ContentSecurityPolicy = ContentSecurityPolicy.ContentSecurityPolicy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'");
  }),
  headers('PageHeaders', 'the page can be framed', (config) => {
    const { ContentSecurityPolicy } = config.SecurityHeadersConfig;
    ContentSecurityPolicy.ContentSecurityPolicy = ContentSecurityPolicy.ContentSecurityPolicy.replace("frame-ancestors 'none'; ", '');
  }),
  headers('PageHeaders', 'the page has no HSTS', (config) => { delete config.SecurityHeadersConfig.StrictTransportSecurity; }),
  headers('ApiHeaders', 'HSTS for five minutes', (config) => { config.SecurityHeadersConfig.StrictTransportSecurity.AccessControlMaxAgeSec = 300; }),
  headers('ApiHeaders', 'a code in a Referer', (config) => { config.SecurityHeadersConfig.ReferrerPolicy.ReferrerPolicy = 'unsafe-url'; }),
  headers('ApiHeaders', 'browsers keep answers', (config) => {
    config.CustomHeadersConfig.Items.find(({ Header }) => Header === 'cache-control').Value = 'max-age=3600';
  }),
  headers('PageHeaders', 'what is stored with a file wins', (config) => { config.SecurityHeadersConfig.ContentSecurityPolicy.Override = false; }),
];
