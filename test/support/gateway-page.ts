import { startHealthServer } from '../../gateway/health-server.ts';
import { createMetrics } from '../../gateway/metrics.ts';
import { createPage } from '../../gateway/page/serve-page.ts';
import type { PageState } from '../../gateway/page/state.ts';

/** A gateway at six in the morning, with one channel, at which everything is well. */
export const aPageState = (overrides: Partial<PageState> = {}): PageState => ({
  ...{ laboratory: 'Riverside Laboratory', zone: 'America/Los_Angeles' },
  now: new Date('2026-03-02T14:00:10Z'),
  startedAt: new Date('2026-03-01T02:00:00Z'),
  unready: undefined,
  spool: {
    ...{ waiting: 2, refused: 0, bytes: 12_000_000, maxBytes: 1024 ** 3, waitingMs: 40_000 },
    ...{ oldestWaiting: new Date('2026-03-02T13:59:30Z'), failure: undefined },
  },
  channels: [
    {
      ...{ id: 'chemistry', kind: 'astm', policy: 'store-and-forward', place: '0.0.0.0:2576' },
      ...{ openConnections: 1, taken: 412, badFrames: 0, refusedConnections: 0, isSilent: false },
      lastIn: { at: new Date('2026-03-02T13:59:50Z'), outcome: 'accepted' },
    },
  ],
  cloud: { lastSent: new Date('2026-03-02T13:59:20Z') },
  destinations: new Map(),
  silent: [],
  recent: [],
  ...overrides,
});

/** Serves the page of a gateway with three channels, one of which is silent. */
export async function serveGatewayPage() {
  const well = aPageState();
  const [chemistry] = well.channels;
  if (chemistry === undefined) throw new Error('no channel');
  const { lastIn: _, ...nobodyYet } = chemistry;
  const state = aPageState({
    channels: [
      chemistry,
      {
        ...{ ...chemistry, id: 'lis', kind: 'mllp', policy: 'relay', place: '10.20.0.5:2575', taken: 9031 },
        lastIn: { at: new Date('2026-03-02T14:00:02Z'), outcome: 'accepted' },
      },
      {
        ...{ ...chemistry, id: 'blood-gas', kind: 'astm-serial', place: '/dev/ttyUSB0', taken: 17 },
        ...{ isSilent: true, badFrames: 3, openConnections: 0 },
        lastIn: { at: new Date('2026-03-02T12:21:00Z'), outcome: 'accepted' },
      },
      { ...nobodyYet, id: 'coagulation', place: '0.0.0.0:2577', openConnections: 0, taken: 0 },
    ],
    silent: ['blood-gas'],
    destinations: new Map([['ward-system', { lastSent: new Date('2026-03-02T13:40:00Z') }]]),
    recent: [
      {
        at: new Date('2026-03-02T13:21:10Z'),
        event: { kind: 'source-silent', source: 'blood-gas', minutes: 60 },
      },
      {
        at: new Date('2026-03-02T12:20:30Z'),
        event: { kind: 'bad-frame', channel: 'blood-gas', frame: 'checksum' },
      },
      {
        at: new Date('2026-03-02T09:02:00Z'),
        event: { kind: 'forward-failed', reason: 'HTTP 503', retryInMs: 1000 },
      },
      {
        at: new Date('2026-03-02T08:58:00Z'),
        event: { kind: 'clock-skew', source: 'chemistry', seconds: 420 },
      },
    ],
  });
  return startHealthServer({
    ...{ host: '127.0.0.1', port: 0, metrics: createMetrics(() => undefined), unready: () => undefined },
    servePage: createPage({ state: () => state, version: '0.1.0' }),
  });
}
