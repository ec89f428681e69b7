import { searchMessages } from '../../lib/app/operate/search-messages.ts';
import type { MessageRecord } from '../../lib/model/message.ts';
import { describeLedger } from '../../lib/model/message.ts';
import { UsageError } from '../exit.ts';
import { bad, good, odd, printJson, printText, quiet, remark, Text } from '../output.ts';
import { patientKeyAt } from '../patient-option.ts';
import { checkPeriod } from '../period.ts';
import { type ReasonOptions, readerOf } from '../reader.ts';
import { type SystemOptions, withSystem } from '../system.ts';

export interface MessagesOptions extends SystemOptions, ReasonOptions {
  readonly source?: string | undefined;
  readonly state?: MessageRecord['state'] | undefined;
  readonly type?: string | undefined;
  readonly controlId?: string | undefined;
  readonly patient?: string | undefined;
  readonly since: Date;
  readonly until?: Date | undefined;
  readonly limit: number;
  readonly json?: boolean | undefined;
}

/** Lists the messages of a period, oldest first, without patient data. */
export async function messages(options: MessagesOptions): Promise<void> {
  checkPeriod(options);
  const patient =
    options.patient === undefined
      ? undefined
      : { key: patientKeyAt(options.patient), reader: readerOf(options) };
  await withSystem(options, { writes: patient !== undefined }, async (system) => {
    const found = await searchMessages({ ...options, patient }, system);
    if (found.kind === 'unknown-source')
      throw new UsageError(
        `the site has no source ${options.source}; its sources are ${found.known.join(', ')}`,
      );
    if (options.json === true) printJson(found.messages);
    else printMessages(found.messages);
    if (found.messages.length === 0) remark`no message matches`;
    if (found.hasMore)
      remark`more than ${options.limit} messages match: give a shorter period or a higher --limit`;
  });
}

const paints: Readonly<Record<MessageRecord['state'], typeof good>> = {
  processed: good,
  failed: bad,
  rejected: bad,
  held: odd,
  received: odd,
  'set-aside': quiet,
};

export const paintState = (state: MessageRecord['state']): Text => paints[state](state);

export function printMessages(messages: readonly MessageRecord[]): void {
  for (const record of messages) printText(lineOf(record));
}

const lineOf = ({ id, receivedAt, source, type, controlId, state, ledger }: MessageRecord): Text =>
  Text.join(
    [
      id,
      receivedAt,
      source.padEnd(14),
      (type ?? '').padEnd(8),
      (controlId ?? '').padEnd(14),
      paintState(state),
      ledger === undefined ? '' : quiet(describeLedger(ledger)),
    ],
    '  ',
  );
