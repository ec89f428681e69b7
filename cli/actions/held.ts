import { listHeld } from '../../lib/app/operate/list-held.ts';
import type { HoldReason } from '../../lib/model/hold-reason.ts';
import type { HeldMessage } from '../../lib/model/message.ts';
import { holdTexts } from '../../lib/model/reasons.ts';
import { odd, print, printJson, quiet, strong } from '../output.ts';
import { type SystemOptions, withSystem } from '../system.ts';

interface HeldOptions extends SystemOptions {
  readonly reason?: HoldReason | undefined;
  readonly corrections?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Lists the held messages by reason, oldest first. */
export async function held(options: HeldOptions): Promise<void> {
  const all = await withSystem(options, { writes: false }, (system) => listHeld(options.reason, system));
  const found = options.corrections === true ? all.filter(({ corrections = 0 }) => corrections > 0) : all;
  if (options.json === true) printJson(found);
  else printHeld(found);
}

export function printHeld(found: readonly HeldMessage[]): void {
  for (const [reason, messages] of Map.groupBy(found, (one) => one.reason)) {
    const { why, todo } = holdTexts[reason];
    print`${strong(`${reason}: ${messages.length}`)}  ${why}; ${todo}`;
    for (const message of messages) {
      const {
        messageId,
        receivedAt,
        source,
        type = '',
        controlId = '',
        observations,
        corrections = 0,
      } = message;
      const older = corrections === 0 ? '' : odd(`  ${corrections} corrections: charts show older values`);
      print`  ${messageId}  ${receivedAt}  ${source.padEnd(14)} ${type.padEnd(8)} ${controlId.padEnd(14)} ${quiet(`${observations} observations`)}${older}`;
    }
  }
  if (found.length === 0) print`nothing is held`;
}
