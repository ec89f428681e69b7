#!/usr/bin/env node
import { CommanderError } from '@commander-js/extra-typings';
import { AdapterError } from '../lib/shared/adapter-error.ts';
import { exitCode, UsageError } from './exit.ts';
import { linesOf, remark } from './output.ts';
import { createProgram } from './program.ts';

// a reader that takes only the start of the output has what it wanted
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
    remark`labwire: ${linesOf(failure.message)}`;
    process.exitCode = exitCode.wrongUsage;
  } else if (failure instanceof AdapterError) {
    const cause = failure.cause instanceof Error ? ` (${failure.cause.name}: ${failure.cause.message})` : '';
    remark`labwire: ${failure.code}${cause}: is the system running, and do you have access to it?`;
    process.exitCode = exitCode.problem;
  } else {
    throw failure;
  }
}
