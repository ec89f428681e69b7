import HL7Standard from 'hl7-standard';

/** A laboratory's own fix-up of one source's messages: it changes the message it is given. */
export type SiteScript = (message: HL7Standard) => void;

/**
 * Runs inside the sandbox, beside the scripts: the message as hl7-standard writes it unchanged.
 * Only text crosses the sandbox. Throws where hl7-standard cannot read the message.
 */
export const rebuildMessage = (text: string): string => read(text).build();

/** The message as the script leaves it. Throws where the script does, or would end too late. */
export function runScript(script: SiteScript, text: string): string {
  const message = read(text);
  const returned: unknown = script(message);
  if (returned instanceof Promise) throw new TypeError('a script cannot be asynchronous');
  return message.build();
}

function read(text: string): HL7Standard {
  const message = new HL7Standard(text);
  message.transform();
  return message;
}
