import { expect, test } from '@jest/globals';
import { MOST_COUNTED } from '../../../lib/console/menu-counts.ts';
import { pages } from '../../../lib/console/pages.ts';
import { holdReasonSchema } from '../../../lib/model/hold-reason.ts';
import { AdapterError } from '../../../lib/shared/adapter-error.ts';
import { aConsole, aConsoleSystem, aPage, aSession } from '../../support/console.ts';
import { anOru } from '../../support/messages.ts';

const navigation = async (asked: Response | Promise<Response>): Promise<string> =>
  /<nav aria-label="Pages">.*?<\/nav>/s.exec(await (await asked).text())?.[0] ?? '';

const counted = (count: () => Promise<number>) => aPage({ count });

test('the navigation says how many messages, updates and codes wait, each as a link to its list', async () => {
  const { system, take } = aConsoleSystem();
  await take(anOru({ patient: { 3: '' } }));
  await take(anOru({ header: { 10: '2' }, patient: { 3: 'UNKNOWN' }, order: { 3: 'F-2' } }));
  const about = { reportKey: 'r1', version: 1, changedAt: '2026-03-02T06:00:00.000Z' };
  await system.deliveries.put({ ...about, destination: 'ehr', state: 'parked', failure: { code: '422' } });
  const text = await navigation(aConsole(pages, { system, session: aSession('viewer') }).get('/site'));
  expect(text).toMatch(/<a href="\S+\/waiting">Waiting <b>2<\/b><\/a>/);
  expect(text).toMatch(/<a href="\S+\/deliveries">Deliveries <b>1<\/b><\/a>/);
  expect(text).toMatch(/<a href="\S+\/unmapped">Unmapped <b>1<\/b><\/a>/);
  expect(text).toContain('>Messages</a>');
});

test('a page where nothing waits has no number, and a long list has an end', async () => {
  expect(await navigation(aConsole([counted(async () => 0)]).get('/shelf'))).toContain('>Shelf</a>');
  const many = counted(async () => MOST_COUNTED);
  expect(await navigation(aConsole([many]).get('/shelf'))).toContain('Shelf <b>99+</b>');
});

test('everybody shares one reading for a while; it is read again after a change', async () => {
  let readings = 0;
  let now = new Date('2026-03-02T06:00:00.000Z');
  const page = aPage({
    count: async () => ++readings,
    actions: [
      {
        ...{ name: 'tidy', roles: ['technician'], asksReason: false },
        prepare: async () => ({
          kind: 'ready',
          audit: undefined,
          carryOut: async () => ({ kind: 'done', next: '/shelf' }),
        }),
      },
    ],
  });
  const system = { ...aConsoleSystem().system, clock: () => now };
  const { get, post } = aConsole([page], { system });
  await Promise.all(Array.from({ length: 10 }, () => get('/shelf')));
  await get('/shelf');
  expect(readings).toBe(1);
  now = new Date('2026-03-02T06:00:21.000Z');
  expect(await navigation(get('/shelf'))).toContain('<b>2</b>');
  await post('/shelf', { action: 'tidy' });
  expect(await navigation(get('/shelf'))).toContain('<b>3</b>');
});

test('no page fails or waits for long because a number cannot be read', async () => {
  const failing = counted(async () => {
    throw new AdapterError('MessagesNotListed', 'transient', 'the table does not answer');
  });
  const { get, failures } = aConsole([failing]);
  expect(await navigation(get('/shelf'))).toContain('>Shelf</a>');
  expect(failures).toHaveLength(1);
  const never = counted(() => new Promise(() => undefined));
  expect(await navigation(aConsole([never]).get('/shelf'))).toContain('>Shelf</a>');
});

test('the numbers of a page are read from lists with an end: one of each reason, and one of each destination', async () => {
  const { system } = aConsoleSystem();
  const asked: unknown[] = [];
  const none = async function* () {
    yield* [];
  };
  const messages = Object.assign(Object.create(system.messages), {
    held: (_reason: string, order: unknown) => {
      asked.push(order);
      return none();
    },
  });
  const deliveries = Object.assign(Object.create(system.deliveries), {
    parked: (_destination: string, order: unknown) => {
      asked.push(order);
      return none();
    },
  });
  await aConsole(pages, { system: { ...system, messages, deliveries } }).get('/site');
  const lists = holdReasonSchema.options.length + system.site.destinations.length;
  expect(asked).toEqual(Array.from({ length: lists }, () => ({ atOnce: MOST_COUNTED })));
});
