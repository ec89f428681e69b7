import { afterAll, expect, test } from '@jest/globals';
import { reachDestinations } from '../../../cli/actions/check-connect.ts';
import { UsageError } from '../../../cli/exit.ts';
import { siteFolders } from '../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

const folder = aFolder({
  'empty.yaml': '',
  'deep.yaml': '['.repeat(20_000),
  'words.yaml': 'just words',
  'good.yaml': '{"ehr": "the-token"}',
});

test.each(['none.yaml', 'empty.yaml', 'deep.yaml', 'words.yaml', ''])(
  'a file of secrets that cannot be used is wrong usage: "%s"',
  async (name) => {
    const reached = reachDestinations([], { secrets: `${folder}/${name}` });
    await expect(reached).rejects.toBeInstanceOf(UsageError);
  },
);

test('a file with a value for each name is read', async () => {
  expect(await reachDestinations([], { secrets: `${folder}/good.yaml` })).toEqual([]);
});
