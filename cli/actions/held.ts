import type { HeldMessage } from '../../lib/model/message.ts';
import { holdTexts } from '../../lib/model/reasons.ts';
import { type HoldReason, holdReasonSchema } from '../../lib/model/report.ts';
import { printJson, quiet, strong } from '../output.ts';
import { connect, type SystemOptions } from '../system.ts';

interface HeldOptions extends SystemOptions {
  readonly reason?: HoldReason;
  readonly json?: boolean;
}

/** What waits for a person or a rule, oldest first within each reason. */
export async function held(options: HeldOptions): Promise<void> {
  const system = connect(options);
  const reasons = options.reason === undefined ? holdReasonSchema.options : [options.reason];
  const found: HeldMessage[] = [];
  for (const reason of reasons) found.push(...(await Array.fromAsync(system.messages.held(reason))));
  system.close();
  if (options.json === true) {
    printJson(found);
    return;
  }
  for (const [reason, messages] of Map.groupBy(found, (one) => one.reason)) {
    const { why, todo } = holdTexts[reason];
    console.log(`${strong(`${reason}: ${messages.length}`)}  ${why}; ${todo}`);
    for (const { messageId, receivedAt, source, type, controlId, observations } of messages)
      console.log(
        `  ${messageId}  ${receivedAt}  ${source.padEnd(14)} ${(type ?? '').padEnd(8)} ${(controlId ?? '').padEnd(14)} ${quiet(`${observations} observations`)}`,
      );
  }
  if (found.length === 0) console.log('nothing is held');
}
