import type { Finding } from '../../app/operate/judge-status.ts';
import type { PageContext } from '../page.ts';
import { type Html, html } from './html.ts';

interface Words {
  readonly one: string;
  readonly many: string;
  /** The list behind the number. `SINCE` stands for the beginning of the period in which it was counted. */
  readonly list: string;
}

const words: Readonly<Record<Finding['kind'], Words>> = {
  alarm: { one: 'alarm is raised', many: 'alarms are raised', list: '/?since=SINCE#alarms' },
  unknown: {
    one: 'part of the system cannot be read',
    many: 'parts of the system cannot be read',
    list: '/?since=SINCE',
  },
  failed: { one: 'message failed', many: 'messages failed', list: '/messages?since=SINCE&state=failed' },
  'dead-letters': { one: 'dead letter', many: 'dead letters', list: '/dead-letters' },
  'unread-controls': {
    one: 'control was not read and holds the results of its source',
    many: 'controls were not read and hold the results of their source',
    list: '/dead-letters',
  },
  parked: { one: 'update was refused', many: 'updates were refused', list: '/deliveries' },
  corrections: { one: 'correction is held', many: 'corrections are held', list: '/waiting?corrections=yes' },
  controls: {
    one: 'test system is not in control',
    many: 'test systems are not in control',
    list: '/controls',
  },
  due: { one: 'test system needs a control', many: 'test systems need a control', list: '/due' },
  'look-backs': { one: 'look-back is open', many: 'look-backs are open', list: '/look-back' },
  silent: { one: 'source is silent', many: 'sources are silent', list: '/sources' },
  late: { one: 'entry is late', many: 'entries are late', list: '/?since=SINCE#queues' },
  held: { one: 'message waits for a person', many: 'messages wait for a person', list: '/waiting' },
};

/** All findings as one sentence. Each number leads to its list, of the same period. */
export function describeFindings(
  findings: readonly Finding[],
  since: string,
  { href }: Pick<PageContext, 'href'>,
): Html {
  if (findings.length === 0)
    return html`Every message was read and delivered, and nothing waits for a person.`;
  const byKind = Map.groupBy(findings, ({ kind }) => kind);
  const said = [...byKind].map(([kind, some], index) => {
    const count = some.reduce((sum, one) => sum + one.count, 0);
    const names = some.flatMap(({ name }) => name ?? []);
    const { one, many, list } = words[kind];
    return html`${index > 0 && ', '}<a href="${href(list.replace('SINCE', encodeURIComponent(since)))}">${count} ${count === 1 ? one : many}</a>${names.length > 0 && ` (${names.join(', ')})`}`;
  });
  return html`${said}.`;
}
