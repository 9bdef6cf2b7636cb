// The functions, what they run, and who may call them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const variables = ({ Properties }) => Properties.Environment.Variables;
// A host that a user may type, pinned to where the function itself lives.
const pinned = (name, address) => ({
  name,
  of: 'LinkFunction',
  change: (it, { asset }) => {
    writeFileSync(join(asset(it), 'pinned-hosts.json'), JSON.stringify({ 'tracker.corp.example': { addresses: [address] } }));
  },
});

export default [
  {
    name: 'anybody may call the skill',
    of: 'AlexaPermission',
    change: ({ Properties }) => { Properties.Principal = '*'; },
  },
  {
    name: 'anybody’s skill may call the skill',
    of: 'AlexaPermission',
    change: ({ Properties }) => { delete Properties.EventSourceToken; },
  },
  {
    name: 'anybody may call a skill without linking',
    in: 'hello-prod',
    of: 'AlexaPermission',
    change: ({ Properties }) => { Properties.Principal = '*'; },
  },
  {
    name: 'anybody’s skill may call a skill without linking',
    in: 'hello-prod',
    of: 'AlexaPermission',
    change: ({ Properties }) => { delete Properties.EventSourceToken; },
  },
  {
    name: 'the skill is on the web without authentication',
    of: 'AlexaPermission',
    change: ({ Properties }) => Object.assign(Properties, { Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' }),
  },
  {
    name: 'a function has an address of its own',
    of: 'TokenFunction',
    adds: 'TokenUrl',
    change: (it, { template, id }) => {
      template.Resources.TokenUrl = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: { Ref: id } } };
    },
  },
  {
    name: 'anybody’s API may call a function',
    of: 'ApiPOSToauthtokenTokenIntegrationPermission',
    change: ({ Properties }) => { delete Properties.SourceArn; },
  },
  {
    name: 'a log that Lambda makes, and keeps for ever',
    of: 'LinkFunction',
    change: ({ Properties }) => { delete Properties.LoggingConfig; },
  },
  {
    name: 'a password is in the environment',
    of: 'SkillFunction',
    change: (it) => { variables(it).JIRA_PASSWORD = 'lovelace-1815'; },
  },
  {
    name: 'the client’s secret is in the environment',
    of: 'TokenFunction',
    change: (it) => { variables(it).SAYSO_CLIENT_SECRETS = 'f7c3bc1d808e04732adf679965ccc34ca7ae3441a13e5d4e2fd1a2b0c3d4e5f6'; },
  },
  {
    name: 'the origin secret is in the environment',
    of: 'LinkFunction',
    change: (it) => { variables(it).SAYSO_ORIGIN_SECRET = 'bqLr2UoXyZc8Ge1dPn0TfWmKs5VhJt7A'; },
  },
  {
    name: 'a provider’s secret is in the environment',
    of: 'LinkFunction',
    change: (it) => { variables(it).SAYSO_PROVIDER_ATLASSIAN_SECRET = 'ATOAxJ0q8vLr2UoXyZc8Ge1dPn0TfWmKs5VhJt7A'; },
  },
  {
    name: 'a credential goes out over HTTP',
    of: 'SkillFunction',
    change: (it) => { variables(it).SAYSO_SERVICE_JIRA = 'http://api.atlassian.com'; },
  },
  {
    name: 'codes are sent to an address without TLS',
    of: 'LinkFunction',
    change: (it) => { variables(it).SAYSO_REDIRECTS = 'http://pitangui.amazon.com/api/skill/link/M2EXAMPLEVENDOR'; },
  },
  {
    name: 'AWS’s calls go elsewhere',
    of: 'TokenFunction',
    change: (it) => { variables(it).AWS_ENDPOINT_URL = 'http://127.0.0.1:4566'; },
  },
  {
    name: 'code of others runs in a function',
    of: 'TokenFunction',
    change: ({ Properties }) => { Properties.Layers = ['arn:aws:lambda:us-east-1:123456789012:layer:spy:1']; },
  },
  {
    name: 'a function runs for a quarter of an hour',
    of: 'SkillFunction',
    change: ({ Properties }) => { Properties.Timeout = 900; },
  },
  pinned('a host is pinned to loopback', '127.0.0.1:9001'),
  pinned('a host is pinned to loopback in IPv6', '[::1]:8443'),
  pinned('a host is pinned to the metadata service', '169.254.169.254:80'),
];
