import Sequencer from '@jest/test-sequencer';

/** Files whose long form takes minutes, the longest first. */
const longest = [
  'integration/gateway-chaos',
  'integration/dynamo-stores',
  'integration/console-pages',
  'integration/quality-crash',
  'integration/quality-backlog',
  'unit/app/process/laboratory',
  'integration/fhir-conformance',
  'integration/patient-data',
  'integration/orders-of-arrival',
  'integration/mutants',
  'unit/app/process/orders-of-arrival',
];
/** Folders in the order in which their files are begun after these; all others follow. */
const folders = ['integration/', 'infra/'];
const order = [
  ...longest.map((file) => `/test/${file}.test.ts`),
  ...folders.map((folder) => `/test/${folder}`),
];

const rankOf = ({ path }) => {
  const rank = order.findIndex((part) => path.includes(part));
  return rank === -1 ? order.length : rank;
};

/**
 * Begins the files that take long, so that two cores end together. Jest orders files that it has never run by their
 * size, but a short file may start a cloud, and the longest has few lines.
 */
export default class LongFilesFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
