import { MllpClient, type MllpTarget } from '../../gateway/outbound/mllp-client.ts';
import { parsed } from '../../simulators/law-analyzer.ts';
import { freshId, hl7Time, orderMessage } from '../../simulators/messages.ts';
import { messageOf } from '../../simulators/play-message.ts';
import { sendPlay } from '../../simulators/profile-instrument.ts';
import { refusalOf } from '../../simulators/refusal.ts';
import { UsageError } from '../exit.ts';
import { profileNamed } from './catalog.ts';
import type { Play } from './compare-play.ts';
import { workIn } from './reply.ts';
import type { StepReport } from './step-report.ts';

export interface PlayProfileOptions {
  readonly profile: string;
  readonly to: MllpTarget;
  readonly facility?: string | undefined;
  readonly processingId: 'P' | 'T' | 'D';
  readonly framing?: 'standard' | 'simplified' | undefined;
  /** An MLLP listener that is sent the orders first. */
  readonly ordersTo?: MllpTarget | undefined;
}

/**
 * Plays every message of a profile to a listener: results, controls, queries, errors and reruns.
 * @throws UsageError if there is no such profile, or it has no messages
 */
export async function playProfile(options: PlayProfileOptions, report: StepReport): Promise<void> {
  const { profile } = profileNamed(options.profile);
  if (profile.simulator.length === 0)
    throw new UsageError('this profile has no messages to play: the documents that it cites show none');
  const framings = profile.link?.framing ?? [];
  const framing =
    options.framing ??
    (framings.includes('simplified') && !framings.includes('frames') ? 'simplified' : 'standard');
  for (const play of profile.simulator) {
    if (options.ordersTo !== undefined) await order(play, options.ordersTo, options.processingId, report);
    // the host may still be reading the orders when it is asked first
    const tries = play.kind === 'query' && options.ordersTo !== undefined ? QUERY_TRIES : 1;
    const { isTaken, answer } = await send(play, { ...options, framing }, tries);
    report.step(play.kind, isTaken, `${play.name}: ${answer}`);
  }
}

const QUERY_TRIES = 5;
const QUERY_AGAIN_MS = 1000;

async function send(
  play: Play,
  options: PlayProfileOptions,
  tries: number,
): Promise<{ readonly isTaken: boolean; readonly answer: string }> {
  const { to, framing } = options;
  const isQuery = play.kind === 'query';
  const message = messageOf(play.message, { ...options, now: hl7Time(), id: freshId('') });
  const { isTaken, refusal, answers } = await sendPlay(message, { ...to, framing }, isQuery);
  const tubes = new Set(play.orders.map(({ specimen }) => specimen));
  const work = answers.flatMap((one) => workIn(one, tubes)).filter(({ tests }) => tests.length > 0);
  if (isQuery && isTaken && work.length === 0 && tries > 1) {
    await new Promise((resolve) => setTimeout(resolve, QUERY_AGAIN_MS));
    return send(play, options, tries - 1);
  }
  const words = isQuery
    ? work.map(({ specimen, tests }) => `${specimen} ${tests.join(', ')}`).join('; ') || 'no work'
    : 'taken';
  return { isTaken, answer: refusal ?? words };
}

/** MSH-3 of the laboratory system that orders. */
const LIS = 'SIMLIS';

async function order(
  { orders }: Play,
  to: MllpTarget,
  processingId: 'P' | 'T' | 'D',
  report: StepReport,
): Promise<void> {
  if (orders.length === 0) return;
  const lis = await MllpClient.connect(to);
  for (const { specimen, patient, tests } of orders) {
    const ack = await lis.send(
      orderMessage(
        { application: LIS, processingId },
        {
          tube: specimen,
          patient: { id: patient.id, name: `${patient.family}^${patient.given}`, authority: '' },
          orders: tests.map((code) => ({ placer: freshId('P'), code })),
        },
      ),
    );
    const refusal = refusalOf(parsed(ack));
    report.step('order', refusal === undefined, `${specimen} ${tests.join(', ')}: ${refusal ?? 'taken'}`);
  }
  lis.close();
}
