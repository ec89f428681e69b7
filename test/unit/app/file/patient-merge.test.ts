import { describe, expect, test } from '@jest/globals';
import { MemoryIdentityStore } from '../../../../lib/adapters/memory/identity-store.ts';
import { MemoryReportStore } from '../../../../lib/adapters/memory/report-store.ts';
import { historyOfAnalyte, reportsOfPatient } from '../../../../lib/app/operate/read-patient.ts';
import { patientKeyOf } from '../../../../lib/model/identity.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const ids = { a: '700001^^^RIVERSIDE^MR', b: '700002^^^RIVERSIDE^MR', c: '700003^^^RIVERSIDE^MR' };
const names = { a: 'Alder', b: 'Birch', c: 'Cedar' };
type Who = keyof typeof ids;

const result = (who: Who, minute = 0, value = '93') =>
  anOru({
    header: { 7: `2026030208${String(minute).padStart(2, '0')}00-0500`, 10: `R-${who}-${minute}` },
    patient: { 3: ids[who], 5: names[who] },
    results: [{ 5: value, 11: minute === 0 ? 'F' : 'C' }],
  });

/** `retired` turns out to be `survivor`. */
const merge = (retired: Who, survivor: Who, minute = 10, event = 'A40') =>
  toMessage(
    msh({
      7: `2026030209${String(minute).padStart(2, '0')}00-0500`,
      9: `ADT^${event}^ADT_A39`,
      10: `M-${retired}-${survivor}`,
    }),
    segment('EVN', { 1: event }),
    pid({ 3: ids[survivor], 5: names[survivor] }),
    segment('MRG', { 1: ids[retired] }),
  );

const familyOf = (cloud: ReturnType<typeof aMemoryCloud>) =>
  cloud.reports.all().map(({ report }) => report.patient?.names[0]?.family);

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, at) => at !== index)).map((rest) => [item, ...rest]),
  );
}

describe('a merge of two patients', () => {
  test.each(['A18', 'A34', 'A36', 'A40', 'A47'])(
    '%s: every report of the retired patient is delivered again under the survivor',
    async (event) => {
      const cloud = aMemoryCloud();
      await cloud.run(result('a'));
      const record = await cloud.run(merge('a', 'b', 10, event));
      expect(record).toMatchObject({ state: 'processed', reports: [{ version: 2, updates: 1 }] });
      expect(familyOf(cloud)).toEqual(['Birch']);
      expect(cloud.updates.updates.map(({ update }) => update.version)).toEqual([1, 2]);
    },
  );

  test('a result that comes later under the retired patient lands with the survivor', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(merge('a', 'b'));
    await cloud.run(result('a'));
    expect(familyOf(cloud)).toEqual(['Birch']);
    expect(cloud.updates.updates).toHaveLength(1);
  });

  test.each(['2099', '1970'])(
    'whose clock says %s is ended by a later A37, and by no other',
    async (year) => {
      const link = (event: string, id: string, time: string) =>
        toMessage(
          msh({ 7: time, 9: `ADT^${event}`, 10: id }),
          ...(event === 'A37'
            ? [pid({ 3: ids.a, 5: names.a }), pid({ 3: ids.b, 5: names.b })]
            : [pid({ 3: ids.b, 5: names.b }), segment('MRG', { 1: ids.a })]),
        );
      const cloud = aMemoryCloud();
      await cloud.run(result('a'));
      await cloud.run(link('A40', 'M-1', `${year}0101000000`));
      expect(familyOf(cloud)).toEqual(['Birch']);
      await cloud.run(link('A37', 'U-1', '20260302110000-0500'));
      expect(familyOf(cloud)).toEqual(['Alder']);
    },
  );

  test('a correction under the survivor joins the report that came under the retired patient', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    await cloud.run(merge('a', 'b'));
    expect(await cloud.run(result('b', 30, '39'))).toMatchObject({ ledger: { stored: 1 } });
    expect(cloud.reports.all()).toHaveLength(1);
    expect(cloud.reports.all()[0]?.report.observations).toMatchObject([
      { status: 'C', values: [{ text: '39' }], history: [{ values: [{ text: '93' }] }] },
    ]);
  });

  test('without a merge, the same correction is held', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    expect(await cloud.run(result('b', 30))).toMatchObject({ ledger: { held: { 'patient-mismatch': 1 } } });
  });

  test('any order of arrival gives the same report', async () => {
    const messages = [result('a'), merge('a', 'b', 10), merge('b', 'c', 20), result('a', 30, '39')];
    const outcomes = new Set<string>();
    for (const sequence of permutations(messages)) {
      const cloud = aMemoryCloud();
      for (const message of sequence) await cloud.run(message);
      const [version, ...others] = cloud.reports.all();
      expect(others).toEqual([]);
      const { patient, observations } = version?.report ?? {};
      outcomes.add(
        JSON.stringify([
          patient?.names,
          observations?.map(({ values, status, history }) => [values, status, history.length]),
        ]),
      );
    }
    expect(outcomes.size).toBe(1);
    expect([...outcomes][0]).toContain('Cedar');
  });

  test('the reverse, said later, undoes it', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    await cloud.run(merge('a', 'b', 10));
    await cloud.run(merge('b', 'a', 20));
    expect(familyOf(cloud)).toEqual(['Alder']);
  });

  test.each<[string, readonly (readonly [Who, Who])[], string]>([
    [
      'of two merges of one patient the newer counts',
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
      'Cedar',
    ],
    [
      'a circle ends where the newest merge leads',
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
      ],
      'Alder',
    ],
    [
      'a link that was superseded never counts again',
      [
        ['a', 'c'],
        ['a', 'b'],
        ['b', 'a'],
      ],
      'Alder',
    ],
    [
      'a chain that is turned back in part',
      [
        ['a', 'b'],
        ['b', 'c'],
        ['b', 'a'],
      ],
      'Alder',
    ],
  ])('%s, in any order of arrival', async (_, merges, expected) => {
    const messages = [
      result('a'),
      ...merges.map(([retired, survivor], index) => merge(retired, survivor, 10 + 10 * index)),
    ];
    for (const sequence of permutations(messages)) {
      const cloud = aMemoryCloud();
      for (const message of sequence) expect((await cloud.run(message))?.state).toBe('processed');
      expect(familyOf(cloud)).toEqual([expected]);
    }
  });

  test('a report whose parts name the retired patient by different numbers follows whole', async () => {
    const by = (ids3: string, minute: number, status: string) =>
      anOru({
        header: { 7: `2026030208${minute}00-0500`, 10: `R-${minute}` },
        patient: { 3: ids3, 5: 'Alder' },
        results: [{ 5: `${minute}`, 11: status }],
      });
    const messages = [
      by(`${ids.a}~9^^^RIVERSIDE^PI`, 10, 'F'),
      by('9^^^RIVERSIDE^PI', 20, 'C'),
      merge('a', 'b', 30),
    ];
    for (const sequence of permutations(messages)) {
      const cloud = aMemoryCloud();
      for (const message of sequence) await cloud.run(message);
      expect(familyOf(cloud)).toEqual(['Birch']);
    }
  });

  test('a correction under the survivor is not held while the merge is half done', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    const done = aMemoryCloud();
    await done.run(merge('a', 'b'));
    const aKey = cloud.reports.all()[0]?.report.patient?.key ?? '';
    const { links } = await done.identities.find({ aliases: [], patients: [aKey] });
    const [link] = links.get(aKey) ?? [];
    if (link === undefined) throw new Error('no link');
    // the link is written, and the report not moved yet
    await cloud.identities.link(aKey, link);
    expect(await cloud.run(result('b', 30, '39'))).toMatchObject({ ledger: { stored: 1, held: {} } });
    expect(familyOf(cloud)).toEqual(['Birch']);
  });

  test('named by another number of the retired patient finds the reports, in any order', async () => {
    const both = anOru({ patient: { 3: `${ids.a}~9^^^RIVERSIDE^PI`, 5: 'Alder' } });
    const mrg = segment('MRG', { 1: '9^^^RIVERSIDE^PI' });
    const merging = toMessage(
      msh({ 7: '20260302093000-0500', 9: 'ADT^A40', 10: 'M' }),
      pid({ 3: ids.b, 5: 'Birch' }),
      mrg,
    );
    for (const sequence of [
      [both, merging],
      [merging, both],
    ]) {
      const cloud = aMemoryCloud();
      for (const message of sequence) await cloud.run(message);
      expect(familyOf(cloud)).toEqual(['Birch']);
    }
  });

  test('goes on from any number of the survivor', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    const survivor = pid({ 3: `${ids.b}~9^^^RIVERSIDE^PI`, 5: 'Birch' });
    await cloud.run(
      toMessage(
        msh({ 7: '20260302093000-0500', 9: 'ADT^A40', 10: 'M1' }),
        survivor,
        segment('MRG', { 1: ids.a }),
      ),
    );
    await cloud.run(
      toMessage(
        msh({ 7: '20260302094000-0500', 9: 'ADT^A40', 10: 'M2' }),
        pid({ 3: ids.c, 5: 'Cedar' }),
        segment('MRG', { 1: '9^^^RIVERSIDE^PI' }),
      ),
    );
    expect(familyOf(cloud)).toEqual(['Cedar']);
  });

  test('that comes after a newer one shows the report under nobody whom that retired', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    await cloud.run(merge('b', 'a', 20));
    await cloud.run(merge('a', 'b', 10));
    const shown = cloud.updates.updates.map(({ update }) => update.content?.report.patient?.names[0]?.family);
    expect(shown).not.toContain('Birch');
  });

  test('of a medical record number moves nobody with an account of that number', async () => {
    const own = (id: string) =>
      anOru({ header: { 10: 'R' }, patient: { 3: id, 5: 'Alder' }, results: [{ 5: '1' }] });
    for (const id of [`${ids.a}~700003^^^RIVERSIDE^AN`, '700003^^^RIVERSIDE^AN']) {
      const cloud = aMemoryCloud();
      await cloud.run(merge('c', 'b'));
      await cloud.run(own(id));
      expect(familyOf(cloud)).toEqual(['Alder']);
    }
  });

  test('waits behind the results of the patient whom it retires, and takes those along', async () => {
    const bytes = merge('a', 'b');
    let state: 'before' | 'filing' | 'filed' = 'before';
    const identities = new MemoryIdentityStore();
    const reports = new (class extends MemoryReportStore {
      // a result of A is being filed, and only the sequence of B gets to the merge
      override async project(...views: Parameters<MemoryReportStore['project']>) {
        if (state === 'before') {
          state = 'filing';
          const id = await cloud.accept(bytes);
          const ofSurvivor = cloud.inbound.entries.at(-1);
          expect(ofSurvivor?.occasion).toBeUndefined();
          await cloud.normalize(id, ofSurvivor);
          state = 'filed';
        }
        await super.project(...views);
      }
      // its views are not there yet when the merge looks for them
      override async reportsOf(patient: string) {
        return state === 'filing' ? [] : super.reportsOf(patient);
      }
    })(identities);
    const cloud = aMemoryCloud(undefined, { identities, reports });
    await cloud.run(result('a'));
    expect(familyOf(cloud)).toEqual(['Alder']);
    const behind = cloud.inbound.entries.find(({ occasion }) => occasion === 'again');
    expect(behind).toMatchObject({ occasion: 'again', group: cloud.inbound.entries[0]?.group });
    expect(await cloud.normalize(behind?.messageId ?? '', behind)).toMatchObject({ updates: 1 });
    expect(familyOf(cloud)).toEqual(['Birch']);
  });

  test('that is said while a result is filed outside the sequence of the patient is seen by it', async () => {
    const done = aMemoryCloud();
    await done.run(result('a'));
    const aKey = done.reports.all()[0]?.report.patient?.key ?? '';
    await done.run(merge('a', 'b'));
    const { links } = await done.identities.find({ aliases: [], patients: [aKey] });
    const [link] = links.get(aKey) ?? [];
    if (link === undefined) throw new Error('no link');
    let isLinked = false;
    const reports = new (class extends MemoryReportStore {
      // after the result was told whose it is, and before its views can be found
      override async project() {
        if (!isLinked) await cloud.identities.link(aKey, link);
        isLinked = true;
      }
    })();
    const cloud = aMemoryCloud(undefined, { reports });
    const id = await cloud.accept(result('a'));
    expect(await cloud.normalize(id)).toMatchObject({ reportVersions: 2 });
    expect(familyOf(cloud)).toEqual(['Birch']);
  });

  test('of any number of a patient is seen by a result that is filed meanwhile', async () => {
    const both = `${ids.a}~77^^^HOSPITAL^PI`;
    const own = anOru({ header: { 10: 'R' }, patient: { 3: both, 5: 'Alder' } });
    const secondKey = patientKeyOf({ value: '77', assigner: {}, scope: 'HOSPITAL', type: 'PI' });
    const done = aMemoryCloud();
    await done.run(
      toMessage(msh({ 9: 'ADT^A40', 10: 'M' }), pid({ 3: ids.b, 5: 'Birch' }), 'MRG|77^^^HOSPITAL^PI'),
    );
    const [link] =
      (await done.identities.find({ aliases: [], patients: [secondKey] })).links.get(secondKey) ?? [];
    if (link === undefined) throw new Error('no link');
    const identities = new MemoryIdentityStore();
    let isLinked = false;
    const reports = new (class extends MemoryReportStore {
      override async project(...views: Parameters<MemoryReportStore['project']>) {
        if (!isLinked) await identities.link(secondKey, link);
        isLinked = true;
        await super.project(...views);
      }
    })(identities);
    const cloud = aMemoryCloud(undefined, { identities, reports });
    await cloud.run(own);
    expect(familyOf(cloud)).toEqual(['Birch']);
  });

  test('waits once more behind its retired patients where a script or a replay made it', async () => {
    const waiting = (cloud: ReturnType<typeof aMemoryCloud>) =>
      cloud.inbound.entries.filter(({ occasion }) => occasion === 'again').map(({ group }) => group);
    const retired = patientKeyOf({ value: '700001', assigner: {}, scope: 'RIVERSIDE', type: 'MR' });
    const site = aSite({ sources: [{ id: 'lis', kind: 'lis', script: 'scripts/a.ts' }] });
    const state = { kind: 'done' as 'done' | 'threw' };
    const cloud = aMemoryCloud(site, {
      runScript: async ({ text }) =>
        state.kind === 'threw'
          ? { kind: 'threw' }
          : { kind: 'done', isChanged: true, added: 0, removed: 0, text: text.replace('MRG|X', 'MRG|7') },
    });
    // the script mends whom it retires
    const odd = Buffer.from(Buffer.from(merge('a', 'b')).toString().replace('MRG|7', 'MRG|X'));
    await cloud.run(odd);
    expect(waiting(cloud)).toContain(retired);

    const failing = aMemoryCloud(site, {
      runScript: async ({ text }) =>
        state.kind === 'threw'
          ? { kind: 'threw' }
          : { kind: 'done', isChanged: false, added: 0, removed: 0, text },
    });
    state.kind = 'threw';
    await failing.run(result('a'));
    const held = await failing.run(merge('a', 'b'));
    expect(held?.state).toBe('held');
    state.kind = 'done';
    const before = waiting(failing).length;
    await failing.replay({ messageId: held?.id ?? '' });
    expect(waiting(failing).slice(before)).toEqual([retired]);
  });

  test('that was answered AE half way waits everywhere once it is sent again', async () => {
    const cloud = aMemoryCloud();
    const { send } = cloud.inbound;
    const bytes = toMessage(
      msh({ 9: 'ADT^A40', 10: 'M' }),
      pid({ 3: ids.c, 5: 'Cedar' }),
      segment('MRG', { 1: `${ids.a}~${ids.b}` }),
    );
    let sent = 0;
    cloud.inbound.send = async (entry) => {
      if (++sent === 2) throw new AdapterError('Down', 'transient', 'no answer');
      await send.call(cloud.inbound, entry);
    };
    const id = await cloud.accept(bytes);
    cloud.inbound.send = send;
    const [first] = cloud.inbound.entries;
    await cloud.normalize(id, first);
    await cloud.accept(bytes);
    const groups = cloud.inbound.entries.slice(1).map(({ group }) => group);
    expect(new Set(groups).size).toBe(3);
  });

  test('retires patient numbers, and no account that looks like one', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('c'));
    const mrg = segment('MRG', { 1: `${ids.a}~700003^^^RIVERSIDE^AN` });
    await cloud.run(toMessage(msh({ 9: 'ADT^A40', 10: 'M' }), pid({ 3: ids.b, 5: 'Birch' }), mrg));
    expect(familyOf(cloud)).toEqual(['Cedar']);
  });

  test('into a patient who keeps the retired number among others moves the reports', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    const survivor = pid({ 3: `${ids.b}~${ids.a}`, 5: 'Birch' });
    await cloud.run(toMessage(msh({ 9: 'ADT^A40', 10: 'M' }), survivor, segment('MRG', { 1: ids.a })));
    expect(familyOf(cloud)).toEqual(['Birch']);
  });

  test('applied twice changes nothing', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    await cloud.run(merge('a', 'b'));
    const again = Buffer.from(merge('a', 'b')).toString().replace('M-a-b', 'M-again');
    await cloud.run(Buffer.from(again));
    expect(familyOf(cloud)).toEqual(['Birch']);
    expect(cloud.updates.updates).toHaveLength(2);
  });

  test.each([
    ['who is retired is who stays', toMessage(msh({ 9: 'ADT^A40' }), pid(), 'MRG|700101^^^RIVERSIDE^MR')],
    ['nobody is retired', toMessage(msh({ 9: 'ADT^A40' }), pid())],
    ['the survivor has no identifier', toMessage(msh({ 9: 'ADT^A40' }), pid({ 3: '' }), 'MRG|700001')],
    ['it is training', Buffer.from(Buffer.from(merge('a', 'b')).toString().replace('|P|2.5.1', '|T|2.5.1'))],
  ])('is held where %s', async (_, bytes) => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    const record = await cloud.run(bytes);
    expect(record?.state).toBe('held');
    expect(record?.issues.length).toBeGreaterThan(0);
    expect(familyOf(cloud)).toEqual(['Alder']);
  });
});

describe('who asks for a retired patient', () => {
  const keyOf = (id: string) =>
    patientKeyOf({ value: id.split('^')[0] ?? '', assigner: {}, scope: 'RIVERSIDE', type: 'MR' });

  test('is given what the survivor has, through every merge', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    await cloud.run(merge('a', 'b', 10));
    await cloud.run(merge('b', 'c', 20));
    const [report] = cloud.reports.all();
    for (const id of [ids.a, ids.b, ids.c]) {
      expect(await reportsOfPatient(keyOf(id), cloud)).toEqual([report?.report.key]);
      expect(await historyOfAnalyte(keyOf(id), 'GLU', cloud)).toMatchObject([{ values: [{ text: '93' }] }]);
    }
    // a merge the other way round, later
    await cloud.run(merge('c', 'b', 30));
    expect(await historyOfAnalyte(keyOf(ids.c), 'GLU', cloud)).toHaveLength(1);
  });

  test('is given their own where nobody merged them', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(result('a'));
    await cloud.run(merge('c', 'b'));
    expect(await historyOfAnalyte(keyOf(ids.a), 'GLU', cloud)).toHaveLength(1);
    expect(await historyOfAnalyte(keyOf(ids.c), 'GLU', cloud)).toEqual([]);
  });
});

describe('a registration', () => {
  test('describes the patient; the newest description stands', async () => {
    const cloud = aMemoryCloud();
    const adt = (time: string, name: string) =>
      toMessage(msh({ 7: time, 9: 'ADT^A08', 10: time }), segment('EVN', {}), pid({ 5: name }));
    await cloud.run(adt('20260302090000-0500', 'New'));
    await cloud.run(adt('20260302080000-0500', 'Old'));
    expect(cloud.identities.patients()).toMatchObject([{ names: [{ family: 'New' }] }]);
  });

  test('that names no patient is refused or held, never guessed', async () => {
    const cloud = aMemoryCloud();
    expect(await cloud.run(toMessage(msh({ 9: 'ADT^A01' }), pid({ 3: '' })))).toMatchObject({
      state: 'held',
    });
    expect(cloud.identities.patients()).toEqual([]);
  });
});
