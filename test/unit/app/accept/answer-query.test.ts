import { describe, expect, test } from '@jest/globals';
import { readSession } from '@labwire/hl7/astm/read-session';
import { splitMessages } from '@labwire/hl7/message/batch';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { acceptMessage } from '../../../../lib/app/accept/accept-message.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const numbersOf = 'RIVERSIDE';
const to = { host: '127.0.0.1', port: 2601 };
const site = aSite({
  sources: [
    { id: 'lis', kind: 'lis', sender: { application: 'CORELIS' }, numbersOf },
    {
      id: 'law',
      kind: 'analyzer',
      sender: { application: 'LAW' },
      numbersOf,
      work: { to },
      otherMessages: 'reject',
    },
    {
      ...{ id: 'few', kind: 'analyzer', sender: { application: 'FEW' }, numbersOf },
      work: { send: 'broadcast', to, services: ['K'] },
    },
    { id: 'other', kind: 'analyzer', numbersOf },
  ],
});

interface OrderFields {
  readonly tube?: string;
  readonly patient?: string;
  /** ORC-2 and OBR-2 of all of them, where they share one. */
  readonly number?: string;
  readonly codes?: readonly string[];
  readonly control?: string;
  readonly time?: string;
  readonly sac?: Readonly<Record<number, string>>;
  readonly priority?: string;
}

const order = ({
  tube = 'T1',
  codes = ['NA', 'K'],
  control = 'NW',
  time = '20260302080000-0500',
  ...rest
}: OrderFields = {}) =>
  toMessage(
    msh({ 7: time, 9: 'OML^O33^OML_O33', 10: `${tube}${control}${time}${codes}` }),
    pid(
      rest.patient === undefined ? {} : { 3: `${rest.patient}^^^RIVERSIDE^MR`, 5: `Other^${rest.patient}` },
    ),
    segment('SPM', { 1: '1', 2: tube, 4: 'SER', 11: 'P' }),
    segment('SAC', { 3: tube, ...rest.sac }),
    ...codes.flatMap((code, index) => [
      segment('ORC', { 1: control, 2: rest.number ?? `${tube}-${code}` }),
      segment('TQ1', { 9: rest.priority ?? 'R' }),
      segment('OBR', {
        1: String(index + 1),
        2: rest.number ?? `${tube}-${code}`,
        4: `${code}^Name of ${code}^L`,
      }),
    ]),
  );

const result = (tube: string, code: string, placer: string, status = 'F', application = 'LAW') =>
  toMessage(
    msh({ 3: application, 9: 'OUL^R22^OUL_R22', 10: `${tube}${code}${status}` }),
    segment('SPM', { 1: '1', 2: tube, 11: 'P' }),
    segment('OBR', { 1: '1', 2: placer, 4: `${code}^^L` }),
    segment('OBX', { 1: '1', 2: 'NM', 3: `${code}^^L`, 5: '4.1', 11: status }),
  );

const law = (fields: Readonly<Record<number, string>>, name = 'WOS^Work Order Step^IHELAW') =>
  toMessage(
    msh({ 3: 'LAW', 4: '', 9: 'QBP^Q11^QBP_Q11', 10: 'Q1', 15: 'NE', 16: 'AL' }),
    segment('QPD', { 1: name, 2: 'TAG7', ...fields }),
    segment('RCP', { 1: 'I' }),
  );

async function aCloudWith(...orders: Uint8Array[]) {
  const cloud = aMemoryCloud(site);
  for (const one of orders) await cloud.run(one);
  const ask = async (query: Uint8Array) => {
    const { messages, inbound, orders: known } = cloud;
    const now = new Date('2026-03-02T14:30:00Z');
    const acceptance = await acceptMessage(query, {
      messages,
      inbound,
      orders: known,
      site,
      clock: () => now,
    });
    const answers = acceptance.format === 'astm' ? [] : splitMessages(acceptance.ack).map(read);
    return { ...acceptance, answers };
  };
  return { ...cloud, ask };
}

function read(bytes: Uint8Array): Message {
  const parsed = parseMessage(bytes);
  if (!parsed.ok) throw new Error('no message');
  return parsed.value;
}

const all = (message: Message | undefined, name: string, field: number): (string | undefined)[] =>
  (message?.segments ?? []).filter((one) => one.name === name).map((one) => one.value(field));

describe('a LAW analyzer that asks', () => {
  test('by specimen is answered RSP^K11, and its work follows in the same round trip', async () => {
    const { ask, messages } = await aCloudWith(order(), order({ tube: 'T2', codes: ['GLU'] }));
    const { outcome, messageId, answers } = await ask(law({ 3: 'T1' }));
    expect(outcome).toBe('answered');
    const [response, work, ...others] = answers;
    expect(others).toEqual([]);
    expect(response?.value('MSH-9.3')).toBe('RSP_K11');
    expect(response?.value('MSH-5')).toBe('LAW');
    expect([response?.value('MSA-1'), response?.value('MSA-2')]).toEqual(['AA', 'Q1']);
    expect([response?.value('QAK-1'), response?.value('QAK-2'), response?.value('QAK-3')]).toEqual([
      'TAG7',
      'OK',
      'WOS',
    ]);
    expect(response?.value('QPD-3')).toBe('T1');
    expect(all(work, 'OBR', 2)).toEqual(['T1-NA', 'T1-K']);
    expect(all(work, 'OBR', 4)).toEqual(['NA', 'K']);
    expect(all(work, 'ORC', 1)).toEqual(['NW', 'NW']);
    expect(all(work, 'ORC', 2)).toEqual([undefined, undefined]);
    expect(all(work, 'TQ1', 9)).toEqual(['R', 'R']);
    expect([work?.value('SAC-3'), work?.value('SPM-11'), work?.value('PID-3'), work?.value('PID-5')]).toEqual(
      ['T1', 'P', '700101', 'Okafor'],
    );
    // a question is not kept
    expect(await messages.get(messageId)).toBeUndefined();
  });

  test('for a specimen without work is told so with MSH, SPM, SAC and ORC alone', async () => {
    const { ask } = await aCloudWith(order());
    const { answers } = await ask(law({ 3: 'NONE' }));
    expect(answers[1]?.segments.map(({ name }) => name)).toEqual(['MSH', 'SPM', 'SAC', 'ORC']);
    expect([answers[1]?.value('ORC-1'), answers[1]?.value('SAC-3')]).toEqual(['DC', 'NONE']);
  });

  test('the same work has the same MSH-10, other work another', async () => {
    const { ask } = await aCloudWith(order());
    const id = async (query: Uint8Array) => (await ask(query)).answers[1]?.value('MSH-10');
    expect(await id(law({ 3: 'T1' }))).toBe(await id(law({ 3: 'T1' })));
    expect(await id(law({ 3: 'T1' }))).not.toBe(await id(law({ 3: 'NONE' })));
  });

  test('for everything gets each specimen of its own in a message of its own', async () => {
    const { ask } = await aCloudWith(order(), order({ tube: 'T2' }), order({ tube: 'T3', control: 'CA' }));
    const { answers } = await ask(law({}, 'WOS_ALL^Work Order Step All^IHELAW'));
    expect(answers.slice(1).map((work) => work.value('SAC-3'))).toEqual(['T1', 'T2']);
  });

  test('by rack or tray gets the specimen that was put there last', async () => {
    const sac = { 10: 'RACK1', 11: '3', 13: 'TRAY1', 14: '12' };
    const { ask } = await aCloudWith(
      order({ tube: 'OLD', sac, time: '20260302090000-0500' }),
      order({ tube: 'NEW', sac, time: '20260302091000-0500' }),
    );
    for (const place of [
      { 4: 'RACK1', 5: '3' },
      { 6: 'TRAY1', 7: '12' },
    ])
      expect((await ask(law(place))).answers[1]?.value('SAC-3')).toBe('NEW');
    expect((await ask(law({ 4: 'RACK1', 5: '4' }))).answers[1]?.value('ORC-1')).toBe('DC');
  });

  test('by a place gets nothing of yesterday', async () => {
    const { ask } = await aCloudWith(order({ sac: { 10: 'RACK1', 11: '3' }, time: '20260301200000-0500' }));
    expect((await ask(law({ 4: 'RACK1', 5: '3' }))).answers[1]?.value('ORC-1')).toBe('DC');
  });

  test('is not told of what is cancelled, or has its final result', async () => {
    const { ask, run } = await aCloudWith(
      order(),
      order({ codes: ['NA'], control: 'CA', time: '20260302080500-0500' }),
    );
    expect(all((await ask(law({ 3: 'T1' }))).answers[1], 'OBR', 4)).toEqual(['K']);
    await run(result('T1', 'K', 'T1-K', 'P'));
    expect(all((await ask(law({ 3: 'T1' }))).answers[1], 'OBR', 4)).toEqual(['K']);
    await run(result('T1', 'K', 'T1-K'));
    expect((await ask(law({ 3: 'T1' }))).answers[1]?.value('ORC-1')).toBe('DC');
    const everything = law({}, 'WOS_ALL^Work Order Step All^IHELAW');
    expect((await ask(everything)).answers).toHaveLength(1);
  });

  test('that nobody configured is refused, and nothing is looked up', async () => {
    const strict = aSite();
    const { messages, inbound } = aMemoryCloud(strict);
    const orders = { ordersOf: async () => Promise.reject(new Error('asked')) };
    const { outcome } = await acceptMessage(law({ 3: 'T1' }), {
      ...{ messages, inbound, orders, site: strict },
      clock: () => new Date(),
    });
    expect(outcome).toBe('rejected');
  });
});

describe('a question that is not known', () => {
  test.each([
    ['QBP^Q22^QBP_Q21', 'QPD|Q22^Find Candidates^HL7|TAG7|@PID.5.1.1^SMITH', 'RSP K22'],
    ['QBP^Q23^QBP_Q21', 'QPD|Q23^Get Corresponding IDs^HL7|TAG7|700101^^^LAB', 'RSP K23'],
    ['QBP^Q11^QBP_Q11', 'QPD|Q11^Other^HL7|TAG7|T1', 'RSP K11'],
    ['QRY^A19', 'QRD|20260302|R|I|TAG7|||RD|SMITH|DEM', 'QCK Q02'],
  ])('%s is answered AR with its place, and names no order', async (type, parameters, expected) => {
    const { ask, messages } = await aCloudWith(order());
    const { outcome, messageId, answers } = await ask(
      toMessage(msh({ 3: 'LAW', 4: '', 9: type, 10: 'Q9', 15: 'AL', 16: 'NE' }), parameters),
    );
    expect(outcome).toBe('rejected');
    expect(answers).toHaveLength(1);
    const [answer] = answers;
    expect(answer?.segments.map(({ name }) => name)).toEqual([
      'MSH',
      'MSA',
      'ERR',
      'QAK',
      parameters.slice(0, 3),
    ]);
    expect(`${answer?.value('MSH-9.1')} ${answer?.value('MSH-9.2')}`).toBe(expected);
    expect([answer?.value('MSA-1'), answer?.value('MSA-2')]).toEqual(['AR', 'Q9']);
    expect([answer?.value('QAK-1'), answer?.value('QAK-2')]).toEqual(['TAG7', 'AR']);
    expect(answer?.segments.at(-1)?.raw).toBe(parameters);
    // the refusal can be found
    expect((await messages.get(messageId))?.record.state).toBe('rejected');
  });

  test('in ASTM is refused, and a question for some tests is answered with those alone', async () => {
    const { ask } = await aCloudWith(order());
    const query = (record: string) =>
      Buffer.from(['H|\\^&|X1||ASTM1', record, 'L|1|N'].map((line) => `${line}\r`).join(''));
    expect((await ask(query('Q|1|^T1||ALL||||||||D'))).outcome).toBe('rejected');
    const some = readSession((await ask(query('Q|1|^T1||^^^K'))).ack).messages[0];
    const codes = (some?.records ?? []).filter(({ type }) => type === 'O').map((one) => one.value(5, 4));
    expect(codes).toEqual(['K']);
    const cancelled = readSession((await ask(query('Q|1|^T1||ALL||||||||A'))).ack).messages[0];
    expect(cancelled?.records.map(({ type }) => type).join('')).toBe('HL');
  });

  test('ORC-1 RF without a number is answered AR, and not with nothing', async () => {
    const { ask } = await aCloudWith(order());
    const { answers } = await ask(toMessage(msh({ 3: 'BC', 9: 'ORM^O01', 12: '2.3.1' }), 'ORC|RF'));
    expect(answers.map((one) => one.value('MSA-1'))).toEqual(['AR']);
  });
});

describe('the older ways to ask', () => {
  test('GeneXpert (QBP^Z03) has its tests in the answer; none is a head alone', async () => {
    const { ask } = await aCloudWith(order({ codes: ['MTB'] }));
    const z03 = (tube: string) =>
      toMessage(
        msh({ 3: 'GX', 9: 'QBP^Z03^QBP_Z03', 12: '2.5' }),
        `QPD|Z03^HOST QUERY|TAG|P1|${tube}`,
        'RCP|I',
      );
    const { answers } = await ask(z03('T1'));
    expect(answers).toHaveLength(1);
    expect(answers[0]?.segments.map(({ name }) => name).join(' ')).toBe(
      'MSH MSA QAK QPD PID ORC OBR TQ1 SPM',
    );
    expect([answers[0]?.value('MSH-9.2'), answers[0]?.value('OBR-4'), answers[0]?.value('OBR-11')]).toEqual([
      'Z02',
      'MTB',
      'A',
    ]);
    expect(answers[0]?.value('SPM-2')).toBe('T1');
    const none = await ask(z03('NONE'));
    expect(none.answers[0]?.segments.map(({ name }) => name).join(' ')).toBe('MSH MSA QAK QPD');
    expect(none.answers[0]?.value('QAK-2')).toBe('OK');
  });

  test('GeneXpert takes a question back (QCN^J01), and is answered CA', async () => {
    const { ask } = await aCloudWith();
    const { answers } = await ask(toMessage(msh({ 3: 'GX', 9: 'QCN^J01^QCN_J01', 10: 'C1' }), 'QID|TAG|Z03'));
    expect([answers[0]?.value('MSH-9.1'), answers[0]?.value('MSA-1'), answers[0]?.value('MSA-2')]).toEqual([
      'ACK',
      'CA',
      'C1',
    ]);
  });

  test('QRY^Q02 is answered QCK^Q02, and the work follows as DSR^Q03', async () => {
    const { ask } = await aCloudWith(order({ priority: 'S' }));
    const qry = (tube: string) =>
      toMessage(
        msh({ 3: 'BS', 9: 'QRY^Q02', 12: '2.3.1' }),
        `QRD|20260302|R|D|1|||RD|${tube}|OTH|||T|`,
        'QRF|BS||||||RCT',
      );
    const { answers } = await ask(qry('T1'));
    expect(answers.map((one) => one.value('MSH-9.1'))).toEqual(['QCK', 'DSR']);
    expect(answers[0]?.value('QAK-2')).toBe('OK');
    const lines = new Map(
      (answers[1]?.segments ?? [])
        .filter(({ name }) => name === 'DSP')
        .map((dsp) => [dsp.value(1), dsp.value(3)]),
    );
    expect([
      lines.get('1'),
      lines.get('3'),
      lines.get('21'),
      lines.get('24'),
      lines.get('29'),
      lines.get('30'),
    ]).toEqual(['700101', 'Okafor Amara', 'T1', 'Y', 'NA', 'K']);
    const none = await ask(qry('NONE'));
    expect(none.answers.map((one) => `${one.value('MSH-9.1')} ${one.value('QAK-2')}`)).toEqual(['QCK NF']);
  });

  test('ORM^O01 with ORC-1 RF is answered ORR^O02; without work it is AR', async () => {
    const { ask } = await aCloudWith(order({ codes: ['CBC'] }));
    const refill = (tube: string) =>
      toMessage(msh({ 3: 'BC', 9: 'ORM^O01', 12: '2.3.1' }), `ORC|RF||${tube}||IP`);
    const { answers } = await ask(refill('T1'));
    expect([
      answers[0]?.value('MSH-9.1'),
      answers[0]?.value('MSA-1'),
      answers[0]?.value('ORC-1'),
      answers[0]?.value('OBR-4'),
    ]).toEqual(['ORR', 'AA', 'AF', 'CBC']);
    expect((await ask(refill('NONE'))).answers[0]?.value('MSA-1')).toBe('AR');
  });

  test('a Q record is answered by O records, one for each test, and none by L|1|I', async () => {
    const { ask } = await aCloudWith(order());
    const query = (...records: string[]) =>
      Buffer.from(['H|\\^&|X1||ASTM1', ...records, 'L|1|N'].map((line) => `${line}\r`).join(''));
    const { ack, format } = await ask(query('Q|1|^T1||ALL||||||||O', 'Q|2|^NONE||ALL'));
    expect(format).toBe('astm');
    const [message] = readSession(ack).messages;
    expect(message?.issues).toEqual([]);
    const found = (message?.records ?? []).filter(({ type }) => type === 'O');
    expect(found.map((one) => [one.value(3), one.value(5, 4), one.value(12), one.value(26)])).toEqual([
      ['T1', 'NA', 'A', 'Q'],
      ['T1', 'K', 'A', 'Q'],
    ]);
    expect(message?.records.find(({ type }) => type === 'P')?.components(6)).toEqual(['Okafor', 'Amara']);
    const none = readSession((await ask(query('Q|1|^NONE||ALL'))).ack).messages[0];
    expect(none?.records.map(({ type }) => type).join('')).toBe('HL');
    expect(none?.records.at(-1)?.value(3)).toBe('I');
  });
});

describe('an analyzer that is told unasked', () => {
  const texts = (entries: readonly { readonly message: Uint8Array }[]) =>
    entries.map(({ message }) => read(message));

  test('is told of what it can do, specimen by specimen, and of its cancellation', async () => {
    const { work } = await aCloudWith(
      order(),
      order({ tube: 'T2', codes: ['GLU'] }),
      order({ control: 'CA', time: '20260302080500-0500' }),
    );
    expect(work.entries.map(({ source }) => source)).toEqual(['few', 'few']);
    expect(texts(work.entries).map((one) => `${one.value('ORC-1')} ${all(one, 'OBR', 4)}`)).toEqual([
      'NW K',
      'CA K',
    ]);
    expect(new Set(work.entries.map(({ group }) => group)).size).toBe(1);
    expect(new Set(work.entries.map(({ id }) => id)).size).toBe(2);
  });

  test.each([
    ['OML^O21', 'MSH PID PV1 ORC TQ1 OBR TCD SPM SAC', undefined],
    ['ORM^O01', 'MSH PID PV1 ORC OBR', 'T1'],
  ])('is told as %s where it knows nothing newer', async (as, names, tube) => {
    const old = {
      ...site,
      sources: site.sources.map((one) => (one.id === 'few' ? { ...one, work: { ...one.work, as } } : one)),
    } as typeof site;
    const { run, work } = aMemoryCloud(old);
    await run(order({ codes: ['K'] }));
    const [told] = texts(work.entries);
    expect(told?.segments.map(({ name }) => name).join(' ')).toBe(names);
    expect([
      told?.value('MSH-9.2'),
      told?.value('OBR-2'),
      told?.value('OBR-3'),
      told?.value('OBR-4'),
    ]).toEqual([as.split('^')[1], 'T1-K', tube, 'K']);
  });

  test('is told not to do what another has done', async () => {
    const { work, run } = await aCloudWith(order());
    await run(result('T1', 'K', 'T1-K'));
    expect(texts(work.entries).map((one) => `${one.value('ORC-1')} ${one.value('OBR-2')}`)).toEqual([
      'NW T1-K',
      'CA T1-K',
    ]);
  });

  test('is not told again when the order is replayed, or only looked at', async () => {
    const cloud = await aCloudWith(order());
    const id = cloud.inbound.entries[0]?.messageId ?? '';
    await cloud.planReplay(id);
    await cloud.replay({ messageId: id });
    expect(cloud.work.entries).toHaveLength(1);
  });

  test('answers for each step, and the answer is kept with the order', async () => {
    const { run, orders } = await aCloudWith(order());
    await run(
      toMessage(
        msh({ 3: 'FEW', 9: 'ORL^O34^ORL_O42', 10: 'A1' }),
        'MSA|AA|LW1',
        'SPM|1|T1||""|||||||P',
        'SAC|||T1',
        'ORC|UA|T1-K|||CA',
      ),
    );
    const told = orders
      .all()
      .map(({ placerOrder, told: answers }) => [placerOrder?.value, answers?.['few']?.answer]);
    expect(told).toEqual([
      ['T1-NA', undefined],
      ['T1-K', 'UA'],
    ]);
    const answered = orders.all().find(({ placerOrder }) => placerOrder?.value === 'T1-K');
    expect(answered?.told?.['few']?.answeredAt).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  });
});

describe('work is told of nobody but its patient', () => {
  test('where a place has another specimen by now, whatever became of the first', async () => {
    const sac = { 10: 'RACK1', 11: '3' };
    const { ask, run } = await aCloudWith(
      order({ tube: 'OLD', sac, time: '20260302090000-0500' }),
      order({ tube: 'NEW', patient: '900999', codes: ['HIV'], sac, time: '20260302091000-0500' }),
    );
    const at = async () => (await ask(law({ 4: 'RACK1', 5: '3' }))).answers[1];
    expect([(await at())?.value('SAC-3'), (await at())?.value('PID-3')]).toEqual(['NEW', '900999']);
    await run(result('OLD', 'NA', 'OLD-NA'));
    expect([(await at())?.value('SAC-3'), (await at())?.value('PID-3')]).toEqual(['NEW', '900999']);
    await run(result('NEW', 'HIV', 'NEW-HIV'));
    expect((await at())?.value('ORC-1')).toBe('DC');
  });

  test('where the number of a tube is given again', async () => {
    const { ask } = await aCloudWith(
      order({ codes: ['NA'], time: '20260118080000-0500' }),
      order({ codes: ['GLU'], time: '20260301080000-0500' }),
      order({ codes: ['HIV'], patient: '900999' }),
    );
    const work = (await ask(law({ 3: 'T1' }))).answers[1];
    expect([work?.value('PID-3'), all(work, 'OBR', 4)]).toEqual(['900999', ['HIV']]);
  });

  test('and only to who can do it, never back to who ordered it', async () => {
    const { ask } = await aCloudWith(
      toMessage(
        msh({ 3: 'LAW', 9: 'OML^O33^OML_O33', 10: 'OWN' }),
        pid(),
        segment('SPM', { 1: '1', 2: 'T9', 11: 'P' }),
        segment('ORC', { 1: 'NW', 2: 'OWN1' }),
        segment('OBR', { 1: '1', 2: 'OWN1', 4: 'NA^^L' }),
      ),
    );
    expect((await ask(law({ 3: 'T9' }))).answers[1]?.value('ORC-1')).toBe('DC');
  });

  test('by the tube that was asked for, where an order has several', async () => {
    const { ask } = await aCloudWith(
      toMessage(
        msh({ 9: 'OML^O21^OML_O21', 10: 'TWO' }),
        pid(),
        segment('ORC', { 1: 'NW', 2: 'P1' }),
        segment('OBR', { 1: '1', 2: 'P1', 4: 'NA^^L' }),
        segment('SPM', { 1: '1', 2: 'SER1', 4: 'SER', 11: 'P' }),
        segment('SPM', { 1: '2', 2: 'URI1', 4: 'UR', 11: 'P' }),
      ),
    );
    const work = (await ask(law({ 3: 'URI1' }))).answers[1];
    expect([work?.value('SAC-3'), work?.value('SPM-2.1.1'), work?.value('SPM-4')]).toEqual([
      'URI1',
      'URI1',
      'UR',
    ]);
  });

  test('tube by tube where two are asked for at once', async () => {
    const { ask } = await aCloudWith(
      order({ codes: ['NA'] }),
      order({ tube: 'T2', patient: '900999', codes: ['HIV'] }),
    );
    const { answers } = await ask(
      toMessage(msh({ 3: 'BC', 9: 'ORM^O01', 12: '2.3.1' }), 'ORC|RF||T1||IP', 'ORC|RF||T2||IP'),
    );
    expect(answers.map((one) => [one.value('PID-3'), one.value('ORC-2'), all(one, 'OBR', 4)])).toEqual([
      ['700101', 'T1', ['NA']],
      ['900999', 'T2', ['HIV']],
    ]);
  });

  test('ASTM is not told a number that would come back as another laboratory has it', async () => {
    const { ask } = await aCloudWith(
      order({ patient: '700101' }),
      toMessage(
        msh({ 9: 'OML^O33^OML_O33', 10: 'ELSEWHERE' }),
        pid({ 3: '700101^^^HOSPITAL^MR' }),
        segment('SPM', { 1: '1', 2: 'T5', 11: 'Q' }),
        segment('ORC', { 1: 'NW', 2: 'P5' }),
        segment('OBR', { 1: '1', 2: 'P5', 4: 'NA^^L' }),
      ),
    );
    const told = async (tube: string) => {
      const text = ['H|\\^&|X1||ASTM1', `Q|1|^${tube}||ALL`, 'L|1|N'].map((line) => `${line}\r`).join('');
      return readSession((await ask(Buffer.from(text))).ack).messages[0]?.records ?? [];
    };
    expect((await told('T1')).find(({ type }) => type === 'P')?.value(3)).toBe('700101');
    const other = await told('T5');
    expect(other.find(({ type }) => type === 'P')?.value(3)).toBeUndefined();
    // control material is told as that, because that is how it will come back
    expect(other.find(({ type }) => type === 'O')?.value(12)).toBe('Q');
  });
});

describe('an order that is not to be done any more', () => {
  const later = '20260302080500-0500';

  test.each(['CA', 'DC', 'RP', 'RU', 'HD', 'OC'])('with ORC-1 %s is not told', async (control) => {
    const { ask, work } = await aCloudWith(order(), order({ codes: ['K'], control, time: later }));
    expect(all((await ask(law({ 3: 'T1' }))).answers[1], 'OBR', 4)).toEqual(['NA']);
    expect(work.entries.map(({ message }) => read(message).value('ORC-1'))).toEqual(['NW', 'CA']);
  });

  test('is every order of its number, where no service is named', async () => {
    const { ask, work } = await aCloudWith(
      order({ number: 'A1' }),
      toMessage(
        msh({ 7: later, 9: 'OML^O33^OML_O33', 10: 'CANCEL' }),
        pid(),
        segment('SPM', { 1: '1', 2: 'T1', 11: 'P' }),
        segment('ORC', { 1: 'CA', 2: 'A1' }),
      ),
    );
    expect((await ask(law({ 3: 'T1' }))).answers[1]?.value('ORC-1')).toBe('DC');
    expect(work.entries.map(({ message }) => all(read(message), 'OBR', 4).join())).toEqual(['K', 'K']);
  });

  test("is its patient's, though another patient's order had the number before", async () => {
    const { ask } = await aCloudWith(
      order({ number: 'A1', codes: ['NA'] }),
      toMessage(
        msh({ 7: later, 9: 'OML^O33^OML_O33', 10: 'CANCEL' }),
        pid({ 3: '900999^^^RIVERSIDE^MR' }),
        segment('SPM', { 1: '1', 2: 'T2', 11: 'P' }),
        segment('ORC', { 1: 'CA', 2: 'A1' }),
      ),
    );
    expect(all((await ask(law({ 3: 'T1' }))).answers[1], 'OBR', 4)).toEqual(['NA']);
  });

  test('is found by its code, where the coding system is left out', async () => {
    const { ask } = await aCloudWith(
      order({ codes: ['NA'] }),
      toMessage(
        msh({ 7: later, 9: 'OML^O33^OML_O33', 10: 'CANCEL' }),
        pid(),
        segment('SPM', { 1: '1', 2: 'T1', 11: 'P' }),
        segment('ORC', { 1: 'CA', 2: 'T1-NA' }),
        segment('OBR', { 1: '1', 2: 'T1-NA', 4: 'NA' }),
      ),
    );
    expect((await ask(law({ 3: 'T1' }))).answers[1]?.value('ORC-1')).toBe('DC');
  });
});

describe('orders that share a number', () => {
  test('have ids that stay, in work, its cancellation and its answers', async () => {
    const { ask, run, work, orders } = await aCloudWith(order({ number: 'A1' }));
    const ids = async () => all((await ask(law({ 3: 'T1' }))).answers[1], 'OBR', 2);
    expect(await ids()).toEqual(['A1.NA', 'A1.K']);
    await run(order({ number: 'A1', codes: ['K'], control: 'CA', time: '20260302080500-0500' }));
    expect(
      work.entries.map(({ message }) => `${read(message).value('ORC-1')} ${read(message).value('OBR-2')}`),
    ).toEqual(['NW A1.K', 'CA A1.K']);
    expect(await ids()).toEqual(['A1.NA']);
    await run(
      toMessage(
        msh({ 3: 'FEW', 9: 'ORL^O34^ORL_O42', 10: 'A1' }),
        'MSA|AA|LW1',
        'SPM|1|T1||""|||||||P',
        'SAC|||T1',
        'ORC|OK|A1.NA|||SC',
        'ORC|UA|A1.K|||CA',
      ),
    );
    const told = orders.all().map((one) => [one.service?.codings[0]?.code, one.told?.['few']?.answer]);
    expect(told.toSorted()).toEqual([
      ['K', 'UA'],
      ['NA', 'OK'],
    ]);
  });

  test('end with a result of their own time alone, where a tube has its number again', async () => {
    const { run, work } = await aCloudWith(
      order({ codes: ['K'], number: 'OLD', time: '20260118080000-0500' }),
      order({ codes: ['K'], number: 'NEW' }),
    );
    await run(result('T1', 'K', '""'));
    const told = work.entries.map(({ message }) => read(message));
    expect(told.map((one) => `${one.value('ORC-1')} ${one.value('OBR-2')}`)).toEqual([
      'NW OLD',
      'NW NEW',
      'CA NEW',
    ]);
  });

  test('end one by one, by specimen and service', async () => {
    const { ask, run } = await aCloudWith(order({ number: 'A1' }));
    await run(result('T1', 'K', 'A1.K'));
    expect(all((await ask(law({ 3: 'T1' }))).answers[1], 'OBR', 4)).toEqual(['NA']);
    await run(result('T1', 'NA', 'A1.NA'));
    expect((await ask(law({ 3: 'T1' }))).answers[1]?.value('ORC-1')).toBe('DC');
  });
});

test('a cancellation that could not be queued is told when the result is tried again', async () => {
  const { normalize, accept, work, inbound } = await aCloudWith(order());
  const send = work.send.bind(work);
  let isDown = true;
  work.send = async (entry) => {
    if (isDown) throw new AdapterError('Down', 'transient', 'no answer');
    await send(entry);
  };
  const id = await accept(result('T1', 'K', 'T1-K'));
  const entry = inbound.entries.find(({ messageId }) => messageId === id);
  await expect(normalize(id, entry)).rejects.toThrow('no answer');
  isDown = false;
  await normalize(id, { ...entry, occasion: 'retry' });
  expect(work.entries.map(({ message }) => read(message).value('ORC-1'))).toEqual(['NW', 'CA']);
});
