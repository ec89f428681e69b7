import { isTransmission } from '@labwire/hl7/astm/transmission';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import type { NamedProfile } from '../../lib/profiles/analyzers-page.ts';
import type { Profile } from '../../lib/profiles/profile.ts';
import type { LocalCloud } from '../../local/start.ts';
import { freshId, hl7Time, orderMessage } from '../../simulators/messages.ts';
import { messageOf } from '../../simulators/play-message.ts';
import { type PlayTarget, sendPlay } from '../../simulators/profile-instrument.ts';
import { Journeys } from '../journeys.ts';
import { newResults, readChart, seenPoint } from './chart.ts';
import { differencesOf, type Play } from './compare-play.ts';
import { groupsOf, lisOf, siteOfPlays } from './play-site.ts';
import { readQcPoints } from './qc-points.ts';
import { replyDifferences } from './reply.ts';
import { roundsOf } from './rounds.ts';

export interface PlayReport {
  readonly play: string;
  readonly kind: Play['kind'];
  /** Empty if everything is as the profile says. */
  readonly differences: readonly string[];
}

export interface ProfileReport {
  readonly profile: string;
  readonly plays: readonly PlayReport[];
  readonly results: number;
  readonly controls: number;
  readonly readings: number;
}

/** Plays the messages of every profile against a local system, and compares what became of each. */
export async function* playProfiles(
  profiles: readonly NamedProfile[],
  onStep: (step: string) => void,
): AsyncGenerator<ProfileReport> {
  const rounds = new Map(profiles.map(({ name, profile }) => [name, roundsOf(profile.simulator)]));
  const reports = new Map<string, ProfileReport>();
  for (let round = 0, left = profiles; left.length > 0; round++) {
    for (const group of groupsOf(left)) {
      onStep('starting a local system …');
      const bench = await startBench(group);
      try {
        for (const { name, profile } of group) {
          onStep(`${name} …`);
          const report = await bench.play(name, profile, rounds.get(name)?.[round] ?? []);
          reports.set(name, joined(reports.get(name), report));
        }
      } finally {
        await bench.stop();
      }
      for (const { name } of group) {
        const report = reports.get(name);
        if (report !== undefined && (rounds.get(name)?.length ?? 0) <= round + 1) yield report;
      }
    }
    left = left.filter(({ name }) => (rounds.get(name)?.length ?? 0) > round + 1);
  }
}

const joined = (before: ProfileReport | undefined, after: ProfileReport): ProfileReport => ({
  profile: after.profile,
  plays: [...(before?.plays ?? []), ...after.plays],
  results: (before?.results ?? 0) + after.results,
  controls: (before?.controls ?? 0) + after.controls,
  readings: (before?.readings ?? 0) + after.readings,
});

/** A local system with the instruments of some profiles. */
async function startBench(group: readonly NamedProfile[]) {
  // loaded only here, because the local cloud is large
  const { start } = await import('../../local/start.ts');
  const checked = siteOfPlays(group);
  let journeys: Journeys | undefined;
  const cloud = await start({
    ...checked,
    channels: [{ id: 'simplified', kind: 'astm', framing: 'simplified', port: 0 }],
    onAnswered: (answered) => journeys?.follow(answered),
  });
  const ledgers: Ledgers = { readings: 0, held: {} };
  const followed = new Journeys({
    cloud,
    site: checked.site,
    onEnd: ({ record }) => {
      ledgers.readings += new Map(Object.entries(record?.ledger?.setAside ?? {})).get(READING) ?? 0;
      for (const [reason, count] of Object.entries(record?.ledger?.held ?? {}))
        ledgers.held = { ...ledgers.held, [reason]: (ledgers.held[reason] ?? 0) + count };
    },
  });
  journeys = followed;
  return {
    play: (name: string, profile: Profile, plays: readonly Play[]) =>
      playAll(name, profile, plays, { cloud, journeys: followed, ledgers }),
    stop: async () => {
      await followed.stop();
      await cloud.stop();
    },
  };
}

/** The reason of rows that are readings of the instrument. */
const READING = 'instrument-reading';

interface Ledgers {
  readings: number;
  held: Readonly<Record<string, number>>;
}

interface Bench {
  readonly cloud: LocalCloud;
  readonly journeys: Journeys;
  readonly ledgers: Ledgers;
}

async function playAll(
  name: string,
  profile: Profile,
  plays: readonly Play[],
  bench: Bench,
): Promise<ProfileReport> {
  const reports: PlayReport[] = [];
  const counts = { results: 0, controls: 0, readings: 0 };
  const ordered = new Set<string>();
  for (const play of plays) {
    await orderFor(name, play, bench.cloud, ordered);
    const { differences, ...seen } = await playOne(profile, play, bench);
    counts.results += seen.results;
    counts.controls += seen.controls;
    counts.readings += seen.readings;
    reports.push({ play: play.name, kind: play.kind, differences });
  }
  return { profile: name, plays: reports, ...counts };
}

async function playOne(profile: Profile, play: Play, { cloud, journeys, ledgers }: Bench) {
  await journeys.ended();
  const chart = await readChart(cloud.ehr.url);
  const points = new Set((await readQcPoints(cloud)).map(({ id }) => id));
  ledgers.readings = 0;
  ledgers.held = {};
  const message = messageOf(play.message, { now: hl7Time(), id: freshId('') });
  const { isTaken, refusal, answers } = await sendPlay(
    message,
    targetOf(profile, cloud, isTransmission(message)),
    play.expect.reply !== undefined,
  );
  await journeys.ended();
  const results = newResults(chart, await readChart(cloud.ehr.url));
  const controls = (await readQcPoints(cloud)).filter(({ id }) => !points.has(id)).map(seenPoint);
  const { readings, held } = ledgers;
  return {
    results: results.length,
    controls: controls.length,
    readings,
    differences: [
      ...(isTaken ? [] : [`the message was refused: ${refusal}`]),
      ...differencesOf(play, { results, controls, readings, held }),
      ...replyDifferences(play, answers),
    ],
  };
}

function targetOf(
  { link }: Profile,
  { mllpPort, astmPort, ports }: LocalCloud,
  isOverAstm: boolean,
): PlayTarget {
  const host = '127.0.0.1';
  if (!isOverAstm) return { host, port: mllpPort };
  return link?.framing?.includes('simplified') === true
    ? { host, port: ports.get('simplified') ?? 0, framing: 'simplified' }
    : { host, port: astmPort };
}

/** The laboratory system orders what the play needs, each specimen once. */
async function orderFor(
  name: string,
  play: Play,
  { mllpPort }: LocalCloud,
  ordered: Set<string>,
): Promise<void> {
  const orders = play.orders.filter(({ specimen }) => !ordered.has(specimen));
  if (orders.length === 0) return;
  const lis = await MllpClient.connect({ host: '127.0.0.1', port: mllpPort });
  for (const { specimen, patient, tests } of orders) {
    ordered.add(specimen);
    await lis.send(
      orderMessage(
        { application: lisOf(name), processingId: 'P' },
        {
          tube: specimen,
          patient: { id: patient.id, name: `${patient.family}^${patient.given}`, authority: '' },
          orders: tests.map((code) => ({ placer: freshId('P'), code })),
        },
      ),
    );
  }
  lis.close();
}
