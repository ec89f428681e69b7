import { Message } from 'node-hl7-client';
import { type Library, newName } from './library.ts';

const parse = (bytes: Buffer): Message => new Message({ text: bytes.toString('utf8') });

export const nodeHl7Client: Library = {
  name: 'node-hl7-client',
  parse,
  read(bytes, wanted) {
    let characters = 0;
    const message = parse(bytes);
    for (const [name, values] of wanted)
      for (const segment of message.get(name).toArray())
        for (const { field, component } of values)
          characters += segment.get(`${name}.${field}.${component}`).toString().length;
    return characters;
  },
  edit(bytes) {
    const message = parse(bytes);
    message.set('PID.5.1', newName);
    return Buffer.from(message.toString());
  },
  rebuild: (bytes) => Buffer.from(parse(bytes).toString()),
};
