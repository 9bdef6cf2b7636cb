// The table, secrets and logs.

const table = (name, change) => ({ name, of: 'Table', type: 'AWS::DynamoDB::Table', change });
const secret = (name, change) => ({ name, of: 'OriginSecret', change });

export default [
  table('the table is not encrypted under a key of KMS', ({ Properties }) => { delete Properties.SSESpecification; }),
  table('the table cannot be restored', ({ Properties }) => { Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled = false; }),
  table('the table can be deleted in a stage that keeps its data', ({ Properties }) => { Properties.DeletionProtectionEnabled = false; }),
  table('the table goes with the stack of a stage that keeps its data', (it) => { it.DeletionPolicy = 'Delete'; }),
  table('expired rows stay', ({ Properties }) => { delete Properties.TimeToLiveSpecification; }),
  table('the table has a stream', ({ Properties }) => { Properties.StreamSpecification = { StreamViewType: 'NEW_AND_OLD_IMAGES' }; }),
  secret('the origin secret is in the template', ({ Properties }) => {
    delete Properties.GenerateSecretString;
    Properties.SecretString = '{"current": "bqLr2UoXyZc8Ge1dPn0TfWmKs5VhJt7A"}';
  }),
  secret('the origin secret can be guessed', ({ Properties }) => { Properties.GenerateSecretString.PasswordLength = 8; }),
  {
    name: 'a log is kept for ever',
    of: 'TokenLogs',
    change: ({ Properties }) => { delete Properties.RetentionInDays; },
  },
];
