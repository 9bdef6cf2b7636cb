// A skill behind a provider's sign-in: one route before the provider's token endpoint, and nothing that is kept.

const statements = (policy) => policy.Properties.PolicyDocument.Statement;
const first = (policy, action) => statements(policy).find(({ Action }) => [].concat(Action).includes(action));
const within = 'wear-prod';
const proxy = (name, of, change, more) => ({ name, in: within, of, change, ...more });
const distribution = (name, change) =>
  proxy(name, 'Distribution', ({ Properties }) => change(Properties.DistributionConfig), { type: 'AWS::CloudFront::Distribution' });
const table = (name, change) => proxy(name, 'Table', change, { type: 'AWS::DynamoDB::Table' });

export default [
  proxy('the proxy may do everything with its table', 'TokenRoleDefaultPolicy', (policy) => { first(policy, 'dynamodb:GetItem').Action = 'dynamodb:*'; }),
  proxy('the proxy reaches rows of every kind', 'TokenRoleDefaultPolicy', (policy) => {
    first(policy, 'dynamodb:GetItem').Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'] = ['*'];
  }),
  proxy('the proxy reads every secret', 'TokenRoleDefaultPolicy', (policy) => { first(policy, 'secretsmanager:GetSecretValue').Resource = '*'; }),
  proxy('the skill behind a proxy reads the provider’s secret', 'SkillRoleDefaultPolicy', (policy, { template, find }) => {
    statements(policy).push(first(template.Resources[find('TokenRoleDefaultPolicy')], 'secretsmanager:GetSecretValue'));
  }),
  proxy('the skill behind a proxy reads what the provider answered', 'SkillRoleDefaultPolicy', (policy, { template, find }) => {
    statements(policy).push(first(template.Resources[find('TokenRoleDefaultPolicy')], 'dynamodb:GetItem'));
  }),
  table('a provider’s answers stay', ({ Properties }) => { delete Properties.TimeToLiveSpecification; }),
  table('a provider’s answers can be restored for weeks', ({ Properties }) => {
    Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled = true;
  }),
  table('a provider’s answers outlive the stack', (it) => { it.DeletionPolicy = 'Retain'; }),
  distribution('the proxy’s answers are cached', (config) => {
    // CachingOptimized.
    config.DefaultCacheBehavior.CachePolicyId = '658327ea-f89d-4fab-a63d-7e88639e58f6';
  }),
  distribution('`Authorization` does not reach the proxy', (config) => {
    // UserAgentRefererHeaders.
    config.DefaultCacheBehavior.OriginRequestPolicyId = 'acba4595-bd28-49b8-b9fe-13317c0390fa';
  }),
  distribution('codes and secrets reach the proxy over HTTP', (config) => { config.DefaultCacheBehavior.ViewerProtocolPolicy = 'redirect-to-https'; }),
  distribution('the proxy’s errors have no headers', (config) => { delete config.DefaultCacheBehavior.ResponseHeadersPolicyId; }),
  distribution('a path leads past the proxy', (config) => {
    config.CacheBehaviors = [{ ...config.DefaultCacheBehavior, PathPattern: '/files/*' }];
  }),
  proxy('the proxy is asked in every way', 'ApiPOSToauthtoken', ({ Properties }) => { Properties.RouteKey = 'ANY /oauth/token'; }, { type: 'AWS::ApiGatewayV2::Route' }),
  proxy('the proxy has a second endpoint', 'ApiPOSToauthtoken', ({ Properties }) => { Properties.RouteKey = 'GET /oauth/token'; }, { type: 'AWS::ApiGatewayV2::Route' }),
  proxy('the provider’s secret is in the proxy’s environment', 'TokenFunction', ({ Properties }) => {
    Properties.Environment.Variables.SAYSO_PROVIDER_PROXY_SECRET = 'ATOAxJ0q8vLr2UoXyZc8Ge1dPn0TfWmKs5VhJt7A';
  }),
  proxy('codes are sent to the provider without TLS', 'TokenFunction', ({ Properties }) => {
    Properties.Environment.Variables.SAYSO_PROVIDER_PROXY_TOKEN = 'http://login.weather.example/connect/v1/token';
  }),
  {
    name: 'the firewall limits all of Alexa before a proxy as one',
    in: 'wear-prod-edge',
    of: 'WebAcl',
    change: ({ Properties }) => {
      const { RateBasedStatement } = Properties.Rules.find(({ Statement }) => Statement.RateBasedStatement).Statement;
      RateBasedStatement.ScopeDownStatement.NotStatement.Statement.ByteMatchStatement.SearchString = '/oauth/revoke';
    },
  },
];
