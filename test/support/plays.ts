import { splitMessages } from '@labwire/hl7/message/batch';
import type { SeenResult } from '../../cli/analyzers/chart.ts';
import { differencesOf, type Play } from '../../cli/analyzers/compare-play.ts';
import { replyDifferences } from '../../cli/analyzers/reply.ts';
import { acceptMessage } from '../../lib/app/accept/accept-message.ts';
import type { Observation } from '../../lib/model/observation.ts';
import type { Patient } from '../../lib/model/patient.ts';
import { aMemoryCloud } from './memory-cloud.ts';
import { aSite } from './site.ts';

/** A site with the instrument of a profile, and a laboratory system that shares its numbers. */
export const siteFor = (profile: string, more: Readonly<Record<string, unknown>> = {}) =>
  aSite({
    sources: [
      { id: 'lis', kind: 'lis', sender: { application: 'LIS' }, numbersOf: 'lab' },
      { id: 'instrument', kind: 'analyzer', numbersOf: 'lab', work: {}, profile, ...more },
    ],
  });

/** A message of the simulator as bytes. */
export const bytesOf = ({ message }: Pick<Play, 'message'>): Uint8Array =>
  Buffer.from(
    message
      .trim()
      .split('\n')
      .map((line) => `${line.replaceAll('{now}', '20260302140500').replaceAll('{id}', 'PLAY1')}\r`)
      .join(''),
    'utf8',
  );

/** The order of the laboratory for one tube. */
const orderFor = ({ specimen, patient, tests }: Play['orders'][number], at: number): Uint8Array =>
  Buffer.from(
    [
      `MSH|^~\\&|LIS|LAB|||20260302140000||OML^O33^OML_O33|ORDER${at}|P|2.5.1`,
      `PID|1||${patient.id}^^^^MR||${patient.family}^${patient.given}`,
      `SPM|1|${specimen}||SER|||||||P`,
      `SAC|||${specimen}`,
      ...tests.flatMap((test, index) => [
        `ORC|NW|P${at}-${index}`,
        `OBR|${index + 1}|P${at}-${index}||${test}^^L`,
      ]),
    ]
      .map((line) => `${line}\r`)
      .join(''),
  );

/** Every difference between what becomes of a play and what its profile expects, in words. */
export async function differencesIn(
  play: Play,
  site: ReturnType<typeof siteFor>,
): Promise<readonly string[]> {
  const cloud = aMemoryCloud(site);
  for (const [index, order] of play.orders.entries()) await cloud.run(orderFor(order, index + 1));
  const bytes = bytesOf(play);
  if (play.kind === 'query') {
    const { messages, inbound, orders, dependencies } = cloud;
    const stores = { messages, inbound, orders, site, clock: dependencies.clock };
    return replyDifferences(play, messagesIn((await acceptMessage(bytes, stores)).ack));
  }
  const record = await cloud.run(bytes);
  const versions = await Promise.all((record?.reports ?? []).map(({ key }) => cloud.reports.latest(key)));
  const shown = versions.filter((version) => version?.report.holds.length === 0);
  return differencesOf(play, {
    results: shown.flatMap((version) =>
      (version?.report.observations ?? []).map((one) => seen(one, version?.report.patient)),
    ),
    controls: cloud.qc.all().map(({ observation }) => seen(observation)),
    readings: record?.ledger?.setAside['instrument-reading'] ?? 0,
    held: record?.ledger?.held ?? {},
  });
}

/** Work may follow an answer as messages of its own. */
const messagesIn = (answer: Uint8Array): readonly Uint8Array[] =>
  Buffer.from(answer).toString('latin1').startsWith('MSH') ? splitMessages(answer) : [answer];

function seen(observation: Observation, patient?: Patient): SeenResult {
  const { code, subId, values, unit, status, flags, referenceRange: range } = observation;
  const texts = (...all: readonly (string | undefined)[]) => all.filter((text) => text !== undefined);
  return {
    codes: texts(...code.codings.map((coding) => coding.code), code.text, subId),
    loinc: code.codings.filter(({ system }) => system === 'LN').map((coding) => coding.code),
    values: values.map(({ text }) => text),
    units: texts(...(unit?.codings ?? []).map((coding) => coding.code), unit?.text),
    ...{ status, flags },
    ranges: texts(range?.text, `${range?.low ?? ''}-${range?.high ?? ''}`),
    patient: (patient?.identifiers ?? []).map(({ value }) => value),
  };
}
