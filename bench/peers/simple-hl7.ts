import Parser from 'simple-hl7/lib/hl7/parser.js';
import { type Library, newName } from './library.ts';

/** The library accepts one kind of line end, which must be configured. */
function parse(bytes: Buffer) {
  const text = bytes.toString('utf8');
  const segmentSeperator = text.includes('\r\n') ? '\r\n' : text.includes('\r') ? '\r' : '\n';
  return new Parser({ segmentSeperator }).parse(text);
}

export const simpleHl7: Library = {
  name: 'simple-hl7',
  parse,
  read(bytes, wanted) {
    let characters = 0;
    const message = parse(bytes);
    for (const [name, values] of wanted) {
      const isHeader = name === 'MSH';
      // the library numbers header fields from MSH-3 on
      for (const segment of isHeader ? [message.header] : message.getSegments(name))
        for (const { field, component } of values)
          characters += segment.getComponent(isHeader ? field - 2 : field, component)?.length ?? 0;
    }
    return characters;
  },
  edit(bytes) {
    const message = parse(bytes);
    message.getSegment('PID')?.setComponent(5, 1, newName);
    return Buffer.from(message.toString());
  },
  rebuild: (bytes) => Buffer.from(parse(bytes).toString()),
};
