import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandVariable } from '../lib/shared/environment-names.ts';
import { loadSite } from '../lib/site/load-site.ts';
import type { CheckedSite } from '../lib/site/site.ts';
import { type Deployment, EnvironmentError } from './deployment.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The prefix of the example's stacks, which no other site may have. */
const EXAMPLE_NAME = 'LabwireExample';

/**
 * The site of an environment that is about to be deployed. `variables` are the variables of the process.
 * @throws EnvironmentError if the environment does not say its site, account and region; if the process is set to others; if
 * the site has problems; or if the example site, which takes every sender, is about to be deployed as another
 */
export function deployedSite(deployment: Deployment, variables: NodeJS.ProcessEnv): CheckedSite {
  const { site: folder, name } = deployment;
  if (folder === undefined)
    throw new EnvironmentError(
      'the environment names no site: add "site", the folder of the site, in cdk.json',
    );
  const named = variables['LABWIRE_SITE' satisfies CommandVariable];
  if (named !== undefined && resolve(named) !== resolve(root, folder))
    throw new EnvironmentError(
      `the environment is of the site ${folder}, and LABWIRE_SITE names ${named}: unset it, or name the environment of that site`,
    );
  const checked = read(resolve(root, folder));
  const isExample = checked.siteVersion === read(join(root, 'site')).siteVersion;
  if (isExample && name !== EXAMPLE_NAME)
    throw new EnvironmentError(
      `${folder} is the example site, which takes every sender: name your own site, or deploy it with the name ${EXAMPLE_NAME}`,
    );
  if (!isExample && name === EXAMPLE_NAME)
    throw new EnvironmentError(
      `the name ${EXAMPLE_NAME} is for the example site: give the environment another name`,
    );
  if (!isExample) checkPlace(deployment, variables);
  return checked;
}

/** @throws EnvironmentError unless the environment names its account and region, and the credentials are of that account */
function checkPlace({ account, region }: Deployment, variables: NodeJS.ProcessEnv): void {
  if (account === undefined || region === undefined)
    throw new EnvironmentError(
      'the environment names no account and region: add "account" and "region" in cdk.json',
    );
  // set by cdk, from the credentials
  const used = variables['CDK_DEFAULT_ACCOUNT'];
  if (used !== undefined && used !== account)
    throw new EnvironmentError(
      `the environment is in the account ${account}, and the credentials are of ${used}: use those of ${account}`,
    );
}

function read(folder: string): CheckedSite {
  const loaded = loadSite(folder);
  if (loaded.ok) {
    const { site, version: siteVersion, scripts, quality } = loaded;
    return { site, siteVersion, scripts, quality };
  }
  throw new EnvironmentError(loaded.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}
