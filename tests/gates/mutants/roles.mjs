// Roles that may do more than the plan says. `of` is the beginning of the logical id of what is changed, and what a gate
// must name.

const statements = (policy) => policy.Properties.PolicyDocument.Statement;
const first = (policy, action) => statements(policy).find(({ Action }) => [].concat(Action).includes(action));

export default [
  {
    name: 'a role may do everything with the table',
    of: 'LinkRoleDefaultPolicy',
    change: (policy) => { first(policy, 'dynamodb:GetItem').Action = 'dynamodb:*'; },
  },
  {
    name: 'a role may scan the table',
    of: 'SkillRoleDefaultPolicy',
    change: (policy) => { statements(policy).push({ ...first(policy, 'dynamodb:GetItem'), Action: 'dynamodb:Scan', Sid: 'Scan' }); },
  },
  {
    name: 'a role reaches every table',
    of: 'TokenRoleDefaultPolicy',
    change: (policy) => { first(policy, 'dynamodb:PutItem').Resource = '*'; },
  },
  {
    name: 'a role reaches rows of every kind',
    of: 'TokenRoleDefaultPolicy',
    change: (policy) => { delete first(policy, 'dynamodb:GetItem').Condition; },
  },
  {
    name: 'a request that names no row is allowed',
    of: 'LinkRoleDefaultPolicy',
    change: (policy) => { delete first(policy, 'dynamodb:UpdateItem').Condition.Null; },
  },
  {
    name: 'a prefix begins with a wildcard',
    of: 'SkillRoleDefaultPolicy',
    change: (policy) => { first(policy, 'dynamodb:DeleteItem').Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'].push('*#*'); },
  },
  {
    name: 'one of many keys is enough',
    of: 'SkillRoleDefaultPolicy',
    change: (policy) => {
      const { Condition } = first(policy, 'dynamodb:BatchGetItem');
      Condition['ForAnyValue:StringLike'] = Condition['ForAllValues:StringLike'];
      delete Condition['ForAllValues:StringLike'];
    },
  },
  {
    name: 'a role reads every secret',
    of: 'LinkRoleDefaultPolicy',
    change: (policy) => { first(policy, 'secretsmanager:GetSecretValue').Resource = { 'Fn::Sub': 'arn:${AWS::Partition}:secretsmanager:us-east-1:${AWS::AccountId}:secret:*' }; },
  },
  {
    name: 'the skill reads what CloudFront shows',
    of: 'SkillRoleDefaultPolicy',
    change: (policy, { find }) => { first(policy, 'secretsmanager:GetSecretValue').Resource = { Ref: find('OriginSecret') }; },
  },
  {
    name: 'the function that gives tokens reads a provider’s secret',
    of: 'TokenRoleDefaultPolicy',
    change: (policy, { template, find }) => {
      statements(policy).push(first(template.Resources[find('LinkRoleDefaultPolicy')], 'secretsmanager:GetSecretValue'));
    },
  },
  {
    name: 'a role may decrypt whatever a policy of the account lets it',
    of: 'TokenRoleDefaultPolicy',
    change: (policy) => { statements(policy).push({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }); },
  },
  {
    name: 'a role may do everything but one thing',
    of: 'SkillRoleDefaultPolicy',
    change: (policy) => { statements(policy).push({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }); },
  },
  {
    name: 'a role has a managed policy',
    of: 'SkillRole',
    change: (role) => { role.Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess']; },
  },
  {
    name: 'anybody assumes a function’s role',
    of: 'LinkRole',
    change: (role) => { role.Properties.AssumeRolePolicyDocument.Statement[0].Principal = { AWS: '*' }; },
  },
  {
    name: 'people assume a function’s role',
    of: 'TokenRole',
    change: (role) => { role.Properties.AssumeRolePolicyDocument.Statement[0].Principal = { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }; },
  },
  {
    name: 'another account assumes the operator’s role',
    of: 'RewrapRole',
    change: (role) => { role.Properties.AssumeRolePolicyDocument.Statement[0].Principal = { AWS: 'arn:aws:iam::123456789012:root' }; },
  },
  {
    name: 'the page’s function writes every bucket',
    of: 'PageRoleDefaultPolicy',
    change: (policy) => { first(policy, 's3:PutObject').Resource = 'arn:aws:s3:::*'; },
  },
  {
    name: 'the page’s function reads every asset',
    of: 'PageRoleDefaultPolicy',
    change: (policy) => { first(policy, 's3:GetObject').Resource = { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::cdk-hnb659fds-assets-${AWS::AccountId}-us-east-1/*' }; },
  },
];
