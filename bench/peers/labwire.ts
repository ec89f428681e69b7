import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { type Library, newName } from './library.ts';

function parse(bytes: Buffer): Message {
  const parsed = parseMessage(bytes);
  if (!parsed.ok) throw new Error('not parsed');
  return parsed.value;
}

export const labwire: Library = {
  name: 'labwire',
  parse,
  read(bytes, wanted) {
    let characters = 0;
    for (const segment of parse(bytes).segments) {
      const values = wanted.get(segment.name);
      if (values === undefined) continue;
      for (const { field, component } of values)
        characters += segment.value(field, { component })?.length ?? 0;
    }
    return characters;
  },
  edit(bytes) {
    const edited = parse(bytes).with('PID-5.1', newName);
    if (!edited.ok) throw new Error('not edited');
    return edited.value.bytes;
  },
  rebuild: (bytes) => parse(bytes).bytes,
};
