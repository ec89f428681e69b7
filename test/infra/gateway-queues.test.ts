import { expect, test } from '@jest/globals';
import { assignQueues } from '../../infra/gateway-queues.ts';

const ids = ['chem', 'ward'];
const assigned = (
  gateways: Readonly<Record<string, { readonly queues?: string[] }>>,
  fargateGateway = false,
) => {
  const { byGateway, ofFargate } = assignQueues({ gateways, fargateGateway }, ids);
  return { ...Object.fromEntries(byGateway), ofFargate };
};

test('the only gateway reads every queue', () => {
  expect(assigned({ main: {} })).toEqual({ main: ids, ofFargate: [] });
});

test('each of several gateways reads the queues that it names', () => {
  expect(assigned({ core: { queues: ['chem'] }, annex: { queues: ['ward'] } })).toEqual({
    core: ['chem'],
    annex: ['ward'],
    ofFargate: [],
  });
  expect(assigned({ core: { queues: ids }, annex: {} })).toEqual({ core: ids, annex: [], ofFargate: [] });
});

test('the gateway on Fargate reads what no other names', () => {
  expect(assigned({ core: { queues: ['chem'] } }, true)).toEqual({ core: ['chem'], ofFargate: ['ward'] });
});

test('a queue that nobody reads is a mistake, also if its name is misspelled', () => {
  expect(() => assigned({ core: { queues: ['chem'] }, annex: {} })).toThrow(
    'no gateway reads the queue ward',
  );
  expect(() => assigned({ main: { queues: ['chem', 'Ward'] } })).toThrow('no gateway reads the queue ward');
});
