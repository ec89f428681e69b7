import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { splitMessages } from '@labwire/hl7/message/batch';
import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { describeLedger } from '../../lib/model/message.ts';
import { localPeople } from '../../local/issuer.ts';
import { type LocalCloud, type Readers, start as startCloud } from '../../local/start.ts';
import { exitCode, UsageError } from '../exit.ts';
import { type Journey, Journeys } from '../journeys.ts';
import { morningMessages, morningSite } from '../morning.ts';
import {
  bad,
  endProgress,
  good,
  odd,
  type Printed,
  print,
  printJsonLine,
  printText,
  progress,
  quiet,
  remark,
  strong,
  Text,
  text,
} from '../output.ts';
import { exampleSite } from '../site-of-system.ts';
import { siteAt } from '../site-option.ts';
import { summarize, summaryLine } from '../summary.ts';
import { writeSystemFile } from '../system-file.ts';
import { untilInterrupted } from '../until-interrupted.ts';

interface StartCommandOptions {
  readonly once?: boolean;
  readonly examples: boolean;
  readonly morning?: boolean;
  readonly mllpPort: number;
  readonly astmPort?: number;
  readonly httpPort: number;
  readonly data?: string;
  readonly json?: boolean;
  readonly logs?: boolean;
  readonly site?: string;
}

/** The port that `labwire send` takes by itself. */
const SEND_PORT = 2575;

const examplesFolder = fileURLToPath(new URL('../../examples', import.meta.url));

export async function start(given: StartCommandOptions): Promise<void> {
  const options = given.morning === true ? { ...given, site: given.site ?? morningSite } : given;
  const release = siteAt(options.site ?? exampleSite);
  const { site } = release;
  const finished: Journey[] = [];
  const show = options.json === true ? printEvent : printForPeople;
  let journeys: Journeys | undefined;
  const cloud = await boot(options, {
    ...release,
    onAnswered: (answered) => journeys?.follow(answered),
  });
  journeys = new Journeys({
    cloud,
    site,
    onEnd: (journey) => {
      finished.push(journey);
      show.journey(journey);
    },
  });
  const removeSystemFile = writeSystemFile(cloud, options.data);
  show.ready(cloud, options);

  const messages = options.morning === true ? morningMessages(new Date()) : exampleMessages();
  if (options.examples) await play(messages, cloud, journeys);
  if (options.examples || options.once === true) {
    await journeys.ended();
    const summary = summarize(finished);
    show.summary(summary);
    if (summary.lost > 0) process.exitCode = exitCode.problem;
  }
  if (options.once !== true) {
    // who reads that it waits may end it at once
    const interrupted = untilInterrupted();
    show.waiting(cloud, options);
    await interrupted;
  }
  removeSystemFile();
  await journeys.stop();
  await cloud.stop();
}

async function boot(
  options: StartCommandOptions,
  rest: Pick<Parameters<typeof startCloud>[0], 'site' | 'siteVersion' | 'onAnswered'>,
): Promise<LocalCloud> {
  try {
    const cloud = await startCloud({
      ...rest,
      dataDirectory: options.data,
      mllpPort: options.mllpPort,
      astmPort: options.astmPort ?? (options.mllpPort === 0 ? 0 : options.mllpPort + 1),
      httpPort: options.httpPort,
      withConsole: true,
      withReaders: true,
      onProgress: (step) => progress(`${step} …`),
      onFailure: (failure) => remark`a function failed, and its entry is retried: ${String(failure)}`,
      ...(options.logs === true ? { onLog: (line: string) => remark`${line}` } : {}),
    });
    endProgress();
    return cloud;
  } catch (cause) {
    endProgress();
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')
      throw new UsageError(
        `${cause.message}: another program uses this port. Give other ports with --mllp-port, --astm-port and --http-port`,
      );
    throw cause;
  }
}

const exampleMessages = (): readonly Uint8Array[] =>
  readdirSync(examplesFolder)
    .filter((file) => file.endsWith('.hl7'))
    .sort()
    .flatMap((file) => splitMessages(readFileSync(join(examplesFolder, file))));

/** Sends messages one after the other, as in practice: an order is known before its result comes. */
async function play(messages: readonly Uint8Array[], cloud: LocalCloud, journeys: Journeys): Promise<void> {
  const client = await MllpClient.connect({ host: '127.0.0.1', port: cloud.mllpPort });
  for (const message of messages) {
    await client.send(message);
    await journeys.ended();
  }
  client.close();
}

const printForPeople = {
  ready(cloud: LocalCloud, { data, site }: StartCommandOptions): void {
    print`${strong('Labwire is up.')}`;
    const lines = [
      ['MLLP', `127.0.0.1:${cloud.mllpPort}`],
      ['ASTM', `127.0.0.1:${cloud.astmPort}`],
      ['HTTP', `http://127.0.0.1:${cloud.httpPort}/v1/messages`],
      ['Site', site ?? 'the EXAMPLE, which takes every sender; give yours with --site DIR'],
      ['EHR', `${cloud.ehr.url}  (FHIR R4, embedded; every destination of the site is delivered here)`],
      ['AWS', `${cloud.aws.url}  (DynamoDB, SQS and S3, emulated)`],
      ...Object.entries(feedsOf(cloud)).map(([id, url]) => ['Feed', `${url}  (the destination ${id})`]),
      ['Data', data ?? 'in memory; --data DIR keeps it on disk'],
    ];
    if (cloud.readers !== undefined) lines.push(...readerLines(cloud.readers));
    if (cloud.consoleUrl !== undefined) lines.push(...consoleLines(cloud.consoleUrl));
    for (const [name = '', value] of lines) print`  ${quiet(name.padEnd(5))} ${value}`;
    print``;
  },
  journey(journey: Journey): void {
    printText(journeyLine(journey));
  },
  summary(summary: ReturnType<typeof summarize>): void {
    print`\n${summaryLine(summary)}`;
  },
  waiting({ mllpPort }: LocalCloud, { data }: StartCommandOptions): void {
    const to = mllpPort === SEND_PORT ? '' : ` --to 127.0.0.1:${mllpPort}`;
    const at = data === undefined ? '' : ` --data ${data}`;
    print`\nSend more with \`npx labwire send FILE${to}\`, and see what became of it with \`npx labwire messages${at}\`. Stop with Ctrl-C.`;
  },
};

/** The queues that EHRs read themselves, by destination. */
function feedsOf({
  system,
  checkedSite,
}: Pick<LocalCloud, 'system' | 'checkedSite'>): Record<string, string> {
  const { updateQueues } = JSON.parse(system);
  const feeds = checkedSite.site.destinations.filter(({ kind }) => kind === 'queue');
  return Object.fromEntries(feeds.map(({ id }) => [id, updateQueues[id]]));
}

/** Where clients read over FHIR, and how one gets a token on this machine. */
const readerLines = ({ fhirUrl, tokenUrl }: Readers): string[][] => [
  ['Read', `${fhirUrl}  (the read API; every client gets the scopes that it asks for)`],
  ['', `curl -d 'scope=system/*.rs' ${tokenUrl}`],
];

/** Where the console is, and who can sign in. */
const consoleLines = (url: string): string[][] => [
  ['Web', `${url}  (the console: sign in as one of these invented people, without a password)`],
  ...Object.entries(localPeople).map(([role, name]) => ['', `${name.padEnd(15)} ${role}`]),
];

/** Prints one JSON object on each line, for scripts. */
const printEvent: typeof printForPeople = {
  ready: (cloud, { site }) =>
    printJsonLine({
      event: 'ready',
      site: site ?? 'example',
      siteVersion: cloud.checkedSite.siteVersion,
      mllpPort: cloud.mllpPort,
      astmPort: cloud.astmPort,
      httpPort: cloud.httpPort,
      consoleUrl: cloud.consoleUrl,
      ehrUrl: cloud.ehr.url,
      awsUrl: cloud.aws.url,
      readers: cloud.readers,
      feedUrls: feedsOf(cloud),
      tableName: cloud.tableName,
    }),
  journey: (journey) => printJsonLine({ event: 'message', ...journey }),
  summary: (summary) => printJsonLine({ event: 'summary', line: summaryLine(summary), ...summary }),
  waiting: () => undefined,
};

function journeyLine({ messageId, outcome, record, delivered, parked }: Journey): Text {
  const paint =
    outcome === 'accepted' ? good : outcome === 'rejected' || outcome === 'not-stored' ? bad : odd;
  const name = (record?.controlId ?? messageId.slice(0, 12)).padEnd(14);
  const head = text`${name} ${(record?.type ?? '').padEnd(8)} ${paint(outcome.padEnd(9))}`;
  if (outcome === 'duplicate') return text`${head} ${quiet('answered from the stored acknowledgment')}`;
  if (outcome === 'answered') return text`${head} ${quiet('a query, answered from the orders')}`;
  if (outcome !== 'accepted') {
    const [issue] = record?.issues ?? [];
    return text`${head} ${issue === undefined ? '' : `${issue.at ?? ''} (${issue.code}) ${issue.message}`}`;
  }
  if (record?.ledger === undefined) return text`${head} ${bad('not normalized in time')}`;
  const versions = record.reports.map(({ version }) => `v${version}`).join(' ');
  const reasons = new Set([
    ...Object.keys(record.ledger.held),
    ...Object.keys(record.ledger.setAside),
    ...(record.state === 'set-aside' ? ['unread-type'] : []),
  ]);
  const parts: readonly Printed[] = [
    describeLedger(record.ledger),
    versions === '' ? 'no report' : `report ${versions}`,
    `${delivered} delivered`,
    ...(parked > 0 ? [bad(`${parked} parked`)] : []),
    ...(reasons.size > 0 ? [odd([...reasons].join(', '))] : []),
  ];
  return text`${head} ${Text.join(parts, ' · ')}`;
}
