import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle, Observation, Patient, Resource } from '@medplum/fhirtypes';
import { type LocalCloud, start } from '../../local/start.ts';
import { arrivalSets as allSets } from '../support/arrival-sets.ts';
import { linesOf } from '../support/chart.ts';
import { drained, sendAll } from '../support/cloud.ts';
import { randomNumbers } from '../support/mutations.ts';
import { seed } from '../support/seed.ts';
import { aSite } from '../support/site.ts';
import { sample, size } from '../support/size.ts';

/** Sets with one chart. The messages are of months ago for the local cloud, whose clock is that of the machine. */
const arrivalSets = sample(
  allSets.filter(
    ({ isReceivedSoon, holds, waits }) => isReceivedSoon !== true && holds === undefined && waits !== true,
  ),
).filter((_, index) => index % size({ short: 3, long: 1 }) === 0);

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await start({ site: aSite(), siteVersion: 'test', onLog: () => undefined });
}, 300_000);
afterAll(() => cloud.stop());

const tagOf = (number: number): string => `S${String(number).padStart(3, '0')}`;

async function allOf<T extends Resource>(type: T['resourceType']): Promise<T[]> {
  const response = await fetch(`${cloud.ehr.url}/${type}?_count=100000`);
  const { entry = [] } = (await response.json()) as Bundle<T>;
  return entry.flatMap(({ resource }) => resource ?? []);
}

test('every set gives its chart, all of them mixed and sent over eight connections at once', async () => {
  const random = randomNumbers(seed);
  const messages = arrivalSets
    .flatMap((set, number) => set.messages(tagOf(number)))
    .map((message) => ({ message, rank: random(2 ** 32) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ message }) => message);
  const answers = await sendAll(cloud.mllpPort, messages, { connections: 8 });
  expect(answers.map(({ ack }) => ack.code)).toEqual(messages.map(() => 'AA'));
  await drained(cloud);

  const patients = new Map((await allOf<Patient>('Patient')).map((one) => [`Patient/${one.id}`, one]));
  const observations = await allOf<Observation>('Observation');
  const patientOf: Parameters<typeof linesOf>[0]['patientOf'] = (subject) =>
    patients.get(subject?.reference ?? '');
  const wrong = arrivalSets.flatMap(({ name, shows, results = shows.length }, number) => {
    const tag = tagOf(number);
    const own = observations.filter(({ subject }) =>
      patientOf(subject)?.identifier?.some(({ value }) => value?.startsWith(tag)),
    );
    const lines = linesOf({ observations: own, patientOf }, tag);
    const missing = shows.filter((line) => lines.filter((one) => line.test(one)).length !== 1);
    return missing.length === 0 && lines.length === results ? [] : [{ name, lines, missing }];
  });
  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  process.stdout.write(
    `${arrivalSets.length} sets, ${messages.length} messages in the order of seed ${seed}\n`,
  );
}, 600_000);
