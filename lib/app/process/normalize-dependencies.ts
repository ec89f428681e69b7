import type { Intake } from '../../ports/intake.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import type { FileMessageDependencies } from './file-message.ts';
import type { WaitDependencies } from './waiting.ts';

export interface NormalizeDependencies extends FileMessageDependencies, WaitDependencies {
  readonly intake: Intake;
  readonly messages: MessageStore;
  readonly siteVersion: string;
  /** Milliseconds on a clock that only goes forward, for the time of one message. Undefined: it may take any time. */
  readonly elapsedMs?: (() => number) | undefined;
}
