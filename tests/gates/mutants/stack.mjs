// The template as a whole, alarms and the firewall.

export default [
  {
    name: 'a kind of resource that no rule knows',
    of: 'SkillFunction',
    adds: 'Server',
    change: (it, { template }) => { template.Resources.Server = { Type: 'AWS::EC2::Instance', Properties: { ImageId: 'ami-12345678' } }; },
  },
  {
    name: 'nobody can tell which stage this is',
    says: /whether this stage keeps its data/,
    change: (it, { template }) => { delete template.Metadata.Sayso; },
  },
  {
    name: 'a placeholder can be deployed',
    says: /no rule refuses the placeholder/,
    change: (it, { template }) => { delete template.Rules.NoPlaceholder; },
  },
  {
    name: 'a placeholder can be deployed under another name',
    says: /and the placeholder is deployed/,
    change: (it, { template }) => { template.Parameters.Bootstrap.AllowedValues.push('program'); },
  },
  {
    name: 'the origin secret is an output',
    says: /outputs are read/,
    change: (it, { template }) => {
      template.Outputs.Secret = { Value: { 'Fn::Sub': '{{resolve:secretsmanager:jira-prod-origin:SecretString:current::}}' } };
    },
  },
  {
    name: 'the client’s secret is a parameter',
    says: /a parameter that nobody knows/,
    change: (it, { template }) => { template.Parameters.ClientSecret = { Type: 'String' }; },
  },
  {
    name: 'the client’s secret has a default',
    says: /a hash that everybody knows/,
    change: (it, { template }) => { template.Parameters.ClientSecretHashes.Default = '0'.repeat(64); },
  },
  {
    name: 'anybody cries wolf',
    of: 'AlarmsPolicy',
    change: ({ Properties }) => {
      const allow = Properties.PolicyDocument.Statement.find(({ Effect }) => Effect === 'Allow');
      allow.Principal = { AWS: '*' };
      delete allow.Condition;
    },
  },
  {
    name: 'samples of the firewall hold credentials',
    in: 'jira-prod-edge',
    of: 'WebAcl',
    change: ({ Properties }) => { Properties.Rules[1].VisibilityConfig.SampledRequestsEnabled = true; },
  },
  {
    name: 'the firewall limits nobody',
    in: 'jira-prod-edge',
    of: 'WebAcl',
    change: ({ Properties }) => { Properties.Rules = Properties.Rules.filter(({ Statement }) => !Statement.RateBasedStatement); },
  },
  {
    name: 'the firewall limits all of Alexa as one',
    in: 'jira-prod-edge',
    of: 'WebAcl',
    change: ({ Properties }) => { delete Properties.Rules.find(({ Statement }) => Statement.RateBasedStatement).Statement.RateBasedStatement.ScopeDownStatement; },
  },
];
