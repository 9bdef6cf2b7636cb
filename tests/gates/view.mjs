// A template as the rules read it: the same document, with intrinsic functions written as text (`${Table.Arn}`), and
// policies in the long form, whichever of IAM's short forms they have. The skill's own name in an encryption context is
// `${Skill}`. Beside it, what a rule could not see in there.

import { code } from './assembly.mjs';

const POLICIES = new Set(['PolicyDocument', 'KeyPolicy', 'AssumeRolePolicyDocument']);

/** The view of one stack. */
export function view(stack) {
  const { Resources: all, Outputs = {}, Parameters = {}, ...rest } = stack.template;
  const own = rest.Metadata?.Sayso?.Skill;
  const Resources = JSON.parse(JSON.stringify(all), (key, value) => (key === 'kms:EncryptionContext:app' && value === own ? '${Skill}' : value));
  return {
    ...rest,
    Resources: Object.fromEntries(Object.entries(Resources).map(([id, resource]) => [id, seen(resource)])),
    ...(Object.keys(Outputs).length > 0 && { Outputs: written(Outputs) }),
    Parameters,
    ParameterNames: Object.keys(Parameters),
    Assets: code(stack),
  };
}

function seen(resource) {
  const text = written(resource);
  const variables = text.Properties?.Environment?.Variables;
  if (variables) text.Properties.EnvironmentNames = Object.keys(variables);
  const config = text.Properties?.DistributionConfig;
  if (config) config.OfApi = ofApi(config);
  return text;
}

// What of a distribution leads to the API: with a page some paths, without one all.
function ofApi({ CacheBehaviors = [], DefaultCacheBehavior, Origins }) {
  const apis = Origins.filter(({ CustomOriginConfig }) => CustomOriginConfig).map(({ Id }) => Id);
  return [...CacheBehaviors, DefaultCacheBehavior].filter(({ TargetOriginId }) => apis.includes(TargetOriginId));
}

function written(value) {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && (entries[0][0] === 'Ref' || entries[0][0].startsWith('Fn::'))) return intrinsic(entries[0]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, POLICIES.has(key) ? policy(written(inner)) : written(inner)]));
}

function intrinsic([name, argument]) {
  switch (name) {
    case 'Ref':
      return `\${${argument}}`;
    case 'Fn::GetAtt':
      return `\${${Array.isArray(argument) ? argument.join('.') : argument}}`;
    case 'Fn::Sub':
      return Array.isArray(argument) ? written(argument[0]) : argument;
    case 'Fn::Join':
      return [].concat(written(argument[1])).join(argument[0]);
    default:
      return `\${${name} ${JSON.stringify(written(argument))}}`;
  }
}

function policy(document) {
  if (typeof document !== 'object') return document;
  return { ...document, Statement: [].concat(document.Statement ?? []).map(statement) };
}

function statement(of) {
  const long = { ...of };
  for (const list of ['Action', 'NotAction', 'Resource', 'NotResource']) if (list in of) long[list] = [].concat(of[list]);
  if ('Principal' in of) long.Principal = principal(of.Principal);
  // Conditions of one statement are joined by `and`.
  long.Conditions = Object.entries(of.Condition ?? {}).flatMap(([operator, keys]) => Object.keys(keys).map((key) => `${operator} ${key}`));
  return long;
}

function principal(of) {
  if (typeof of === 'string') return { AWS: [of] };
  return Object.fromEntries(Object.entries(of).map(([kind, names]) => [kind, [].concat(names)]));
}
