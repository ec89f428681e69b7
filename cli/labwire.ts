#!/usr/bin/env node
import { printCrash } from './output.ts';
import { run } from './run.ts';

// a reader that closes the output early, such as `head`, causes no error
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
  process.exit();
});

// an error of the program itself may quote text from outside
process.on('uncaughtException', (cause) => {
  printCrash(cause);
  process.exit(1);
});

await run(process.argv.slice(2));
