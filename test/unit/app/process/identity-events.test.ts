import { expect, test } from '@jest/globals';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { at, person, potassium, registration } from '../../../support/arrivals/messages.ts';
import { chartAfter, linesOf } from '../../../support/chart.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, pid, segment, toMessage } from '../../../support/messages.ts';
import { fc } from '../../../support/property.ts';
import { aSite } from '../../../support/site.ts';
import { size } from '../../../support/size.ts';

const site = aSite();
const people = { A: { 5: 'Lind^Ada', 7: '19700101' }, B: { 5: 'Berg^Bo', 7: '19550505' } };
const other = { A: 'B', B: 'A' } as const;

const permutations = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one, index) => permutations(list.toSpliced(index, 1)).map((rest) => [one, ...rest]));

const mr = (who: string): string => `T${who}^^^RIVERSIDE^MR`;
const account = (who: string, order: string): string => `TN${who}${order}^^^RIVERSIDE^AN`;

const oneEvent = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant('result') },
    fc.constantFrom('NW', 'CA', 'OC', 'A04', 'A08', 'A24', 'A37'),
    fc.constantFrom('A18', 'A34', 'A36', 'A40', 'A47', 'A44', 'A45', 'A06', 'A43', 'A41', 'A50'),
  ),
  who: fc.constantFrom('A' as const, 'B' as const),
  /** Under whose name. */
  as: fc.constantFrom('A' as const, 'B' as const),
  order: fc.constantFrom('1', '2'),
  value: fc.constantFrom(['P', '4.1'], ['F', '5.0'], ['C', '6.9'], ['W', '']),
});

type Event = typeof oneEvent extends fc.Arbitrary<infer T> ? T : never;

/** The message of an event: the later in the list, the later it was said. */
function messageOf({ kind, who, as, order, value: [status, value] }: Event, index: number): Uint8Array {
  const time = at(`09${10 + index * 10}`);
  const patient = { 3: mr(who), ...people[as], 18: account(who, order) };
  const numbers = { 2: `TP${order}`, 3: `TF${order}` };
  const [result] = potassium([
    ...([time, status, value] as const),
    { patient, order: { ...numbers, 7: at(`0${order}00`) } },
  ])('T');
  if (kind === 'result' && result !== undefined) return result;
  if (['NW', 'CA', 'OC'].includes(kind))
    return toMessage(
      msh({ 7: time, 9: 'OML^O21', 10: `TO${index}` }),
      pid(patient),
      segment('ORC', { 1: kind, ...numbers }),
      obr({ ...numbers, 4: 'CHEM^Chem panel^L' }),
    );
  if (kind === 'A04' || kind === 'A08')
    return registration('T', kind, time, person('T', who, people[as][5], people[as]));
  const prior = other[who];
  const visit = segment('PV1', { 2: 'I', 19: `TV${prior}${order}` });
  if (kind === 'A24' || kind === 'A37')
    return registration(
      ...(['T', kind, time] as const),
      ...[who, prior].flatMap((one) => [person('T', one, people[one][5], people[one]), visit]),
    );
  return registration(
    ...(['T', kind, time] as const),
    person('T', who, people[who][5], { ...people[who], 18: account(prior, order) }),
    segment('MRG', { 1: mr(prior), 3: account(prior, order), 5: `TV${prior}${order}` }),
    visit,
  );
}

async function outcomeOf(messages: readonly Uint8Array[]) {
  const cloud = aMemoryCloud(site, { since: Date.UTC(2026, 1, 11, 14) });
  const ids: string[] = [];
  for (const message of messages) ids.push((await cloud.run(message))?.id ?? '');
  const records = await Promise.all(ids.map(async (id) => (await cloud.messages.get(id))?.record));
  const bundles = cloud.updates.updates.flatMap(({ update }) =>
    update.content === undefined ? [] : [renderBundle(update.content, site.laboratory)],
  );
  return {
    chart: linesOf(chartAfter(bundles), 'T').join('\n'),
    waits:
      cloud.reports.all().some(({ report }) => report.holds.length > 0) ||
      records.some((one) => one?.state === 'held' || Object.keys(one?.ledger?.held ?? {}).length > 0),
  };
}

test('what is said of two people and two orders gives one chart, or something waits in every order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(oneEvent, { minLength: 3, maxLength: size({ short: 3, long: 4 }) }),
      async (events) => {
        const outcomes = await Promise.all(permutations(events.map(messageOf)).map(outcomeOf));
        const charts = new Set(outcomes.map(({ chart }) => chart));
        if (charts.size > 1) expect(outcomes.filter(({ waits }) => !waits)).toEqual([]);
      },
    ),
    { numRuns: size({ short: 20, long: 300 }), verbose: fc.VerbosityLevel.Verbose },
  );
});
