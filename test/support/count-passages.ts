import { parentPort } from 'node:worker_threads';
import { StepCounter } from './steps.ts';

/** A thread that passes messages through the system and says how many steps each took. */
const counter = new StepCounter();
await counter.start();
// loaded after the start, so that it is counted
const { pass } = await import('../../bench/passage.ts');

parentPort?.on('message', async (messages: readonly string[]) => {
  parentPort?.postMessage(await counter.countsOf(messages.map((text) => () => pass(Buffer.from(text)))));
});
