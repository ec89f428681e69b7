import type { Message } from '@labwire/hl7/message/message';
import type { Msh } from '@labwire/hl7/segments/msh';
import { readOrc } from '@labwire/hl7/segments/orc';
import { type Qpd, readQpd } from '@labwire/hl7/segments/qpd';
import { readQrd } from '@labwire/hl7/segments/qrd';
import type { WorkPlace, WorkQuery, WrittenSpecimen } from '../../model/work.ts';
import { toIdentifier } from '../elements/concept.ts';

/** Message codes of queries (HL7 v2.5.1 §5). A query is answered and not stored, or refused. */
const queryCodes: ReadonlySet<string> = new Set([
  ...['QBP', 'QRY', 'QCN'],
  ...['EQQ', 'OSQ', 'QSB', 'QSX', 'QVR', 'RQQ', 'SPQ', 'VQQ', 'VXQ'],
]);

export const isQueryCode = (messageCode: string | undefined): boolean => queryCodes.has(messageCode ?? '');

/** MSH-9 of the answer to a refused query. Undefined: a plain acknowledgment. */
export function queryAnswerTo(msh: Msh | undefined): readonly string[] | undefined {
  const { messageCode, triggerEvent = '' } = msh ?? {};
  if (messageCode === 'QRY') return ['QCK', 'Q02'];
  if (messageCode !== 'QBP') return undefined;
  if (triggerEvent === 'Z01' || triggerEvent === 'Z03') return ['RSP', 'Z02'];
  // the response to Q11 is K11, and so on (HL7 v2.5.1 §5.3)
  const event = /^Q(\d\d)$/.exec(triggerEvent)?.[1];
  return event === undefined ? ['RSP'] : ['RSP', `K${event}`, `RSP_K${event}`];
}

/** The work that an instrument asks for. Undefined if the message is not a question. */
export function readWorkQuery(message: Message, msh: Msh, senderScope: string): WorkQuery | undefined {
  const base = { isAll: false, specimens: [], isCancel: false };
  switch (msh.messageCode) {
    case 'QBP':
      return readParameters(message, msh, senderScope);
    case 'QCN':
      return { ...base, dialect: 'genexpert', isCancel: true };
    case 'QRY':
      return readDisplayQuery(message, senderScope);
    case 'ORM':
      return readRefill(message, senderScope);
    default:
      return undefined;
  }
}

function readParameters(message: Message, msh: Msh, senderScope: string): WorkQuery | undefined {
  const parameters = message.segments.filter(({ name }) => name === 'QPD').map(readQpd);
  const [first] = parameters;
  if (first === undefined) return undefined;
  const { tag } = first;
  if (msh.triggerEvent === 'Z03' || msh.triggerEvent === 'Z01') {
    const specimen = toIdentifier(first.carrier, senderScope);
    const isAll = msh.triggerEvent === 'Z01';
    const specimens = isAll || specimen === undefined ? [] : [specimen];
    return { dialect: 'genexpert', tag, isAll, specimens, isCancel: false };
  }
  const isAll = parameters.some(({ name }) => name === 'WOS_ALL');
  // an isolate is a specimen of its own, made from the specimen in the container
  const specimens = parameters.flatMap(({ containers, isolate }) =>
    (isolate === undefined ? containers : [isolate]).flatMap((id) => toIdentifier(id, senderScope) ?? []),
  );
  return {
    dialect: first.system === 'ASTM' ? 'astm' : 'law',
    tag,
    isAll,
    // one record that asks for every test would otherwise get those of another
    ...(parameters.some(({ tests }) => tests.length === 0)
      ? {}
      : { tests: parameters.flatMap(({ tests }) => tests) }),
    specimens: isAll ? [] : specimens,
    ...(isAll || !parameters.some(({ layout }) => layout !== undefined)
      ? {}
      : { written: parameters.flatMap(writtenIn) }),
    place: isAll || specimens.length > 0 ? undefined : placeOf(first),
    isCancel: parameters.some(({ status }) => status === 'A'),
  };
}

/** What an ASTM query wrote about each specimen, in the order of QPD-3. */
const writtenIn = ({ containers, asked, layout }: Qpd): (WrittenSpecimen | undefined)[] =>
  containers.map((_, index) => {
    const components = asked[index];
    return components === undefined || layout === undefined ? undefined : { components, layout };
  });

function placeOf({
  carrier,
  position,
  tray,
  positionInTray,
}: ReturnType<typeof readQpd>): WorkPlace | undefined {
  if (carrier !== undefined && position !== undefined) return { holder: 'carrier', id: carrier.id, position };
  if (tray !== undefined && positionInTray !== undefined)
    return { holder: 'tray', id: tray.id, position: positionInTray };
  return undefined;
}

function readDisplayQuery(message: Message, senderScope: string): WorkQuery | undefined {
  const segment = message.find('QRD');
  if (segment === undefined) return undefined;
  const { queryId, subject, subjectFilter } = readQrd(segment);
  const specimen = toIdentifier(subject, senderScope);
  return {
    dialect: 'display',
    tag: queryId,
    // a question without a number asks for nothing
    isAll: false,
    specimens: specimen === undefined ? [] : [specimen],
    isCancel: subjectFilter === 'CAN',
  };
}

/** ORC-1 RF with a number, and without an order or a result, asks for the work on that number. */
function readRefill(message: Message, senderScope: string): WorkQuery | undefined {
  const orders = message.segments.filter(({ name }) => name === 'ORC').map(readOrc);
  const specimens = orders.flatMap(
    ({ fillerOrder, placerOrder }) => toIdentifier(fillerOrder ?? placerOrder, senderScope) ?? [],
  );
  const isAsking = orders.length > 0 && orders.every(({ control }) => control === 'RF');
  if (!isAsking || message.find('OBR') !== undefined || message.find('OBX') !== undefined) return undefined;
  return { dialect: 'refill', isAll: false, specimens, isCancel: false };
}
