import HL7Standard from 'hl7-standard';
import { type Library, newName } from './library.ts';

function parse(bytes: Buffer): HL7Standard {
  const message = new HL7Standard(bytes.toString('utf8'));
  message.transform();
  return message;
}

export const hl7Standard: Library = {
  name: 'hl7-standard',
  parse,
  read(bytes, wanted) {
    let characters = 0;
    const message = parse(bytes);
    for (const [name, values] of wanted)
      for (const segment of message.getSegments(name))
        for (const { field, component } of values) {
          const value = segment.get(`${name}.${field}.${component}`);
          if (typeof value === 'string') characters += value.length;
        }
    return characters;
  },
  edit(bytes) {
    const message = parse(bytes);
    message.getSegments('PID')[0]?.set('PID.5.1', newName);
    return Buffer.from(message.build());
  },
  rebuild: (bytes) => Buffer.from(parse(bytes).build()),
};
