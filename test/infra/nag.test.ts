import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type App, type Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { isLong, size } from '../support/size.ts';
import { appOf, siteReadByOthers, variants } from '../support/template.ts';

const packs = [AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, ServerlessChecks];

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

/** What the four packs and the rules of CloudFormation find that nobody acknowledged. */
function findingsOf(app: App): string[] {
  for (const Pack of packs) Validations.of(app).addPlugins(new Pack(app));
  try {
    app.synth();
  } catch {
    // findings fail the synthesis; they are read from the report
  }
  const file = join(app.outdir, 'validation-report.json');
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  );
}

/** The last variant has most resources. The first is also that of the last test. */
const deployments: typeof variants = [
  ...variants.slice(size({ short: -1, long: 0 })),
  ...(isLong
    ? [['read from another account', { site: siteReadByOthers('444455556666'), environment: {} }] as const]
    : []),
];

test.each(deployments)(
  'a deployment %s has no finding of AWS Solutions, HIPAA Security, NIST 800-53 r5 or Serverless that nobody answered for',
  (_name, { site, environment }) => {
    expect(findingsOf(appOf(site, environment))).toEqual([]);
  },
);

test('what somebody adds without care is found, by each of the four and by the rules of CloudFormation', () => {
  const [[, { site, environment }]] = variants as [(typeof variants)[number]];
  const app = appOf(site, environment);
  const stack = app.node.findChild('LabwireProcessing') as Stack;
  new Queue(stack, 'CarelessQueue');
  new Bucket(stack, 'CarelessBucket');
  new CfnQueue(stack, 'WrongQueue').addPropertyOverride('NoSuchProperty', 1);
  const findings = findingsOf(app);
  const careless = /\/(?:CarelessQueue|CarelessBucket|WrongQueue)\b/;
  expect(findings.filter((finding) => !careless.test(finding))).toEqual([]);
  expect(findings).toEqual(
    expect.arrayContaining([
      'F3002 LabwireProcessing/WrongQueue',
      'AwsSolutions-S1 LabwireProcessing/CarelessBucket/Resource',
      'HIPAA.Security-S3BucketVersioningEnabled LabwireProcessing/CarelessBucket/Resource',
      'NIST.800.53.R5-S3BucketVersioningEnabled LabwireProcessing/CarelessBucket/Resource',
      'Serverless-SQSRedrivePolicy LabwireProcessing/CarelessQueue/Resource',
    ]),
  );
});
