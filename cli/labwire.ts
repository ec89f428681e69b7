#!/usr/bin/env node
import { CommanderError } from '@commander-js/extra-typings';
import { AdapterError } from '../lib/shared/adapter-error.ts';
import { exitCode, UsageError } from './exit.ts';
import { createProgram } from './program.ts';

// whoever reads only the start of the output has what was wanted
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
  process.exit();
});

try {
  await createProgram().parseAsync();
} catch (failure) {
  if (failure instanceof CommanderError) {
    process.exitCode = failure.exitCode === 0 ? exitCode.fine : exitCode.wrongUsage;
  } else if (failure instanceof UsageError) {
    console.error(`labwire: ${failure.message}`);
    process.exitCode = exitCode.wrongUsage;
  } else if (failure instanceof AdapterError) {
    const cause = failure.cause instanceof Error ? ` (${failure.cause.name}: ${failure.cause.message})` : '';
    console.error(`labwire: ${failure.code}${cause}: is the system running, and may you use it?`);
    process.exitCode = exitCode.problem;
  } else {
    throw failure;
  }
}
