import type { ServedAsset } from '../../lib/console/assets.ts';
import { counted } from '../../lib/console/parts/counted.ts';
import { fields } from '../../lib/console/parts/fields.ts';
import { type Html, html, type Value } from '../../lib/console/parts/html.ts';
import { empty } from '../../lib/console/parts/notice.ts';
import { table } from '../../lib/console/parts/table.ts';
import { tag } from '../../lib/console/parts/tag.ts';
import { age, duration, time, wholeTime } from '../../lib/console/parts/time.ts';
import { shell } from '../../lib/console/shell.ts';
import { findingsOf } from './findings.ts';
import type { PageState } from './state.ts';
import { describeEvent, outcomeWords } from './words.ts';

/** The page of the gateway about itself, in the shell and with the parts of the console. */
export function statusPage(state: PageState, { assets, version }: PageFrame): Html {
  const { laboratory, zone, now } = state;
  const content = html`${verdict(state)}
<p class="soft">Read at ${wholeTime(now, zone)}. <a href="/">Refresh now</a></p>
<h2>Channels</h2>
${channels(state)}
<div class="split"><section>
<h2>Waiting for the cloud</h2>
${waiting(state)}
</section><section>
<h2>Sent to</h2>
${targets(state)}
</section></div>
<h2>Lately</h2>
${lately(state)}
<h2>This gateway</h2>
${fields([
  ['Version', version],
  ['Runs for', html`${age(state.startedAt, now)}, since ${time(state.startedAt, state)}`],
  ['Numbers', 'are counted since then'],
])}`;
  return shell('Gateway', content, {
    ...{ laboratory, zone, now, assets },
    nonce: '',
    here: '/',
    href: (path) => path,
  });
}

export interface PageFrame {
  readonly assets: readonly ServedAsset[];
  readonly version: string;
}

function verdict(state: PageState): Html {
  const findings = findingsOf(state);
  return findings.length === 0
    ? html`<p class="verdict good" role="status">${tag('good', 'Nothing is wrong')} <span>Messages are taken and sent on.</span></p>`
    : html`<p class="verdict bad" role="status">${tag('bad', 'Something is wrong')} <span>${findings.join(' ')}</span></p>`;
}

const kinds: Readonly<Record<PageState['channels'][number]['kind'], string>> = {
  mllp: 'HL7, MLLP',
  astm: 'ASTM, TCP',
  'astm-serial': 'ASTM, serial',
};

const policies: Readonly<Record<PageState['channels'][number]['policy'], string>> = {
  relay: 'the cloud has it',
  'store-and-forward': 'it is on this disk',
};

const channels = (state: PageState): Value =>
  table({
    caption: 'Ways in, with the last message of each',
    columns: [
      { head: 'Channel', cell: ({ id }) => id },
      {
        head: 'Listens on',
        cell: ({ kind, place }) => html`${kinds[kind]} <span class="id">${place}</span>`,
      },
      { head: 'Answers when', cell: ({ policy }) => policies[policy] },
      { head: 'Connections', isNumber: true, cell: ({ openConnections }) => openConnections },
      { head: 'Last message', cell: ({ lastIn }) => lastMessage(lastIn, state) },
      {
        head: 'Ago',
        isNumber: true,
        cell: ({ lastIn }) => lastIn !== undefined && age(lastIn.at, state.now),
      },
      { head: 'Messages', isNumber: true, cell: ({ taken }) => taken },
      { head: 'Bad frames', isNumber: true, cell: ({ badFrames }) => badFrames },
      { head: 'Refused', isNumber: true, cell: ({ refusedConnections }) => refusedConnections },
      { head: 'State', cell: stateOf },
    ],
    rows: state.channels,
    empty: undefined,
  });

const lastMessage = (lastIn: PageState['channels'][number]['lastIn'], state: PageState): Value =>
  lastIn === undefined
    ? 'none yet'
    : html`${time(lastIn.at, state)}${lastIn.outcome === 'accepted' ? '' : ` (${outcomeWords[lastIn.outcome]})`}`;

function stateOf({ isSilent, lastIn, openConnections }: PageState['channels'][number]): Html {
  if (isSilent) return tag('bad', 'silent');
  if (lastIn?.outcome === 'not-stored') return tag('bad', 'not stored');
  return openConnections > 0 || lastIn !== undefined ? tag('good', 'heard') : tag('neutral', 'nobody yet');
}

function waiting({ spool, unready, now, zone }: PageState): Value {
  if (spool === undefined && unready !== undefined) return empty('The disk cannot be read.');
  if (spool === undefined)
    return empty('Nothing waits here: each message is answered when the cloud has answered it.');
  const { waiting: count, oldestWaiting, waitingMs, refused, bytes, maxBytes } = spool;
  return fields([
    ['Messages', String(count)],
    [
      'Oldest',
      oldestWaiting === undefined
        ? 'none'
        : html`${duration(waitingMs)}, since ${time(oldestWaiting, { now, zone })}`,
    ],
    ['Refused for good', refused === 0 ? 'none' : tag('bad', counted(refused, 'message'))],
    ['Disk', `${megabytes(bytes)} of ${megabytes(maxBytes)} MB`],
  ]);
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);

const targets = (state: PageState): Value =>
  table({
    caption: 'Systems to which messages go',
    columns: [
      { head: 'System', cell: ([id]) => id },
      {
        head: 'Last taken',
        cell: ([, { lastSent }]) => (lastSent === undefined ? 'none yet' : time(lastSent, state)),
      },
      {
        head: 'Ago',
        isNumber: true,
        cell: ([, { lastSent }]) => lastSent !== undefined && age(lastSent, state.now),
      },
      {
        head: 'Last failure',
        cell: ([, { lastFailure }]) =>
          lastFailure !== undefined && html`${time(lastFailure.at, state)} ${lastFailure.reason}`,
      },
    ],
    rows: [...(state.spool === undefined ? [] : [['cloud', state.cloud] as const]), ...state.destinations],
    empty: empty('Nothing was sent to an EHR or an analyzer yet.'),
  });

const lately = (state: PageState): Value =>
  table({
    caption: 'What a person may want to know, newest first',
    columns: [
      { head: 'When', cell: ({ at }) => time(at, state) },
      { head: 'Ago', isNumber: true, cell: ({ at }) => age(at, state.now) },
      { head: 'What', cell: ({ event }) => describeEvent(event) },
    ],
    rows: state.recent,
    empty: empty('Nothing unusual has happened since the start.'),
  });
