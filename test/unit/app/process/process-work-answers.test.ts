import { expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, segment, toMessage } from '../../../support/messages.ts';

test.each([['ORL^O34^ORL_O34'], ['ORL^O22^ORL_O22']])(
  'the results in an answer to work (%s) are counted and set aside',
  async (type) => {
    const answer = toMessage(
      msh({ 9: type }),
      segment('MSA', { 1: 'AA', 2: 'W-1' }),
      segment('SPM', { 2: 'S-1' }),
      segment('ORC', { 1: 'OK', 2: 'P-1' }),
      obr(),
      obx(),
      obx(),
    );
    expect(await aMemoryCloud().run(answer)).toMatchObject({
      state: 'processed',
      ledger: { received: 2, stored: 0, setAside: { 'told-with-order': 2 } },
    });
  },
);
