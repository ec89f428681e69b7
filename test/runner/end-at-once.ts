/**
 * Jest gives a worker half a second to end after its last test file, and calls it a leak otherwise. On a busy machine the
 * half gigabyte of modules of a worker takes longer to free, so a worker in which nothing is open any more ends itself.
 * Whatever a test leaves open still keeps the worker alive, and jest tells of it.
 */
export function endAtOnce(): void {
  const isWorker = process.argv[1]?.endsWith('processChild.js') === true;
  if (isWorker && process.listenerCount('beforeExit', kill) === 0) process.once('beforeExit', kill);
}

const kill = (): void => {
  process.kill(process.pid, 'SIGKILL');
};
