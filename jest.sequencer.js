import Sequencer from '@jest/test-sequencer';

/** Folders in the order in which their files are begun; all others follow. */
const folders = ['/test/integration/', '/test/infra/'];

const rankOf = ({ path }) => {
  const rank = folders.findIndex((folder) => path.includes(folder));
  return rank === -1 ? folders.length : rank;
};

/**
 * Begins the files that take long, so that two cores end together. Jest orders files that it has never run by their
 * size, but a short file may start a cloud.
 */
export default class LongFilesFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
