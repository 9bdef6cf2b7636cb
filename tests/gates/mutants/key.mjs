// The key that seals records.

const statement = (key, sid) => key.Properties.KeyPolicy.Statement.find(({ Sid }) => Sid === sid);
const without = (key, sid) => {
  key.Properties.KeyPolicy.Statement = key.Properties.KeyPolicy.Statement.filter(({ Sid }) => Sid !== sid);
};
const key = (name, change) => ({ name, of: 'Key', type: 'AWS::KMS::Key', change });

export default [
  key('root has `kms:*`, as by CDK’s default', (it) => { statement(it, 'RootAdministers').Action = 'kms:*'; }),
  key('root may decrypt', (it) => { statement(it, 'RootAdministers').Action.push('kms:Decrypt'); }),
  key('root may hand the key on', (it) => { statement(it, 'RootAdministers').Action.push('kms:CreateGrant'); }),
  key('another account administers', (it) => { statement(it, 'RootAdministers').Principal = { AWS: 'arn:aws:iam::123456789012:root' }; }),
  key('everybody may use the key', (it) => { statement(it, 'UseSkill').Principal = '*'; }),
  key('a service of AWS may use the key', (it) => { statement(it, 'UseSkill').Principal = { Service: 'logs.us-east-1.amazonaws.com' }; }),
  key('use without a record in the context is allowed', (it) => { delete statement(it, 'UseSkill').Condition.Null; }),
  key('use for another skill is allowed', (it) => { statement(it, 'UseLink').Condition.StringEquals['kms:EncryptionContext:app'] = 'hello'; }),
  key('`link` may decrypt', (it) => { statement(it, 'UseLink').Action = ['kms:GenerateDataKey', 'kms:Decrypt']; }),
  key('the skill may make data keys', (it) => { statement(it, 'UseSkill').Action = ['kms:Decrypt', 'kms:GenerateDataKey']; }),
  key('the operator may decrypt', (it) => { statement(it, 'UseRewrap').Action.push('kms:Decrypt'); }),
  key('`token` may use the key', (it, { find }) => { statement(it, 'UseSkill').Principal.AWS = { 'Fn::GetAtt': [find('TokenRole', 'AWS::IAM::Role'), 'Arn'] }; }),
  key('another `app` is not denied', (it) => without(it, 'OnlyApp')),
  key('another `table` is not denied', (it) => without(it, 'OnlyTable')),
  key('an absent `record` is not denied', (it) => without(it, 'OnlyWithRecord')),
  key('a denial leaves `Decrypt` out', (it) => {
    const denial = statement(it, 'OnlyApp');
    denial.Action = denial.Action.filter((action) => action !== 'kms:Decrypt');
  }),
  key('a denial spares somebody', (it, { find }) => { statement(it, 'OnlyTable').Principal = { AWS: { 'Fn::GetAtt': [find('LinkRole', 'AWS::IAM::Role'), 'Arn'] } }; }),
  key('a denial asks for two things at once', (it) => {
    statement(it, 'OnlyApp').Condition.ArnNotLike = { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/*' };
  }),
  key('a denial asks for something else', (it) => { statement(it, 'OnlyApp').Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }; }),
  key('everybody but somebody may use the key', (it, { find }) => {
    const use = statement(it, 'UseSkill');
    use.NotPrincipal = { AWS: { 'Fn::GetAtt': [find('TokenRole', 'AWS::IAM::Role'), 'Arn'] } };
    delete use.Principal;
  }),
  key('the skill may do everything but delete the key', (it) => {
    const use = statement(it, 'UseSkill');
    use.NotAction = 'kms:ScheduleKeyDeletion';
    delete use.Action;
  }),
  key('grants are not denied', (it) => without(it, 'NoGrants')),
  key('the key never rotates', (it) => { it.Properties.EnableKeyRotation = false; }),
  key('the key is deleted with the stack of a stage that keeps its data', (it) => { it.DeletionPolicy = 'Delete'; }),
];
