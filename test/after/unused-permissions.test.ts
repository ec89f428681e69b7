import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { PermissionRecord } from '../../local/iam/record-permissions.ts';
import { aBrowser } from '../support/browser.ts';
import { permissionsFolder } from '../support/permissions-folder.ts';

/** Runs after the whole suite: what every local cloud granted, and what its functions used of it. */

interface Permission {
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
}

/** Who, by what they are: `Deliver` for the function of every destination. */
const roleOf = (caller: string): string =>
  /^(Receive|Normalize|Deliver|Notify|Read|Export|Authorize|Console|Interpret|Inspect|feed|gateway|operator)/.exec(
    caller,
  )?.[1] ?? caller;

/** What, by what it is: the queue of a destination, the objects of a kind. */
function kindOf(resource: string): string {
  const [, kind] = /(?:table\/[^/]+)(\/index\/)?/.exec(resource) ?? [];
  if (resource.includes(':dynamodb:')) return kind === undefined ? 'table' : 'index';
  if (resource.includes(':sqs:')) {
    const queue = resource.split(':').at(-1) ?? '';
    const name =
      /(?:Processing-|Access-)(Normalize|Deliver|Notify|Results|Work|Feed|Export)/.exec(queue)?.[1] ?? queue;
    return `${name} ${queue.includes('DeadLetter') ? 'dead letters' : 'queue'}`;
  }
  if (resource.includes(':s3:'))
    return `objects ${/^arn:aws:s3:::[^/]+\/([a-z]+)\//.exec(resource)?.[1] ?? ''}`;
  if (resource.includes(':execute-api:')) return resource.slice(resource.indexOf('/live/') + 5);
  if (resource.includes(':log-group:')) return 'log group';
  return resource.split(':')[2] ?? resource;
}

const nameOf = ({ caller, action, resource }: Permission): string =>
  `${roleOf(caller)}  ${action}  ${kindOf(resource)}`;

const folder = permissionsFolder();

(existsSync(folder) ? test : test.skip)('nothing is granted that nothing uses', () => {
  const records = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as PermissionRecord,
  );
  expect(records.length).toBeGreaterThan(10);
  const used = new Set(records.flatMap((record) => record.used).map(nameOf));
  // the console, and what it asks, are used in a browser
  const isUsed = (name: string): boolean => aBrowser.isHere || !/^(?:Console|Interpret)/.test(name);
  const granted = new Set(
    records
      .flatMap((record) => record.granted)
      .map(nameOf)
      .filter(isUsed),
  );
  const unused = [...granted].filter((name) => !used.has(name)).sort();
  process.stdout.write(
    `${records.length} runs of the local cloud: ${granted.size} permissions granted, ${granted.size - unused.length} used, ${unused.length} never\n${unused.map((name) => `  never used: ${name}\n`).join('')}`,
  );
  expect(unused).toEqual([]);
});
