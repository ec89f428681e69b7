import { Hl7Message } from '@medplum/core';
import { type Library, newName } from './library.ts';

const parse = (bytes: Buffer): Hl7Message => Hl7Message.parse(bytes.toString('utf8'));

export const medplum: Library = {
  name: '@medplum/core',
  parse,
  read(bytes, wanted) {
    let characters = 0;
    const message = parse(bytes);
    for (const [name, values] of wanted)
      for (const segment of message.getAllSegments(name))
        for (const { field, component } of values)
          characters += segment.getComponent(field, component)?.length ?? 0;
    return characters;
  },
  edit(bytes) {
    const message = parse(bytes);
    if (message.getSegment('PID')?.setComponent(5, 1, newName) !== true) throw new Error('not edited');
    return Buffer.from(message.toString());
  },
  rebuild: (bytes) => Buffer.from(parse(bytes).toString()),
};
