// cdk-nag: the packs AwsSolutions and Serverless.

import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

export async function nag(stacks, folder) {
  const templates = join(folder, 'nag');
  mkdirSync(templates);
  return stacks.flatMap((stack) => {
    const templateFile = join(templates, `${stack.name}.template.json`);
    writeFileSync(templateFile, JSON.stringify(stack.template));
    const scope = new Stack(new App(), 'Stack');
    new CfnInclude(scope, 'Template', { templateFile });
    return [new AwsSolutionsChecks(), new ServerlessChecks()].flatMap((pack) => findings(stack.name, pack.validateScope(scope)));
  });
}

// Its warnings count, too.
function findings(stack, { violations }) {
  return violations.flatMap(({ ruleName, description, violatingResources }) =>
    violatingResources.map(({ constructPath }) => ({
      gate: 'nag', rule: ruleName, stack, resource: constructPath.split('/').pop(), text: description,
    })));
}
