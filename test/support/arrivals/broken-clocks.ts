import { type ArrivalSet, at, K41_CORRECTED, sampled } from './messages.ts';

export const brokenClocks: readonly ArrivalSet[] = [
  ...['20000101000500', '19900101000500', '20190101000500', '20360101000500'].map(
    (broken): ArrivalSet => ({
      name: `a sample whose first result came from a clock of ${broken.slice(0, 4)} is corrected`,
      isReceivedSoon: true,
      messages: (tag) => [
        sampled(tag, { sentAt: broken, reportedAt: null, results: [{ value: '6.9' }] }),
        sampled(tag, { sentAt: at('1000'), reportedAt: null, results: [{ value: '4.1', status: 'C' }] }),
      ],
      shows: [K41_CORRECTED],
    }),
  ),
];
