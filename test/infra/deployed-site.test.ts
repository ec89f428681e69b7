import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { deployedSite } from '../../infra/deployed-site.ts';
import { deploymentSchema, EnvironmentError } from '../../infra/deployment.ts';
import { aSite } from '../support/site.ts';
import { synthesize, text, variants } from '../support/template.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'labwire-deployed-'));
const own = join(root, 'test/fixtures/site');
const place = { account: '111122223333', region: 'eu-central-1' };

/** The name of the laboratory that would be deployed, or the refusal. */
function deployed(environment: object, variables: NodeJS.ProcessEnv = {}): string {
  try {
    return deployedSite(deploymentSchema.parse(environment), variables).site.laboratory.name;
  } catch (cause) {
    if (!(cause instanceof EnvironmentError)) throw cause;
    return cause.message;
  }
}

describe('an environment', () => {
  test('of a site, an account and a region is deployed', () => {
    expect(deployed({ site: own, ...place })).toBe('Fixture Laboratory');
    expect(
      deployed({ site: own, ...place }, { LABWIRE_SITE: own, CDK_DEFAULT_ACCOUNT: '111122223333' }),
    ).toBe('Fixture Laboratory');
  });

  test.each([
    [{}, {}, 'the environment names no site'],
    [{ site: own }, {}, 'names no account and region'],
    [{ site: own, account: place.account }, {}, 'names no account and region'],
    [{ site: '/nonexistent', ...place }, {}, '/nonexistent: no such folder'],
    [{ site: own, ...place }, { LABWIRE_SITE: 'site' }, 'LABWIRE_SITE names site: unset it'],
    [{ site: own, ...place }, { CDK_DEFAULT_ACCOUNT: '999988887777' }, 'the credentials are of 999988887777'],
    [{ site: own, ...place, name: 'LabwireExample' }, {}, 'is for the example site'],
    [{ site: 'site', ...place }, {}, 'is the example site, which takes every sender'],
  ])('%j with %j is refused', (environment, variables, said) => {
    expect(deployed(environment, variables)).toContain(said);
  });

  test('of the example site has a name of its own, also if the site was copied', () => {
    const copy = join(folder, 'copy');
    cpSync(join(root, 'site'), copy, { recursive: true });
    expect(deployed({ site: copy, ...place })).toContain('is the example site');
    expect(deployed({ site: 'site', name: 'LabwireExample' })).toBe('Riverside Example Laboratory');
  });
});

describe('cdk', () => {
  const run = (context: object) =>
    spawnSync(process.execPath, ['infra/app.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        CDK_OUTDIR: join(folder, 'cdk.out'),
        CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
      },
    });

  test('without an environment says which there are, and writes no template', () => {
    const { status, stderr } = run({});
    expect([status, stderr]).toEqual([
      1,
      'name the environment with -c environment=NAME; cdk.json has: example. docs/deploy.md says how to add one\n',
    ]);
  });

  test('of an environment that is none is refused', () => {
    expect(run({ environment: 'production' }).stderr).toBe(
      'cdk.json has no environment production; it has: example\n',
    );
    expect(run({ environment: 'constructor' }).status).toBe(1);
  });
});

test('the output System names the site and its version, and the stacks their account', () => {
  const { resources: _, app } = synthesize(aSite(), { site: 'my-site', ...place });
  const stack = app.synth().getStackByName('LabwireProcessing');
  expect(text(stack.template['Outputs'].System)).toMatch(
    /\\"site\\":\{\\"version\\":\\"test\\",\\"quality\\":\\"[0-9a-f]{12}\\",\\"folder\\":\\"my-site\\"\}/,
  );
  expect(stack.environment).toMatchObject(place);
});

test.each(variants)('a deployment %s can be in an account of its own', (_, { site, environment }) => {
  const { stacks } = synthesize(site, { ...environment, site: 'my-site', ...place }).app.synth();
  for (const { environment: where } of stacks) expect(where).toMatchObject(place);
});
