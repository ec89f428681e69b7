import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { splitMessages } from '@labwire/hl7/message/batch';

const folder = fileURLToPath(new URL('../examples/morning', import.meta.url));

/** The laboratory of the morning: its results wait for its controls. */
export const morningSite = join(folder, 'site');

/** When the last message of the files was sent. */
const LAST = Date.parse('2026-03-02T10:35:00-05:00');

/** The messages of `examples/morning`, at times that end now. */
export const morningMessages = (now: Date): readonly Uint8Array[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.hl7'))
    .sort()
    .flatMap((file) => splitMessages(readFileSync(join(folder, file))))
    .map((message) => movedBy(now.getTime() - LAST, message));

/** A message with all its times moved: those that have seconds and a zone. */
function movedBy(milliseconds: number, message: Uint8Array): Uint8Array {
  const text = Buffer.from(message).toString('utf8');
  const moved = text.replaceAll(
    /\b(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)(\d\d)\b/g,
    (_, year, month, day, hour, minute, second, zoneHours, zoneMinutes) => {
      const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zoneHours}:${zoneMinutes}`);
      return `${new Date(at + milliseconds).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
    },
  );
  return Buffer.from(moved, 'utf8');
}
